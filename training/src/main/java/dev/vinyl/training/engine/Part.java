package dev.vinyl.training.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Some pictures of a batch that follow each other.
 *
 * @param from the first one
 * @param size how many
 * @param of how many the whole batch has
 */
record Part(int from, int size, int of) {

  static Part whole(List<TensorInput> inputs) {
    int batch = batch(inputs);
    return new Part(0, batch, batch);
  }

  /** A batch in parts of at most {@code most} pictures, as even as can be. */
  static List<Part> split(List<TensorInput> inputs, int most) {
    int batch = batch(inputs);
    int count = (batch + most - 1) / most;
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) batch * i / count);
      int to = (int) ((long) batch * (i + 1) / count);
      parts.add(new Part(from, to - from, batch));
    }
    return parts;
  }

  /** Its share of the batch, which its mean loss counts for. */
  float share() {
    return (float) size / of;
  }

  private static int batch(List<TensorInput> inputs) {
    return Math.toIntExact(inputs.get(0).shape()[0]);
  }
}
