package dev.vinyl.evaluation.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vinyl.data.Split;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.evaluation.features.FeatureException;
import dev.vinyl.evaluation.features.FeatureExtractor;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeatureStore;
import dev.vinyl.evaluation.geometry.EncoderGeometry.ProbeKind;
import dev.vinyl.evaluation.geometry.EncoderGeometry.SegmentationProbe;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes on drawn pets, whose tokens are the pixels of 8 x 8 patches. */
final class SegmentationProbesTest {
  private static final int SIZE = 32;
  private static final int PATCH = 4;
  private static final int GRID = SIZE / PATCH;
  private static final int PATCHES = GRID * GRID;
  private static final int CLASSES = 3;

  @TempDir private static Path folder;
  private static FeatureImages images;
  private static EncoderFeatures encoder;

  @BeforeAll
  static void extract() throws IOException {
    SyntheticPets.write(folder.resolve("pets"), new SyntheticPets.Spec(20, 80, 3));
    images = FeatureImages.of(OxfordPets.open(folder.resolve("pets")));
    Graph graph = new Graph("pixels", 17, Dialect.STANDARD);
    GraphBuilder g = new GraphBuilder(graph);
    Value image = graph.input("image", DataType.FLOAT, Shape.batch(3, SIZE, SIZE));
    Value cut = g.reshape(image, Shape.batch(3, GRID, PATCH, GRID, PATCH));
    Value tokens =
        g.reshape(g.transpose(cut, 0, 2, 4, 1, 3, 5), Shape.batch(PATCHES, 3 * PATCH * PATCH));
    OnnxModel model = new OnnxModel(graph).output("tokens", tokens);
    new ModelMetadata(
            ModelTask.FEATURES,
            PreprocessSpec.unitRange(SIZE, Interpolation.LINEAR),
            List.of(),
            PATCH,
            Map.of())
        .toProperties()
        .forEach(model::metadata);
    Path file = Files.write(folder.resolve("pixels.onnx"), model.toBytes());
    FeatureStore store =
        FeatureExtractor.standard()
            .extract(file, images, folder.resolve("f.arrow"), FeatureExtractor.Listener.NONE)
            .store();
    encoder = new EncoderFeatures("pixels", store, "tokens");
  }

  private static List<SegmentationProbe> run(@Nullable FeatureImages masks) throws IOException {
    return new SegmentationProbes(
            encoder,
            new PixelMasks(masks),
            100,
            Bootstrap.standard(1),
            GeometryAnalysis.Listener.NONE)
        .run(EnumSet.allOf(ProbeKind.class));
  }

  @Test
  void meanIouIsThatOfAPlainLoop() throws IOException {
    SegmentationProbe found = run(images).get(0);

    List<Integer> training = of(Split.TRAIN);
    List<Integer> test = of(Split.TEST);
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
      for (int y = 0; y < mask.height(); y++) {
        for (int x = 0; x < mask.width(); x++) {
          pixels[mask.get(x, y)][enlarged(votes, x, y, mask.width(), mask.height())]++;
        }
      }
    }
    assertThat(found.kind()).isEqualTo(ProbeKind.KNN);
    assertThat(found.patchMiou().estimate()).isCloseTo(miou(patches), Offset.offset(1e-12));
    assertThat(found.pixelMiou()).isNotNull();
    assertThat(found.pixelMiou().estimate()).isCloseTo(miou(pixels), Offset.offset(1e-4));
    assertThat(found.trainingImages()).isEqualTo(training.size());
    assertThat(found.trainingPatches()).isEqualTo((long) training.size() * PATCHES);
    assertThat(found.testImages()).isEqualTo(test.size());
    assertThat(found.testSplit()).isEqualTo(Split.TEST);
  }

  private static List<Integer> of(Split split) {
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

  /** Bilinear between the middles of patches, the outermost ones repeated. */
  private static int enlarged(float[] votes, int x, int y, int width, int height) {
    double column = Math.min(GRID - 1, Math.max(0, (x + 0.5) * GRID / width - 0.5));
    double row = Math.min(GRID - 1, Math.max(0, (y + 0.5) * GRID / height - 0.5));
    int best = 0;
    double most = -1;
    for (int c = 0; c < CLASSES; c++) {
      double sum = 0;
      for (int dy = 0; dy < 2; dy++) {
        for (int dx = 0; dx < 2; dx++) {
          int r = Math.min(GRID - 1, (int) row + dy);
          int k = Math.min(GRID - 1, (int) column + dx);
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
    for (int index : of(Split.TEST)) {
      for (int label : encoder.labelled(index).labels(CLASSES)) {
        pixels[label]++;
      }
    }
    double commonest =
        (double) Arrays.stream(pixels).max().orElseThrow()
            / of(Split.TEST).size()
            / PATCHES
            / CLASSES;

    assertThat(run(null))
        .hasSize(2)
        .allSatisfy(probe -> assertThat(probe.patchMiou().estimate()).isGreaterThan(commonest))
        .allSatisfy(probe -> assertThat(probe.pixelMiou()).isNull());
  }

  @Test
  void masksThatDoNotLieOverThePatchesAreNotMeasuredOn() throws IOException {
    FeatureImages turned = new Turned(images);
    assertThat(run(turned)).allSatisfy(probe -> assertThat(probe.pixelMiou()).isNull());
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
