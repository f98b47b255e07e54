package dev.vinyl.export.pretrained;

import dev.vinyl.export.weights.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The shapes that families keep the same values in. */
final class Tensors {
  private Tensors() {}

  /** A kernel [D, 3, P, P] as the rows of a product with pixels, [D, P P 3]. */
  static Parameter kernelAsRows(Parameter kernel) {
    long[] shape = kernel.shape();
    int channels = (int) shape[1];
    int pixels = (int) (shape[2] * shape[3]);
    return new Parameter(
        kernel.name(),
        new long[] {shape[0], (long) pixels * channels},
        swapped(kernel.values(), (int) shape[0], channels, pixels));
  }

  /** The reverse. */
  static Parameter rowsAsKernel(Parameter rows, int channels, int patchSize) {
    int dim = (int) rows.shape()[0];
    return new Parameter(
        rows.name(),
        new long[] {dim, channels, patchSize, patchSize},
        swapped(rows.values(), dim, patchSize * patchSize, channels));
  }

  /** [n, a, b] as [n, b, a]. */
  private static float[] swapped(float[] values, int n, int a, int b) {
    float[] swapped = new float[values.length];
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int y = 0; y < b; y++) {
        for (int x = 0; x < a; x++) {
          swapped[at++] = values[(i * a + x) * b + y];
        }
      }
    }
    return swapped;
  }

  /** One after the other along the first axis; what does not fit shows in the shape. */
  static Parameter joined(List<Parameter> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    int count = parts.stream().mapToInt(part -> part.values().length).sum();
    float[] values = new float[count];
    int at = 0;
    for (Parameter part : parts) {
      System.arraycopy(part.values(), 0, values, at, part.values().length);
      at += part.values().length;
    }
    long[] shape = parts.get(0).shape();
    long others = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
    if (shape.length == 0 || others == 0 || count % others != 0) {
      return new Parameter(parts.get(0).name(), new long[] {count}, values);
    }
    shape[0] = count / others;
    return new Parameter(parts.get(0).name(), shape, values);
  }

  /** The parts of equal size along the first axis. */
  static List<Parameter> apart(Parameter whole, int parts) {
    long[] shape = whole.shape();
    shape[0] /= parts;
    int size = whole.values().length / parts;
    List<Parameter> all = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      float[] values = Arrays.copyOfRange(whole.values(), i * size, (i + 1) * size);
      all.add(new Parameter(whole.name(), shape, values));
    }
    return all;
  }
}
