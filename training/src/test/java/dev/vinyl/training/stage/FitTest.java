package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
import dev.vinyl.evaluation.features.FeatureExtractor;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeatureStore;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.Segmentation;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.Preprocessor;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.internal.engine.Engines;
import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.internal.random.RandomStreams;
import dev.vinyl.training.loop.RunDirectory;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How images of other proportions than the model's are trained on, and the same in service. */
final class FitTest {
  private static final SessionSettings ONE = SessionSettings.forTraining().withIntraOpThreads(1);
  private static final int[][] SIZES = {
    {40, 30}, {30, 40}, {24, 16}, {5, 3}, {1, 50}, {200, 7}, {23, 17}
  };

  /** Nothing is cropped or changed; what is kept between epochs changes nothing either. */
  @ParameterizedTest
  @EnumSource(Fit.class)
  void anImageIsTrainedOnAsItIsServed(Fit fit) throws IOException {
    for (Interpolation interpolation : Interpolation.values()) {
      PreprocessSpec spec = PreprocessSpec.imageNet(16, 24, interpolation).withFit(fit);
      for (int[] size : SIZES) {
        RgbImage image = noise(size[0], size[1]);
        FloatBuffer served = FloatBuffer.allocate(3 * 16 * 24);
        new Preprocessor(spec).preprocess(image, served, 0);
        ImageLoader.Decoded kept = new CacheTransform(spec, false).prepare(image, null);
        for (RgbImage seen : new RgbImage[] {image, kept.image()}) {
          TrainingExample example = new TrainingExample(spec);
          FloatBuffer trained = FloatBuffer.allocate(3 * 16 * 24);
          ImageExamples.View.forValidation(index -> kept, 1, config(fit), new RandomStreams(1))
              .framing()
              .place(seen, null, interpolation, example, stream(0));
          example.writeImage(trained, 0);

          assertThat(trained.array()).as("%d x %d", size[0], size[1]).isEqualTo(served.array());
        }
      }
    }
  }

  /** A pixel's colour says where it was, its class its column. */
  @ParameterizedTest
  @CsvSource({"90, 70", "90, 10", "10, 70", "7, 5", "1, 40", "24, 16"})
  void windowsShowPixelsAsTheyAreAndIgnoreThePadding(int width, int height) {
    PreprocessSpec spec = PreprocessSpec.unitRange(16, 24, Interpolation.LINEAR).withFit(Fit.CROP);
    int shownColumns = Math.min(24, width);
    int shownRows = Math.min(16, height);
    int left = (24 - shownColumns) / 2;
    int top = (16 - shownRows) / 2;
    Set<Integer> corners = new HashSet<>();
    for (int index = 0; index < 200; index++) {
      TrainingExample example = new TrainingExample(spec);
      noChange(1)
          .framing(spec)
          .place(
              coded(width, height),
              columns(width, height),
              Interpolation.LINEAR,
              example,
              stream(index));

      int x0 = level(example, 0, left, top);
      int y0 = level(example, 1, left, top);
      corners.add(1000 * x0 + y0);
      for (int y = 0; y < 16; y++) {
        for (int x = 0; x < 24; x++) {
          boolean shown = x >= left && x < left + shownColumns && y >= top && y < top + shownRows;
          assertThat(level(example, 0, x, y)).isEqualTo(shown ? x0 + x - left : 0);
          assertThat(level(example, 1, x, y)).isEqualTo(shown ? y0 + y - top : 0);
          assertThat(example.classes()[24 * y + x] & 0xff)
              .isEqualTo(shown ? x0 + x - left : ClassMask.IGNORE);
        }
      }
    }
    int places = Math.max(1, width - 23) * Math.max(1, height - 15);
    assertThat(corners.size()).isBetween(Math.min(places, 150), places);
  }

  @Test
  void aScaleJitterShowsMoreOrLessOfTheImage() {
    PreprocessSpec spec = PreprocessSpec.unitRange(16, 24, Interpolation.NEAREST).withFit(Fit.CROP);
    int smaller = 0;
    for (int index = 0; index < 300; index++) {
      TrainingExample example = new TrainingExample(spec);
      noChange(2)
          .framing(spec)
          .place(coded(100, 100), columns(100, 100), Interpolation.NEAREST, example, stream(index));

      int across = level(example, 0, 23, 0) - level(example, 0, 0, 0);
      int down = level(example, 1, 0, 15) - level(example, 1, 0, 0);
      // 23 columns and 15 rows lie between; by a factor of 1/2 to 2
      assertThat(across).isBetween(11, 47);
      assertThat(down).isBetween(7, 31);
      assertThat(across / 23.0).isBetween(0.8 * down / 15, 1.25 * down / 15);
      smaller += across > 23 ? 1 : 0;
      for (int i = 0; i < 16 * 24; i++) {
        assertThat(example.classes()[i]).isEqualTo((byte) level(example, 0, i % 24, i / 24));
      }
    }
    assertThat(smaller).isBetween(110, 190); // the logarithm is uniform: half of them
  }

  /** Parts of a letterboxed image keep its proportions, and are padded as it is. */
  @Test
  void randomCropsOfALetterboxKeepTheProportions() {
    PreprocessSpec spec =
        PreprocessSpec.unitRange(24, 24, Interpolation.NEAREST).withFit(Fit.LETTERBOX);
    AugmentSettings crops = new AugmentSettings(0.3, 1, 1, 0, 0, 0, 0, 0);
    for (int index = 0; index < 100; index++) {
      TrainingExample example = new TrainingExample(spec);
      crops
          .framing(spec)
          .place(coded(80, 40), columns(80, 40), Interpolation.NEAREST, example, stream(index));

      int padded = 0;
      for (byte c : example.classes()) {
        padded += (c & 0xff) == ClassMask.IGNORE ? 1 : 0;
      }
      assertThat(padded / 24).isBetween(11, 13); // 12 of 24 rows, up to rounding of the rectangle
      assertThat(padded % 24).isZero();
      double across = level(example, 0, 23, 12) - level(example, 0, 0, 12);
      double down = level(example, 1, 12, 16) - level(example, 1, 12, 7);
      assertThat(across / 23).isBetween(0.8 * down / 9 - 0.2, 1.25 * down / 9 + 0.2);
    }
  }

  /** Twice, with other numbers of threads, to the same bytes; then exported and served. */
  @ParameterizedTest
  @CsvSource({"letterbox, '[16, 32]'", "crop, '[12, 16]'"})
  void whatIsTrainedIsExportedAndServedAlike(String fit, String size, @TempDir Path folder)
      throws IOException {
    String[] settings = {
      "input={fit: %s, interpolation: area}".formatted(fit),
      "model.imageSize=" + size,
      "augment={cropScale: 0.6, flip: 0.5}",
      "validation={every: 20}",
      "epochs=40"
    };
    Path run = folder.resolve("run");
    train(run, settings, "loaderThreads=1");
    train(folder.resolve("again"), settings, "loaderThreads=3");
    assertThat(folder.resolve("again/encoder.safetensors"))
        .hasSameBinaryContentAs(run.resolve("encoder.safetensors"));
    assertThat(RunDirectory.open(run).manifest().config().leaves())
        .containsEntry("input.fit", fit)
        .containsEntry("input.resize", "0");

    Path model = folder.resolve("shapes.onnx");
    TrainedRun.open(run).tokenSegmenter().export(model);
    ColouredShapes unseen = new ColouredShapes(3, 3, 3);
    Sample sample = unseen.samples(Split.TEST).get(1);
    LabelledImage image = unseen.load(sample);
    try (Segmenter segmenter = Segmenter.open(model)) {
      assertThat(segmenter.metadata().preprocess().fit().name()).isEqualToIgnoringCase(fit);
      Segmentation found = segmenter.segment(ImageSource.of(image.image()));
      assertThat(equal(found.mask(), image.target())).isGreaterThan(0.9);
    }
    if (fit.equals("letterbox")) {
      assertPaddedPatchesHaveNoLabel(model, unseen, folder);
    }
  }

  /**
   * 24 x 20 becomes 19 x 16 from column 6 to 24 of 32, so that the outermost patches show nothing.
   */
  private static void assertPaddedPatchesHaveNoLabel(Path model, ColouredShapes images, Path folder)
      throws IOException {
    FeatureStore store =
        FeatureExtractor.standard()
            .extract(
                model,
                FeatureImages.of(images),
                folder.resolve("features.arrow"),
                FeatureExtractor.Listener.NONE)
            .store();
    LabelledImage first = images.load(images.samples(Split.TRAIN).get(0));
    int index = store.ids().indexOf(first.sample().id());
    ClassMask labels = store.composition(index).majority();
    for (int row = 0; row < 4; row++) {
      assertThat(labels.get(0, row)).isEqualTo(ClassMask.IGNORE);
      assertThat(labels.get(7, row)).isEqualTo(ClassMask.IGNORE);
      // the columns 24 alone of the last one: of 18.5 * 24 / 19 = 23.4
      assertThat(labels.get(6, row)).isEqualTo(first.target().get(23, 0));
      for (int column = 1; column < 7; column++) {
        int[] votes = new int[3];
        for (int x = Math.max(6, 4 * column); x < Math.min(25, 4 * column + 4); x++) {
          votes[first.target().get((int) ((x - 6 + 0.5) * 24 / 19), 0)]++;
        }
        int best = votes[1] > votes[0] ? 1 : 0;
        best = votes[2] > votes[best] ? 2 : best;
        assertThat(labels.get(column, row)).as("column %d", column).isEqualTo(best);
      }
    }
  }

  @Test
  void fineTuningTakesNoFitThatLeavesPixelsWithoutClasses() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fineTuning("input.fit=center_crop"))
        .withMessageStartingWith("by input.fit=center_crop the model sees the middle of an image");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fineTuning("input.fit=crop", "loss.pixelLogSoftmax=true"))
        .withMessageStartingWith("loss.pixelLogSoftmax is over all pixels of an image");
  }

  private static void train(Path run, String[] settings, String threads) throws IOException {
    String[] all = Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = threads;
    new Training(fineTuning(all), Engines.auto(ONE)).run(run);
  }

  private static FineTuning fineTuning(String... assignments) throws IOException {
    return new FineTuning(
        new ColouredShapes(12, 0, 6),
        FineTuningConfig.of(StagesTest.settings(FineTuning.NAME, assignments)));
  }

  private static StageConfig config(Fit fit) throws IOException {
    return StagesTest.spatialConfig("input.fit=" + fit.name().toLowerCase(Locale.ROOT));
  }

  private static AugmentSettings noChange(double scaleJitter) {
    return new AugmentSettings(0.4, 1, scaleJitter, 0, 0, 0, 0, 0);
  }

  private static RgbImage coded(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      pixels[3 * i] = (byte) (i % width);
      pixels[3 * i + 1] = (byte) (i / width);
    }
    return new RgbImage(width, height, pixels);
  }

  private static ClassMask columns(int width, int height) {
    byte[] classes = new byte[width * height];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (byte) (i % width);
    }
    return new ClassMask(width, height, classes);
  }

  private static int level(TrainingExample example, int channel, int x, int y) {
    int at = (channel * example.height() + y) * example.width() + x;
    return Math.round(example.values()[at] * 255);
  }

  private static double equal(ClassMask found, ClassMask wanted) {
    int same = 0;
    for (int i = 0; i < wanted.classes().length; i++) {
      same += found.classes()[i] == wanted.classes()[i] ? 1 : 0;
    }
    return (double) same / wanted.classes().length;
  }

  private static RgbImage noise(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    new Random(4).nextBytes(pixels);
    return new RgbImage(width, height, pixels);
  }

  private static RandomStream stream(int index) {
    return new RandomStreams(1).stream(Purpose.AUGMENTATION, 0, index);
  }
}
