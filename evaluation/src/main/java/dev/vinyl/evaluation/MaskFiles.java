package dev.vinyl.evaluation;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.Palette;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
      Path file = folders.get(model).resolve(id + ".png");
      ImageFiles.writeIndexedPng(mask, Palette.standard(), file);
    }
  }
}
