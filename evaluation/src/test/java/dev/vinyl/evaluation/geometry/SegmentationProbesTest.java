package dev.vinyl.evaluation.geometry;

import static dev.vinyl.evaluation.geometry.PixelEncoder.GRID;
import static dev.vinyl.evaluation.geometry.PixelEncoder.PATCH;
import static dev.vinyl.evaluation.geometry.PixelEncoder.PATCHES;
import static dev.vinyl.evaluation.geometry.PixelEncoder.SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vinyl.data.Split;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.evaluation.features.FeatureException;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.geometry.EncoderGeometry.ProbeKind;
import dev.vinyl.evaluation.geometry.EncoderGeometry.SegmentationProbe;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Fit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Probes on drawn pets, whose tokens are pixels. */
final class SegmentationProbesTest {
  private static final int CLASSES = 3;

  @TempDir private static Path folder;
  private static FeatureImages images;
  private static EncoderFeatures stretched;

  @BeforeAll
  static void extract() throws IOException {
    SyntheticPets.write(folder.resolve("pets"), new SyntheticPets.Spec(20, 80, 3));
    images = FeatureImages.of(OxfordPets.open(folder.resolve("pets")));
    stretched = PixelEncoder.extract(folder, images, Fit.STRETCH, 0);
  }

  private static List<SegmentationProbe> run(EncoderFeatures encoder, @Nullable FeatureImages masks)
      throws IOException {
    return new SegmentationProbes(
            encoder,
            new PixelMasks(masks),
            100,
            Bootstrap.standard(1),
            GeometryAnalysis.Listener.NONE)
        .run(EnumSet.allOf(ProbeKind.class));
  }

  @ParameterizedTest
  @CsvSource({"STRETCH, 0", "LETTERBOX, 0", "CENTER_CROP, 40", "CENTER_CROP, 0", "CROP, 0"})
  void meanIouIsThatOfAPlainLoop(Fit fit, int resize, @TempDir Path own) throws IOException {
    EncoderFeatures encoder = PixelEncoder.extract(own, images, fit, resize);
    SegmentationProbe found = run(encoder, images).get(0);

    List<Integer> training = of(encoder, Split.TRAIN);
    List<Integer> test = of(encoder, Split.TEST);
    NearestNeighbours neighbours =
        new NearestNeighbours(encoder.source(training), CLASSES, 20, 0.07);
    long[][] patches = new long[CLASSES][CLASSES];
    long[][] pixels = new long[CLASSES][CLASSES];
    for (int index : test) {
      float[] votes = neighbours.scores(List.of(encoder.tokens(index))).get(0);
      int[] labels = encoder.labelled(index).labels(CLASSES);
      for (int patch = 0; patch < PATCHES; patch++) {
        if (labels[patch] != ClassMask.IGNORE) {
          patches[labels[patch]][best(votes, patch)]++;
        }
      }
      ClassMask mask = images.load(index).target();
      assertThat(mask).isNotNull();
      int shorter = Math.min(mask.width(), mask.height());
      int[] across = inInput(fit, resize, mask.width(), mask.height(), shorter);
      int[] down = inInput(fit, resize, mask.height(), mask.width(), shorter);
      for (int y = 0; y < mask.height(); y++) {
        for (int x = 0; x < mask.width(); x++) {
          double column = place(x, mask.width(), across);
          double row = place(y, mask.height(), down);
          if (column > 0 && column <= SIZE && row > 0 && row <= SIZE) {
            pixels[mask.get(x, y)][enlarged(votes, column, row, across, down)]++;
          }
        }
      }
    }
    assertThat(found.kind()).isEqualTo(ProbeKind.KNN);
    assertThat(found.patchMiou().estimate()).isCloseTo(miou(patches), Offset.offset(1e-12));
    assertThat(found.pixelMiou()).isNotNull();
    assertThat(found.pixelMiou().estimate()).isCloseTo(miou(pixels), Offset.offset(1e-4));
    assertThat(found.trainingImages()).isEqualTo(training.size());
    assertThat(found.trainingPatches())
        .isEqualTo(
            training.stream()
                .flatMapToInt(i -> Arrays.stream(encoder.labelled(i).labels(CLASSES)))
                .filter(label -> label != ClassMask.IGNORE)
                .count());
    assertThat(found.testImages()).isEqualTo(test.size());
    assertThat(found.testSplit()).isEqualTo(Split.TEST);
  }

  /** How long a side of the image becomes in the input, and where it begins. */
  private static int[] inInput(Fit fit, int resize, int side, int other, int shorter) {
    int length =
        switch (fit) {
          case STRETCH -> SIZE;
          case LETTERBOX -> side >= other ? SIZE : Math.round((float) SIZE * side / other);
          case CROP -> side;
          case CENTER_CROP -> (resize > 0 ? resize : SIZE) * side / shorter;
        };
    return new int[] {length, (SIZE - length) / 2};
  }

  /** Where the middle of a pixel lies in the input. */
  private static double place(int pixel, int side, int[] inInput) {
    return inInput[1] + (pixel + 0.5) * inInput[0] / side;
  }

  private static List<Integer> of(EncoderFeatures encoder, Split split) {
    return IntStream.range(0, encoder.store().ids().size())
        .filter(i -> encoder.store().split(i) == split)
        .boxed()
        .toList();
  }

  private static int best(float[] votes, int patch) {
    int best = 0;
    for (int c = 1; c < CLASSES; c++) {
      best = votes[c * PATCHES + patch] > votes[best * PATCHES + patch] ? c : best;
    }
    return best;
  }

  /** Bilinear between the middles of patches that show the image, the outermost ones repeated. */
  private static int enlarged(float[] votes, double x, double y, int[] across, int[] down) {
    int firstColumn = Math.max(0, across[1]) / PATCH;
    int firstRow = Math.max(0, down[1]) / PATCH;
    int lastColumn = (Math.min(SIZE, across[1] + across[0]) - 1) / PATCH;
    int lastRow = (Math.min(SIZE, down[1] + down[0]) - 1) / PATCH;
    double column = Math.min(lastColumn, Math.max(firstColumn, x / PATCH - 0.5));
    double row = Math.min(lastRow, Math.max(firstRow, y / PATCH - 0.5));
    int best = 0;
    double most = -1;
    for (int c = 0; c < CLASSES; c++) {
      double sum = 0;
      for (int dy = 0; dy < 2; dy++) {
        for (int dx = 0; dx < 2; dx++) {
          int r = Math.min(lastRow, (int) row + dy);
          int k = Math.min(lastColumn, (int) column + dx);
          double weight =
              Math.abs(1 - dy - (row - (int) row)) * Math.abs(1 - dx - (column - (int) column));
          sum += weight * votes[c * PATCHES + r * GRID + k];
        }
      }
      if (sum > most) {
        most = sum;
        best = c;
      }
    }
    return best;
  }

  private static double miou(long[][] confusion) {
    double sum = 0;
    int present = 0;
    for (int c = 0; c < CLASSES; c++) {
      long union = -confusion[c][c];
      for (int other = 0; other < CLASSES; other++) {
        union += confusion[c][other] + confusion[other][c];
      }
      if (union > 0) {
        sum += (double) confusion[c][c] / union;
        present++;
      }
    }
    return sum / present;
  }

  @Test
  void bothProbesAreBetterThanNamingTheCommonestClass() throws IOException {
    long[] pixels = new long[CLASSES];
    for (int index : of(stretched, Split.TEST)) {
      for (int label : stretched.labelled(index).labels(CLASSES)) {
        pixels[label]++;
      }
    }
    double commonest =
        (double) Arrays.stream(pixels).max().orElseThrow()
            / of(stretched, Split.TEST).size()
            / PATCHES
            / CLASSES;

    assertThat(run(stretched, null))
        .hasSize(2)
        .allSatisfy(probe -> assertThat(probe.patchMiou().estimate()).isGreaterThan(commonest))
        .allSatisfy(probe -> assertThat(probe.pixelMiou()).isNull());
  }

  @Test
  void masksThatDoNotLieOverThePatchesAreNotMeasuredOn() throws IOException {
    FeatureImages turned = new Turned(images);
    assertThat(run(stretched, turned)).allSatisfy(probe -> assertThat(probe.pixelMiou()).isNull());
  }

  @Test
  void splitsThatAreMissingAreNamed() throws FeatureException {
    assertThat(SegmentationProbes.testSplit("a", List.of(Split.VAL, Split.TRAIN)))
        .isEqualTo(Split.VAL);
    refused(
        List.of(Split.TRAIN, Split.TRAIN),
        "a: --probe learns from images of train and is measured on those of test or val, but all"
            + " are of [train]; take all splits, without --split");
    refused(List.of(Split.TEST, Split.VAL), "a: --probe learns from images of train");
    refused(List.of(), "a: its images have no masks, which --probe needs; leave it out");
  }

  private static void refused(List<Split> splits, String message) {
    assertThatExceptionOfType(FeatureException.class)
        .isThrownBy(() -> SegmentationProbes.testSplit("a", splits))
        .withMessageStartingWith(message);
  }

  /** The same images with their masks upside down. */
  private record Turned(FeatureImages images) implements FeatureImages {
    @Override
    public String name() {
      return images.name();
    }

    @Override
    public List<String> classNames() {
      return images.classNames();
    }

    @Override
    public List<String> ids() {
      return images.ids();
    }

    @Override
    public List<Split> splits() {
      return images.splits();
    }

    @Override
    public Loaded load(int index) throws IOException {
      Loaded loaded = images.load(index);
      ClassMask mask = loaded.target();
      if (mask == null) {
        return loaded;
      }
      byte[] classes = new byte[mask.width() * mask.height()];
      for (int i = 0; i < classes.length; i++) {
        int y = mask.height() - 1 - i / mask.width();
        classes[i] = (byte) mask.get(i % mask.width(), y);
      }
      return new Loaded(loaded.image(), new ClassMask(mask.width(), mask.height(), classes));
    }
  }
}
