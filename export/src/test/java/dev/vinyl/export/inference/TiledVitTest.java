package dev.vinyl.export.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.export.UntrainedModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.Tiling;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.DecodedImage;
import dev.vinyl.runtime.image.ImagePreparer;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.image.TensorLayout;
import dev.vinyl.runtime.internal.scores.BatchSegmenter;
import dev.vinyl.runtime.internal.scores.PixelScores;
import dev.vinyl.runtime.internal.tile.WindowBlend;
import dev.vinyl.runtime.internal.tile.WindowPlan;
import dev.vinyl.runtime.internal.tile.WindowShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of images on a vision transformer, whose answer for a pixel depends on its window. */
class TiledVitTest {
  private static final List<String> CLASSES = List.of("pet", "background", "border");
  private static final int PATCH = VitConfig.micro().patchSize();
  private static final int SIDE = VitConfig.micro().imageWidth();
  private static final int WIDTH = 300;
  private static final int HEIGHT = 200;

  @TempDir Path folder;

  /** Blobs of colour: noise, enlarged. */
  private static RgbImage image() {
    byte[] pixels = new byte[3 * 30 * 20];
    new SplittableRandom(11).nextBytes(pixels);
    return Resizing.resize(new RgbImage(30, 20, pixels), WIDTH, HEIGHT, Interpolation.CUBIC);
  }

  private Path model() throws IOException {
    return UntrainedModel.export(
        VitConfig.micro(), Interpolation.LINEAR, CLASSES, 3, folder.resolve("vit.onnx"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.25, 0.5})
  void blendedLogitsHaveNoSeamWhereWindowsEnd(double overlap) throws IOException {
    Path model = model();
    WindowShape whole = WindowShape.of(SIDE, SIDE, overlap);
    WindowShape offPatches = new WindowShape(SIDE, SIDE, overlap, PATCH, PATCH);

    assertThat(seams(model, WindowPlan.of(HEIGHT, WIDTH, offPatches, 3)))
        .allSatisfy(seam -> assertThat(seam).isPositive().isLessThan(1.1));
    // whole patches apart they would show
    assertThat(seams(model, WindowPlan.of(HEIGHT, WIDTH, whole, 3)))
        .allSatisfy(seam -> assertThat(seam).isGreaterThan(1.4));
  }

  /**
   * The mean absolute step of the blended logits where windows end, over that between all other
   * neighbours: from column to column, and from row to row.
   */
  private static List<Double> seams(Path model, WindowPlan plan) throws IOException {
    float[][][] logits = blend(model, image(), plan);
    Set<Integer> columns = new HashSet<>();
    Set<Integer> rows = new HashSet<>();
    for (int i = 0; i < plan.count(); i++) {
      CropBox window = plan.window(i);
      columns.addAll(List.of(window.x(), window.x() + SIDE));
      rows.addAll(List.of(window.y(), window.y() + SIDE));
    }
    Steps across = new Steps();
    Steps down = new Steps();
    for (float[][] plane : logits) {
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          if (x > 0) {
            across.add(columns.contains(x), plane[y][x] - plane[y][x - 1]);
          }
          if (y > 0) {
            down.add(rows.contains(y), plane[y][x] - plane[y - 1][x]);
          }
        }
      }
    }
    return List.of(across.ratio(), down.ratio());
  }

  /** Mean absolute steps where windows end, and elsewhere. */
  private static final class Steps {
    private final double[] sums = new double[2];
    private final int[] counts = new int[2];

    void add(boolean border, float step) {
      sums[border ? 1 : 0] += Math.abs(step);
      counts[border ? 1 : 0]++;
    }

    double ratio() {
      return sums[1] / counts[1] / (sums[0] / counts[0]);
    }
  }

  @Test
  void sameForAnyNumberOfWorkersAndAnyBatch() throws IOException {
    Path model = model();
    List<byte[]> masks = new ArrayList<>();
    for (int threads : new int[] {1, 2}) {
      for (int batch : new int[] {1, 5}) {
        SegmenterOptions options =
            SegmenterOptions.defaults()
                .withThreads(threads)
                .withMaxBatch(batch)
                .withTiling(Tiling.of(100, 80));
        try (Segmenter segmenter = Segmenter.open(model, options)) {
          masks.add(segmenter.segment(ImageSource.of(image())).mask().classes());
        }
      }
    }
    assertThat(masks).allSatisfy(mask -> assertThat(mask).isEqualTo(masks.get(0)));
  }

  /** The blended logits of an image, [C, H, W]. */
  private static float[][][] blend(Path model, RgbImage image, WindowPlan plan) throws IOException {
    Decided decided = new Decided(new float[CLASSES.size()][plan.height()][plan.width()]);
    WindowBlend blend = new WindowBlend(plan);
    try (BatchSegmenter segmenter = BatchSegmenter.open(model, SessionSettings.forInference());
        DecodedImage decoded = DecodedImage.of(image);
        ImagePreparer preparer =
            new ImagePreparer(
                segmenter.metadata().preprocess(), TensorLayout.NCHW, DecodeLimits.defaults())) {
      ByteBuffer input = direct(segmenter.inputBytes());
      ByteBuffer output = direct(segmenter.outputBytes());
      for (int i = 0; i < plan.count(); i++) {
        Placement placement = Placement.of(segmenter.metadata().preprocess(), plan.window(i));
        preparer.prepare(decoded, placement, input.asFloatBuffer(), 0);
        blend.add(new Recorded(patchMeans(segmenter.run(1, input, output).get(0)), decided, false));
      }
    }
    blend.result();
    return decided.logits();
  }

  /**
   * The scores of trained models step where patches meet: a patch's mean in the place of each of
   * its pixels. Random weights make a noise of pixels in which no seam could be seen.
   */
  private static PixelScores patchMeans(PixelScores scores) {
    float[] pixels = scores.planes().orElseThrow();
    int patches = SIDE / PATCH;
    float[] means = new float[CLASSES.size() * patches * patches];
    for (int i = 0; i < pixels.length; i++) {
      means[patch(i)] += pixels[i] / (PATCH * PATCH);
    }
    float[] steps = new float[pixels.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = means[patch(i)];
    }
    return PixelScores.ofLogits(CLASSES.size(), SIDE, SIDE, steps);
  }

  /** The patch of a score; planes are whole patches high, so that rows may be counted through. */
  private static int patch(int index) {
    return index / SIDE / PATCH * (SIDE / PATCH) + index % SIDE / PATCH;
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Rows of blended logits as they are decided, from the top. */
  private static final class Decided {
    private final float[][][] logits;
    private int top;

    Decided(float[][][] logits) {
      this.logits = logits;
    }

    float[][][] logits() {
      return logits;
    }

    void add(int rows, int width, float[] planes) {
      for (int c = 0; c < logits.length; c++) {
        for (int y = 0; y < rows; y++) {
          System.arraycopy(planes, (c * rows + y) * width, logits[c][top + y], 0, width);
        }
      }
      top += rows;
    }
  }

  /** A window's scores that tell what is made of them. */
  private record Recorded(PixelScores scores, Decided decided, boolean blended)
      implements PixelScores {
    @Override
    public int width() {
      return scores.width();
    }

    @Override
    public int height() {
      return scores.height();
    }

    @Override
    public ClassMask mask(int width, int height) {
      if (blended) {
        decided.add(height, width, scores.planes().orElseThrow());
      }
      return scores.mask(width, height);
    }

    @Override
    public Optional<float[]> logits() {
      return scores.logits();
    }

    @Override
    public Optional<float[]> planes() {
      return scores.planes();
    }

    @Override
    public PixelScores ofPlanes(int height, int width, float[] planes) {
      return new Recorded(scores.ofPlanes(height, width, planes), decided, true);
    }

    @Override
    public float[] probabilities(int classIndex, int width, int height) {
      return scores.probabilities(classIndex, width, height);
    }

    @Override
    public double confidence() {
      return scores.confidence();
    }
  }
}
