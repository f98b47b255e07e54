package dev.vinyl.export.inference;

import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.Preprocessor;
import dev.vinyl.runtime.image.RgbImage;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Pictures that a model is compared and calibrated on, as its inputs. */
final class CheckPictures {
  private static final int BATCH = 8;
  private static final int DRAWN = 8;

  private final List<RgbImage> pictures;
  private final PreprocessSpec spec;
  private final int patches;
  private final boolean withMask;

  /**
   * Takes pictures.
   *
   * @param pictures coloured clouds are drawn if there are none
   * @param withMask whether the model also takes {@code masked}: every other patch
   */
  CheckPictures(List<RgbImage> pictures, PreprocessSpec spec, int patches, boolean withMask) {
    this.pictures = pictures.isEmpty() ? drawn(spec) : List.copyOf(pictures);
    this.spec = spec;
    this.patches = patches;
    this.withMask = withMask;
  }

  int count() {
    return pictures.size();
  }

  /** Preprocessed, {@code image} [B, 3, H, W], several in a batch. */
  List<Map<String, Tensor>> batches() {
    List<Map<String, Tensor>> batches = new ArrayList<>();
    for (int from = 0; from < pictures.size(); from += BATCH) {
      batches.add(batch(pictures.subList(from, Math.min(from + BATCH, pictures.size()))));
    }
    return batches;
  }

  /** Preprocessed, one in each batch. */
  List<Map<String, Tensor>> singles() {
    return pictures.stream().map(picture -> batch(List.of(picture))).toList();
  }

  /** As they are, {@code picture} [1, H, W, 3]. */
  List<Map<String, Tensor>> asTheyAre() {
    List<Map<String, Tensor>> inputs = new ArrayList<>();
    for (RgbImage picture : pictures) {
      Map<String, Tensor> input = new LinkedHashMap<>();
      input.put(
          PictureInput.NAME,
          Tensor.bytes(picture.pixels(), 1, picture.height(), picture.width(), 3));
      addMask(input, 1);
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
    addMask(input, some.size());
    return input;
  }

  private void addMask(Map<String, Tensor> input, int count) {
    if (withMask) {
      float[] masked = new float[count * patches];
      for (int i = 0; i < masked.length; i++) {
        masked[i] = i % 2;
      }
      input.put("masked", Tensor.floats(masked, count, patches, 1));
    }
  }

  /** Waves of three colours with some noise, always the same ones. */
  private static List<RgbImage> drawn(PreprocessSpec spec) {
    List<RgbImage> pictures = new ArrayList<>();
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
      pictures.add(new RgbImage(width, height, pixels));
    }
    return pictures;
  }
}
