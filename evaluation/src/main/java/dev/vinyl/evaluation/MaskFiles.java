package dev.vinyl.evaluation;

import dev.vinyl.evaluation.internal.names.ShortNames;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Palette;
import dev.vinyl.runtime.image.PredictionPng;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where predicted masks go: {@code ID.png} in the folder, or in a folder for each model in it,
 * named after the model's file, if there are several.
 */
final class MaskFiles {
  private final List<Path> folders = new ArrayList<>();

  MaskFiles(Optional<Path> folder, List<String> models) {
    if (folder.isEmpty()) {
      return;
    }
    for (String model : models) {
      folders.add(
          models.size() == 1 ? folder.get() : unused(folder.get(), ShortNames.fileName(model)));
    }
  }

  /**
   * The files that are written, for whoever wants to know what they would replace; see {@link
   * PredictionPng#isUnchanged}.
   *
   * @param models files of the models that are scored
   * @param ids of the images that are scored
   */
  static List<Path> of(Path folder, List<Path> models, List<String> ids) {
    List<String> names = models.stream().map(Path::toString).toList();
    MaskFiles files = new MaskFiles(Optional.of(folder), names);
    return IntStream.range(0, models.size())
        .boxed()
        .flatMap(model -> ids.stream().map(id -> files.file(model, id)))
        .toList();
  }

  private Path file(int model, String id) {
    return folders.get(model).resolve(id + ".png");
  }

  private Path unused(Path folder, String name) {
    Path free = folder.resolve(name);
    for (int i = 2; folders.contains(free); i++) {
      free = folder.resolve(name + "-" + i);
    }
    return free;
  }

  /** Writes a mask, if masks are wanted. */
  void write(int model, String id, ClassMask mask) throws IOException {
    if (!folders.isEmpty()) {
      PredictionPng.write(mask, Palette.standard(), file(model, id));
    }
  }
}
