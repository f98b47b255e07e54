package dev.vinyl.export.pretrained;

import dev.vinyl.export.weights.WeightFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where weights lie, and what is written beside them.
 *
 * @param weights the file to read
 * @param description what the folder says; nothing where the file itself was given
 */
public record EncoderFolder(Path weights, EncoderDescription description) {
  private static final List<String> NAMES =
      List.of(
          "model.safetensors",
          "model.safetensors.index.json",
          "pytorch_model.bin",
          "pytorch_model.bin.index.json");

  /**
   * Finds weights in a folder as Hugging Face's hub keeps them, or takes a file as it is.
   *
   * @throws WeightFileException if the folder has none, or several of other names
   */
  public static EncoderFolder of(Path given) throws IOException {
    if (!Files.isDirectory(given)) {
      return new EncoderFolder(given, EncoderDescription.none());
    }
    for (String name : NAMES) {
      if (Files.isRegularFile(given.resolve(name))) {
        return new EncoderFolder(given.resolve(name), EncoderDescription.read(given));
      }
    }
    List<Path> others;
    try (Stream<Path> files = Files.list(given)) {
      others =
          files
              .filter(f -> f.getFileName().toString().matches(".*\\.(safetensors|pth|pt|bin|ckpt)"))
              .sorted()
              .toList();
    }
    if (others.size() != 1) {
      throw new WeightFileException(
          given,
          others.isEmpty()
              ? "is a folder without weights, such as model.safetensors"
              : "is a folder with %d files of weights; give one of them".formatted(others.size()));
    }
    return new EncoderFolder(others.get(0), EncoderDescription.read(given));
  }
}
