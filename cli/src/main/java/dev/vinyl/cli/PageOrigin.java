package dev.vinyl.cli;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.evaluation.ShortNames;
import dev.vinyl.evaluation.html.Provenance;
import dev.vinyl.nativeconfig.internal.VinylVersion;
import dev.vinyl.runtime.internal.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the numbers of a page come from.
 *
 * @param models the origin of each by its name
 * @param dates day that the file of each was written; where there is a file
 * @param seed of everything that was drawn
 * @param command that makes the page again
 */
record PageOrigin(
    Map<String, String> models, Map<String, String> dates, long seed, String command) {

  /** Reads all files of models for their fingerprints. */
  static PageOrigin ofModels(List<Path> files, long seed, String command) throws IOException {
    List<String> names = ShortNames.of(files.stream().map(Path::toString).toList());
    Map<String, String> models = new LinkedHashMap<>();
    Map<String, String> dates = new LinkedHashMap<>();
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      models.put(names.get(i), "%s, SHA-256 %s".formatted(file, Sha256.hex(file)));
      dates.put(names.get(i), day(Files.getLastModifiedTime(file).toInstant()));
    }
    return new PageOrigin(models, dates, seed, command);
  }

  /**
   * Of a data set whose files are all read; {@code part} is that which was looked at. A missing
   * file is no reason not to write a page of the others.
   */
  Provenance of(SegmentationDataset data, String part) throws IOException {
    String found;
    try {
      found = data.fingerprint();
    } catch (DatasetException e) {
      found = "none: " + e.problem().text();
    }
    return new Provenance(
        data.name() + ", " + part,
        found,
        models,
        dates,
        seed,
        VinylVersion.current(),
        day(Instant.now()),
        command);
  }

  private static String day(Instant time) {
    return LocalDate.ofInstant(time, ZoneId.systemDefault()).toString();
  }
}
