package dev.vinyl.cli;

import dev.vinyl.evaluation.ShortNames;
import dev.vinyl.evaluation.dataset.DatasetException;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.dataset.Sha256;
import dev.vinyl.evaluation.geometry.EncoderGeometry;
import dev.vinyl.evaluation.html.Provenance;
import dev.vinyl.nativeconfig.VinylVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the numbers of a page come from.
 *
 * @param models the origin of each by its name
 * @param seed of everything that was drawn
 * @param command that makes the page again
 */
record PageOrigin(Map<String, String> models, long seed, String command) {

  /** Reads all files of models for their fingerprints. */
  static PageOrigin ofModels(List<Path> files, long seed, String command) throws IOException {
    List<String> names = ShortNames.of(files.stream().map(Path::toString).toList());
    Map<String, String> models = new LinkedHashMap<>();
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      models.put(names.get(i), "%s, SHA-256 %s".formatted(file, Sha256.hex(file)));
    }
    return new PageOrigin(models, seed, command);
  }

  /** The models are known by what their features say of them. */
  static PageOrigin ofEncoders(List<EncoderGeometry> encoders, long seed, String command) {
    Map<String, String> models = new LinkedHashMap<>();
    encoders.forEach(e -> models.put(e.name(), "model with SHA-256 " + e.modelHash()));
    return new PageOrigin(models, seed, command);
  }

  /** Of a data set whose files are all read; {@code part} is that which was looked at. */
  Provenance of(SegmentationDataset data, String part) throws IOException {
    return provenance(data.name() + ", " + part, fingerprint(data));
  }

  /** Of data of which only the name is known. */
  Provenance of(String data) {
    return provenance(data, "");
  }

  private Provenance provenance(String data, String fingerprint) {
    return new Provenance(data, fingerprint, models, seed, VinylVersion.current(), command);
  }

  /** A missing file is no reason not to write a page of the others. */
  private static String fingerprint(SegmentationDataset data) throws IOException {
    try {
      return data.fingerprint();
    } catch (DatasetException e) {
      return "none: " + e.problem().text();
    }
  }
}
