package dev.vinyl.cli;

import dev.vinyl.evaluation.ShortNames;
import dev.vinyl.evaluation.dataset.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the models of a page come from. */
final class ModelOrigins {
  private ModelOrigins() {}

  /** Path and SHA-256 of each file by its short name. */
  static Map<String, String> of(List<Path> models) throws IOException {
    List<String> names = ShortNames.of(models.stream().map(Path::toString).toList());
    Map<String, String> origins = new LinkedHashMap<>();
    for (int i = 0; i < models.size(); i++) {
      Path model = models.get(i);
      origins.put(names.get(i), "%s, SHA-256 %s".formatted(model, Sha256.hex(model)));
    }
    return origins;
  }
}
