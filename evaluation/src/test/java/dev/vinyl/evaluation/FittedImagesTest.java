package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.evaluation.report.ScoringSize;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.image.TensorLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A model that sees each pixel alone, on images that do not have the proportions of its input. */
final class FittedImagesTest {
  private static final int EVERY = -1;
  private static final List<ImageSize> SIZES =
      List.of(
          new ImageSize(16, 4),
          new ImageSize(4, 16),
          new ImageSize(16, 16),
          new ImageSize(1, 24),
          new ImageSize(5, 3),
          new ImageSize(40, 24));

  /** At the model's size of 8 x 8 an image has 8 pixels along its longer side. */
  @Test
  void paddingOfALetterboxIsNotScored() throws IOException {
    int pixels = 8 * 2 + 2 * 8 + 8 * 8 + 1 * 8 + 8 * 5 + 8 * 5;

    EvaluationResult result = evaluate(ScoringSize.MODEL, new Channels(Fit.LETTERBOX)).get(0);

    assertThat(result.matrices().total().total()).isEqualTo(pixels);
    assertThat(result.score("dataset.pixelAccuracy")).isEqualTo(1);
    // logits 4 and 0, 0, all right: the gap between 1 and exp(4) / (exp(4) + 2), in padding 1 / 3
    double sure = Math.exp(4) / (Math.exp(4) + 2);
    assertThat(result.score("calibration.ece")).isCloseTo(1 - sure, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fit.class,
      names = {"LETTERBOX", "CROP"})
  void atTheOriginalSizeEachPixelIsScoredOnce(Fit fit) throws IOException {
    long pixels = SIZES.stream().mapToLong(size -> (long) size.width() * size.height()).sum();

    EvaluationResult result = evaluate(ScoringSize.ORIGINAL, new Channels(fit)).get(0);

    assertThat(result.matrices().total().total()).isEqualTo(pixels);
    assertThat(result.score("dataset.pixelAccuracy")).isGreaterThan(fit == Fit.CROP ? 0.9999 : 0.9);
  }

  /** In one pass, each in its own way; windows are at the image's own scale whatever is asked. */
  @ParameterizedTest
  @CsvSource({"MODEL", "ORIGINAL"})
  void modelsOfDifferentFitsAreScoredSideBySide(ScoringSize size) throws IOException {
    EvaluationResult alone = evaluate(size, new Channels(Fit.LETTERBOX)).get(0);
    long own = SIZES.stream().mapToLong(image -> (long) image.width() * image.height()).sum();

    List<EvaluationResult> both =
        evaluate(size, new Channels(Fit.CROP), new Channels(Fit.LETTERBOX));

    ConfusionMatrix windows = both.get(0).matrices().total();
    assertThat(windows.total()).isEqualTo(own);
    assertThat(windows.pixelAccuracy()).isEqualTo(1);
    assertThat(both.get(0).provenance().get(EvaluationResult.WINDOWS))
        .isEqualTo("8x8 pixels, overlap 0.25");
    assertThat(both.get(1).matrices().total()).isEqualTo(alone.matrices().total());
    assertThat(both.get(1).provenance()).doesNotContainKey(EvaluationResult.WINDOWS);
  }

  /** Of 24 rows the input shows 1, 4, 7 and so on; of the first image only one row has classes. */
  @Test
  void imagesWhoseClassesVanishInTheLetterboxAreSkipped() throws IOException {
    ImageSize square = new ImageSize(24, 24);

    EvaluationResult seen = evaluate(new Halves(List.of(square, square), 1));
    EvaluationResult unseen = evaluate(new Halves(List.of(square, square), 2));

    assertThat(seen.matrices().total().total()).isEqualTo(8 + 64);
    assertThat(seen.skipped()).isEmpty();
    assertThat(unseen.matrices().total().total()).isEqualTo(64);
    assertThat(unseen.skipped()).hasSize(1);
    assertThat(unseen.skipped().get(0).reason())
        .endsWith("at the model's size every pixel is ignored; score at the original size");
  }

  private static EvaluationResult evaluate(Halves data) throws IOException {
    return new Evaluator(data, data.all(), options(ScoringSize.MODEL))
        .evaluateAll(List.of(new Channels(Fit.LETTERBOX)), EvaluationListener.NONE)
        .get(0);
  }

  private static List<EvaluationResult> evaluate(ScoringSize size, MaskPredictor... models)
      throws IOException {
    Halves data = new Halves(SIZES, EVERY);
    return new Evaluator(data, data.all(), options(size))
        .evaluateAll(List.of(models), EvaluationListener.NONE);
  }

  private static EvaluationOptions options(ScoringSize size) {
    return EvaluationOptions.defaults()
        .withSize(size)
        .withRunning(SegmenterOptions.defaults().withThreads(2));
  }

  /** Left half green, right half blue; in the first image one row alone may have classes. */
  private record Halves(List<ImageSize> sizes, int row) implements SegmentationDataset {
    List<Sample> all() {
      return IntStream.range(0, sizes.size())
          .mapToObj(
              i -> new Sample("p" + i, Path.of("p" + i), Path.of("m" + i), Split.TEST, Map.of()))
          .toList();
    }

    @Override
    public String name() {
      return "halves";
    }

    @Override
    public List<String> classNames() {
      return List.of("red", "green", "blue");
    }

    @Override
    public List<Sample> samples(Split split) {
      return all();
    }

    @Override
    public LabelledImage load(Sample sample) {
      int index = Integer.parseInt(sample.id().substring(1));
      ImageSize size = sizes.get(index);
      byte[] pixels = new byte[3 * size.width() * size.height()];
      byte[] classes = new byte[size.width() * size.height()];
      for (int i = 0; i < classes.length; i++) {
        int c = i % size.width() < size.width() / 2 ? 1 : 2;
        pixels[3 * i + c] = (byte) 255;
        boolean counts = row == EVERY || index > 0 || i / size.width() == row;
        classes[i] = (byte) (counts ? c : ClassMask.IGNORE);
      }
      return new LabelledImage(
          sample,
          new RgbImage(size.width(), size.height(), pixels),
          new ClassMask(size.width(), size.height(), classes));
    }

    @Override
    public String fingerprint() {
      return "none";
    }
  }

  /** The logits of a pixel are its channels times 4; of black padding all are 0. */
  private record Channels(Fit fit) implements MaskPredictor {
    @Override
    public String name() {
      return fit.name();
    }

    @Override
    public List<String> classNames() {
      return List.of("red", "green", "blue");
    }

    @Override
    public Input preparation() {
      PreprocessSpec spec = PreprocessSpec.unitRange(8, Interpolation.NEAREST).withFit(fit);
      return new Input(spec, TensorLayout.NCHW);
    }

    @Override
    public int mostImages() {
      return Integer.MAX_VALUE;
    }

    @Override
    public Worker worker(int images) {
      return new Worker() {
        @Override
        public int inputImages() {
          return images;
        }

        @Override
        public List<Answer> predict(int count, ByteBuffer input) {
          FloatBuffer values = input.asFloatBuffer();
          List<Answer> answers = new ArrayList<>();
          for (int n = 0; n < count; n++) {
            float[] logits = new float[3 * 64];
            for (int i = 0; i < logits.length; i++) {
              logits[i] = 4 * values.get(n * logits.length + i);
            }
            answers.add(Answer.ofLogits(3, 8, 8, logits));
          }
          return answers;
        }
      };
    }
  }
}
