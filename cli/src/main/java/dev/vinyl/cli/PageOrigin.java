package dev.vinyl.cli;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.evaluation.ShortNames;
import dev.vinyl.evaluation.geometry.EncoderGeometry;
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

  /** The models are known by what their features say of them. */
  static PageOrigin ofEncoders(List<EncoderGeometry> encoders, long seed, String command) {
    Map<String, String> models = new LinkedHashMap<>();
    encoders.forEach(e -> models.put(e.name(), "model with SHA-256 " + e.modelHash()));
    return new PageOrigin(models, Map.of(), seed, command);
  }

  /** Of a data set whose files are all read; {@code part} is that which was looked at. */
  Provenance of(SegmentationDataset data, String part) throws IOException {
    return of(data.name() + ", " + part, data::fingerprint);
  }

  /** Of data by their name; a missing file is no reason not to write a page of the others. */
  Provenance of(String data, Fingerprint fingerprint) throws IOException {
    String found;
    try {
      found = fingerprint.read();
    } catch (DatasetException e) {
      found = "none: " + e.problem().text();
    }
    return new Provenance(
        data, found, models, dates, seed, VinylVersion.current(), day(Instant.now()), command);
  }

  /** Reads what a fingerprint is of. */
  interface Fingerprint {
    String read() throws IOException;
  }

  private static String day(Instant time) {
    return LocalDate.ofInstant(time, ZoneId.systemDefault()).toString();
  }
}
