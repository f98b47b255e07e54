package dev.vinyl.export.inference;

import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.Preprocessor;
import dev.vinyl.runtime.image.RgbImage;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/** Images that a model is compared and calibrated on, as its inputs. */
final class CheckImages {
  private static final int BATCH = 8;
  private static final int DRAWN = 8;

  private final List<RgbImage> images;
  private final PreprocessSpec spec;
  private final List<Value> further;

  /**
   * Takes images.
   *
   * @param images coloured clouds are drawn if there are none
   * @param further the model's inputs beside the image, float32: every other value is 1, the others
   *     0
   */
  CheckImages(List<RgbImage> images, PreprocessSpec spec, List<Value> further) {
    this.images = images.isEmpty() ? drawn(spec) : List.copyOf(images);
    this.spec = spec;
    this.further = List.copyOf(further);
  }

  int count() {
    return images.size();
  }

  /** Preprocessed, {@code image} [B, 3, H, W], several in a batch. */
  List<Map<String, Tensor>> batches() {
    List<Map<String, Tensor>> batches = new ArrayList<>();
    for (int from = 0; from < images.size(); from += BATCH) {
      batches.add(batch(images.subList(from, Math.min(from + BATCH, images.size()))));
    }
    return batches;
  }

  /** Preprocessed, one in each batch. */
  List<Map<String, Tensor>> singles() {
    return images.stream().map(image -> batch(List.of(image))).toList();
  }

  /** As they are, {@code picture} [1, H, W, 3]. */
  List<Map<String, Tensor>> asTheyAre() {
    List<Map<String, Tensor>> inputs = new ArrayList<>();
    for (RgbImage image : images) {
      Map<String, Tensor> input = new LinkedHashMap<>();
      input.put(ImageInput.NAME, Tensor.bytes(image.pixels(), 1, image.height(), image.width(), 3));
      addFurther(input, 1);
      inputs.add(input);
    }
    return inputs;
  }

  private Map<String, Tensor> batch(List<RgbImage> some) {
    int size = 3 * spec.height() * spec.width();
    float[] values = new float[some.size() * size];
    Preprocessor preprocessor = new Preprocessor(spec);
    for (int i = 0; i < some.size(); i++) {
      preprocessor.preprocess(some.get(i), FloatBuffer.wrap(values), i * size);
    }
    Map<String, Tensor> input = new LinkedHashMap<>();
    input.put(
        ModelExporter.IMAGE, Tensor.floats(values, some.size(), 3, spec.height(), spec.width()));
    addFurther(input, some.size());
    return input;
  }

  private void addFurther(Map<String, Tensor> input, int count) {
    for (Value value : further) {
      long[] shape = new long[value.rank()];
      for (int axis = 0; axis < shape.length; axis++) {
        shape[axis] = value.shape().size(axis) * (value.shape().isBatch(axis) ? count : 1);
      }
      float[] values = new float[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)];
      for (int i = 0; i < values.length; i++) {
        values[i] = i % 2;
      }
      input.put(value.name(), Tensor.floats(values, shape));
    }
  }

  /** Waves of three colours with some noise, always the same ones. */
  private static List<RgbImage> drawn(PreprocessSpec spec) {
    List<RgbImage> images = new ArrayList<>();
    for (int n = 0; n < DRAWN; n++) {
      Random random = new Random(n);
      int width = spec.width() + 8 * n;
      int height = spec.height() + 4 * n;
      double[] wave = random.doubles(9, 0, 0.15).toArray();
      byte[] pixels = new byte[3 * width * height];
      for (int i = 0; i < pixels.length; i++) {
        int c = i % 3;
        int x = (i / 3) % width;
        int y = i / (3 * width);
        double value =
            128
                + 90 * Math.sin(wave[c] * x + wave[3 + c] * y + 40 * wave[6 + c])
                + 12 * random.nextGaussian();
        pixels[i] = (byte) Math.round(Math.min(Math.max(value, 0), 255));
      }
      images.add(new RgbImage(width, height, pixels));
    }
    return images;
  }
}
