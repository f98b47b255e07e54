package dev.vinyl.training.stage;

import dev.vinyl.evaluation.internal.sheet.ContactSheet;
import dev.vinyl.runtime.image.ChannelOrder;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.internal.loop.ExamplePass;
import dev.vinyl.training.loop.TensorInput;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How well masked patches of validation images are reconstructed, always under the same masks: the
 * mean absolute error, and a sheet with original, masked image and reconstruction of the first few.
 * The best has the smallest error.
 */
final class Reconstructions implements Validation {
  private static final int SHOWN = 8;
  private static final int TILE = 128;
  private static final int GREY = 128;

  private final ImageExamples examples;
  private final StageConfig config;
  private final int lossDivisor;
  private final Path folder;
  private final TrainingListener listener;

  /**
   * @param lossDivisor what the model's loss is the error divided by
   */
  Reconstructions(
      ImageExamples examples,
      StageConfig config,
      int lossDivisor,
      Path folder,
      TrainingListener listener) {
    this.examples = examples;
    this.config = config;
    this.lossDivisor = lossDivisor;
    this.folder = folder;
    this.listener = listener;
  }

  @Override
  public Scores validate(int epoch, Model model) throws IOException {
    Sheet sheet = new Sheet();
    double[] errorSum = new double[1];
    ExamplePass.over(
        examples,
        config.evaluationBatch(),
        (first, inputs) -> {
          Output evaluated = model.evaluate(inputs);
          int count = (int) inputs.get(0).shape()[0];
          errorSum[0] += (double) evaluated.loss() * lossDivisor * count;
          for (int i = 0; i < count && first + i < SHOWN; i++) {
            sheet.add(inputs, evaluated.prediction("reconstruction"), i);
          }
        });
    RgbImage image = sheet.drawn();
    ImageFiles.writePng(
        image, folder.resolve(String.format(Locale.ROOT, "reconstructions-epoch-%04d.png", epoch)));
    listener.imageLogged("reconstructions", model.step(), image);
    double error = errorSum[0] / examples.size();
    return new Scores(-error, Map.of("reconstruction error", error));
  }

  /** The images of one sheet: a column for each, from the top original, masked, reconstructed. */
  private final class Sheet {
    private final List<RgbImage> originals = new ArrayList<>();
    private final List<RgbImage> masked = new ArrayList<>();
    private final List<RgbImage> reconstructed = new ArrayList<>();

    void add(List<TensorInput> inputs, float[] reconstruction, int position) {
      FloatBuffer image = (FloatBuffer) inputs.get(0).data();
      FloatBuffer mask = (FloatBuffer) inputs.get(1).data();
      RgbImage original = pixels(image, position);
      boolean[] hidden = hidden(mask, position);
      originals.add(original);
      masked.add(merged(original, grey(), hidden));
      reconstructed.add(
          merged(original, pixels(FloatBuffer.wrap(reconstruction), position), hidden));
    }

    RgbImage drawn() {
      return ContactSheet.of(List.of(originals, masked, reconstructed), TILE);
    }
  }

  private int height() {
    return config.model().imageHeight();
  }

  private int width() {
    return config.model().imageWidth();
  }

  private RgbImage grey() {
    byte[] pixels = new byte[3 * height() * width()];
    Arrays.fill(pixels, (byte) GREY);
    return new RgbImage(width(), height(), pixels);
  }

  /** Whether each pixel of an image, [H, W], lies in a masked patch. */
  private boolean[] hidden(FloatBuffer mask, int position) {
    int rows = config.model().gridHeight();
    int columns = config.model().gridWidth();
    int patch = config.model().patchSize();
    boolean[] hidden = new boolean[height() * width()];
    for (int i = 0; i < hidden.length; i++) {
      int row = i / width() / patch;
      int column = i % width() / patch;
      hidden[i] = mask.get((position * rows + row) * columns + column) == 1;
    }
    return hidden;
  }

  private static RgbImage merged(RgbImage visible, RgbImage other, boolean[] hidden) {
    byte[] pixels = visible.pixels().clone();
    for (int i = 0; i < hidden.length; i++) {
      if (hidden[i]) {
        System.arraycopy(other.pixels(), 3 * i, pixels, 3 * i, 3);
      }
    }
    return new RgbImage(visible.width(), visible.height(), pixels);
  }

  /** One of the images [B, 3, H, W] of a model's input or output, as it was before. */
  private RgbImage pixels(FloatBuffer values, int position) {
    PreprocessSpec spec = config.preprocess();
    int plane = height() * width();
    byte[] pixels = new byte[3 * plane];
    for (int c = 0; c < 3; c++) {
      int channel = spec.channelOrder() == ChannelOrder.RGB ? c : 2 - c;
      for (int i = 0; i < plane; i++) {
        float value = values.get((position * 3 + c) * plane + i);
        float level = (value * spec.std().get(c) + spec.mean().get(c)) / spec.scale();
        pixels[3 * i + channel] = (byte) Math.max(0, Math.min(255, Math.round(level)));
      }
    }
    return new RgbImage(width(), height(), pixels);
  }
}
