package dev.vinyl.nativeconfig;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The shapes that an input of a model takes: batches of 1 to some number of images, all of one
 * shape. TensorRT builds an engine for such a range; without one it builds an engine for the first
 * batch that it sees, and another, seconds to minutes later, for each that does not fit.
 *
 * @param input name of the model's input, without a comma or colon
 * @param image shape of one image, {@code [3, 128, 128]}; the input is {@code [B, 3, 128, 128]}
 * @param maxBatch the largest B, at least 1. The engine is tuned for it
 */
public record BatchProfile(String input, List<Long> image, int maxBatch) {

  /** Takes a copy of the list, and checks every component. */
  public BatchProfile {
    Objects.requireNonNull(input, "input");
    image = List.copyOf(image);
    if (input.isBlank() || input.contains(",") || input.contains(":")) {
      throw new IllegalArgumentException(
          "an input of a batch profile has a name without comma and colon, got '%s'"
              .formatted(input));
    }
    if (image.isEmpty() || image.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "an image of a batch profile has sizes of 1 and more, got " + image);
    }
    if (maxBatch < 1) {
      throw new IllegalArgumentException("maxBatch must be 1 or more, got " + maxBatch);
    }
  }

  /** As the constructor, from a shape as ONNX Runtime gives it. */
  public static BatchProfile of(String input, int maxBatch, long... image) {
    return new BatchProfile(input, Arrays.stream(image).boxed().toList(), maxBatch);
  }

  /** As TensorRT's provider reads it: {@code image:8x3x128x128}. */
  String shape(int batch) {
    return image.stream()
        .map(size -> "x" + size)
        .collect(Collectors.joining("", input + ":" + batch, ""));
  }
}
