package dev.vinyl.cli;

import dev.vinyl.evaluation.ShortNames;
import dev.vinyl.evaluation.dataset.DatasetException;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.dataset.Sha256;
import dev.vinyl.evaluation.html.Provenance;
import dev.vinyl.nativeconfig.VinylVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the numbers of a page come from.
 *
 * @param models files of models or of features
 * @param seed of everything that was drawn
 * @param command that makes the page again
 */
record PageOrigin(List<Path> models, long seed, String command) {

  /**
   * Reads all files of the models and of the data.
   *
   * @param data whose fingerprint is wanted; null where only its name is known
   * @param name of the data, such as {@code pets, test}
   */
  Provenance provenance(@Nullable SegmentationDataset data, String name) throws IOException {
    return new Provenance(
        name,
        data == null ? "" : fingerprint(data),
        fingerprints(),
        seed,
        VinylVersion.current(),
        command);
  }

  /** A missing file is no reason not to write a page of the others. */
  private static String fingerprint(SegmentationDataset data) throws IOException {
    try {
      return data.fingerprint();
    } catch (DatasetException e) {
      return "none: " + e.problem().text();
    }
  }

  private Map<String, String> fingerprints() throws IOException {
    List<String> names = ShortNames.of(models.stream().map(Path::toString).toList());
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < models.size(); i++) {
      Path model = models.get(i);
      all.put(names.get(i), "%s, SHA-256 %s".formatted(model, Sha256.hex(model)));
    }
    return all;
  }
}
