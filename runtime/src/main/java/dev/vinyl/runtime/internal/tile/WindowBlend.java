package dev.vinyl.runtime.internal.tile;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.internal.scores.BilinearAxis;
import dev.vinyl.runtime.internal.scores.MaskedScores;
import dev.vinyl.runtime.internal.scores.PixelScores;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes one answer of the answers for an image's windows. Where windows overlap, their scores
 * (enlarged bilinearly to the image's pixels) are averaged with weights that rise from a window's
 * borders; of a model that gives classes alone, the window counts whose middle is nearest. Rows
 * that no later window reaches become classes at once, so that scores are held for one row of
 * windows only.
 *
 * <p>An average is kept as a mean that each window moves by its share: windows that agree leave it
 * exactly as it is. Windows come in the plan's order, so that the result does not depend on who
 * computed which. Not thread-safe.
 */
public final class WindowBlend {
  /** Rows are made classes in pieces of so many scores, which fit in a core's cache. */
  private static final int PIECE_VALUES = 1 << 16;

  /** Exponentials of every pixel would take longer than all else. */
  private static final int CONFIDENCE_STEP = 4;

  private final WindowPlan plan;
  private final byte[] mask;
  private final float[] weights;
  private final float[] shares;
  private final Map<ImageSize, Enlargement> enlargements = new HashMap<>();
  private float @Nullable [] rowWeights;
  private float @Nullable [] columnWeights;
  private float[] means = new float[0];
  private WindowPlan.Strip strip;
  private int added;
  private int finishedRows;
  private double confidence;
  private long sampled;
  private @Nullable PixelScores whole;

  /** How the answers of one size become the windows'. */
  private record Enlargement(BilinearAxis rows, BilinearAxis columns) {}

  /** Begins an image; takes a byte a pixel, and memory for the scores of a row of windows. */
  public WindowBlend(WindowPlan plan) {
    this.plan = plan;
    boolean single = plan.count() == 1;
    this.mask = new byte[single ? 0 : Math.multiplyExact(plan.height(), plan.width())];
    this.weights = new float[single ? 0 : bandPixels()];
    this.shares = new float[plan.columns().window()];
    this.strip = plan.stripOf(0);
  }

  private int bandPixels() {
    return Math.multiplyExact(plan.rows().window(), plan.widestStrip());
  }

  /**
   * Takes the answer for the next window of the plan.
   *
   * @throws IllegalStateException if all windows have been added
   */
  public void add(PixelScores scores) {
    if (added == plan.count()) {
      throw new IllegalStateException("all %d windows are there".formatted(added));
    }
    if (plan.count() == 1) {
      whole = scores;
      added = 1;
      return;
    }
    CropBox window = plan.window(added);
    Optional<float[]> planes = scores.planes();
    if (planes.isPresent()) {
      average(window, scores, planes.get());
    } else {
      takeNearest(window, scores.mask(window.width(), window.height()));
    }
    added++;
    finishRows(scores, planes.isPresent());
  }

  /** Averages the window's scores with those that are there. */
  private void average(CropBox window, PixelScores scores, float[] planes) {
    int size = scores.height() * scores.width();
    int count = planes.length / size;
    int band = bandPixels();
    if (means.length == 0) {
      means = new float[Math.multiplyExact(count, band)];
    }
    Enlargement enlargement = enlargement(scores, window);
    float[] line = new float[scores.width()];
    int from = Math.max(0, strip.left() - window.x());
    int to = Math.min(window.width(), strip.right() - window.x());
    for (int y = 0; y < window.height(); y++) {
      int at = place(window.y() + y) + window.x() - strip.left();
      weigh(y, from, to, at);
      for (int k = 0; k < count; k++) {
        blendRow(planes, k * size, enlargement.rows(), y, line);
        moveMeans(line, enlargement.columns(), from, to, k * band + at);
      }
    }
  }

  private Enlargement enlargement(PixelScores scores, CropBox window) {
    return enlargements.computeIfAbsent(
        new ImageSize(scores.width(), scores.height()),
        size ->
            new Enlargement(
                new BilinearAxis(size.height(), window.height()),
                new BilinearAxis(size.width(), window.width())));
  }

  /** Where a row of the image starts in the band of rows that are held. */
  private int place(int y) {
    return y % plan.rows().window() * plan.widestStrip();
  }

  /** Adds the window's weights in its row y, and keeps its share of the sum. */
  private void weigh(int y, int from, int to, int at) {
    if (rowWeights == null || columnWeights == null) {
      rowWeights = plan.rows().smoothWeights();
      columnWeights = plan.columns().smoothWeights();
    }
    float ofRow = rowWeights[y];
    for (int x = from; x < to; x++) {
      float weight = ofRow * columnWeights[x];
      float sum = weights[at + x] + weight;
      weights[at + x] = sum;
      shares[x] = weight / sum; // exactly 1 for the first
    }
  }

  /** The scores of one plane between the two of its rows around the window's row y. */
  private static void blendRow(float[] planes, int plane, BilinearAxis rows, int y, float[] line) {
    int above = plane + rows.low(y) * line.length;
    int below = plane + rows.high(y) * line.length;
    float weight = rows.weight(y);
    if (weight == 0) {
      System.arraycopy(planes, above, line, 0, line.length);
      return;
    }
    for (int x = 0; x < line.length; x++) {
      line[x] = planes[above + x] + (planes[below + x] - planes[above + x]) * weight;
    }
  }

  private void moveMeans(float[] line, BilinearAxis columns, int from, int to, int at) {
    if (columns.isIdentity()) {
      for (int x = from; x < to; x++) {
        means[at + x] += shares[x] * (line[x] - means[at + x]);
      }
      return;
    }
    for (int x = from; x < to; x++) {
      float low = line[columns.low(x)];
      float value = low + (line[columns.high(x)] - low) * columns.weight(x);
      means[at + x] += shares[x] * (value - means[at + x]);
    }
  }

  /** Takes the window's class where no window before counts as much. */
  private void takeNearest(CropBox window, ClassMask classes) {
    if (rowWeights == null || columnWeights == null) {
      rowWeights = plan.rows().centredWeights();
      columnWeights = plan.columns().centredWeights();
    }
    int from = Math.max(0, strip.left() - window.x());
    int to = Math.min(window.width(), strip.right() - window.x());
    for (int y = 0; y < window.height(); y++) {
      int at = place(window.y() + y) + window.x() - strip.left();
      int target = (window.y() + y) * plan.width() + window.x();
      for (int x = from; x < to; x++) {
        float weight = rowWeights[y] * columnWeights[x];
        if (weight > weights[at + x]) {
          weights[at + x] = weight;
          mask[target + x] = (byte) classes.get(x, y);
        }
      }
    }
  }

  /** After the last window of a row: the rows above the next one's first are complete. */
  private void finishRows(PixelScores kind, boolean averaged) {
    int inStrip = added - strip.firstWindow();
    if (inStrip % strip.windowsInARow() != 0) {
      return;
    }
    int row = inStrip / strip.windowsInARow();
    boolean last = row == plan.rows().count();
    int end = last ? plan.height() : plan.rows().start(row);
    int planes = averaged ? means.length / bandPixels() : 0;
    int piece = Math.max(1, PIECE_VALUES / Math.max(1, planes * strip.width()));
    for (int y = finishedRows; y < end; y += piece) {
      int rows = Math.min(piece, end - y);
      if (averaged) {
        decide(kind, y, rows, planes);
      }
      clear(y, rows, planes);
    }
    finishedRows = last ? 0 : end;
    if (last && added < plan.count()) {
      strip = plan.stripOf(added);
    }
  }

  private void decide(PixelScores kind, int top, int rows, int planes) {
    int width = strip.width();
    float[] piece = new float[planes * rows * width];
    for (int k = 0; k < planes; k++) {
      for (int y = 0; y < rows; y++) {
        int from = k * bandPixels() + place(top + y);
        System.arraycopy(means, from, piece, (k * rows + y) * width, width);
      }
    }
    PixelScores scores = kind.ofPlanes(rows, width, piece);
    addConfidence(kind, piece, top, rows, planes);
    byte[] classes = scores.mask(width, rows).classes();
    for (int y = 0; y < rows; y++) {
      int to = (top + y) * plan.width() + strip.left();
      System.arraycopy(classes, y * width, mask, to, width);
    }
  }

  /** Adds that of every fourth row and column of the image. */
  private void addConfidence(PixelScores kind, float[] piece, int top, int rows, int planes) {
    int width = strip.width();
    int y0 = Math.floorMod(-top, CONFIDENCE_STEP);
    int x0 = Math.floorMod(-strip.left(), CONFIDENCE_STEP);
    int sampledRows = (rows - y0 + CONFIDENCE_STEP - 1) / CONFIDENCE_STEP;
    int sampledColumns = (width - x0 + CONFIDENCE_STEP - 1) / CONFIDENCE_STEP;
    if (sampledRows <= 0 || sampledColumns <= 0) {
      return;
    }
    float[] sample = new float[planes * sampledRows * sampledColumns];
    int to = 0;
    for (int k = 0; k < planes; k++) {
      for (int y = y0; y < rows; y += CONFIDENCE_STEP) {
        for (int x = x0; x < width; x += CONFIDENCE_STEP) {
          sample[to++] = piece[(k * rows + y) * width + x];
        }
      }
    }
    long count = (long) sampledRows * sampledColumns;
    confidence += kind.ofPlanes(sampledRows, sampledColumns, sample).confidence() * count;
    sampled += count;
  }

  private void clear(int top, int rows, int planes) {
    for (int y = top; y < top + rows; y++) {
      int from = place(y);
      Arrays.fill(weights, from, from + strip.width(), 0);
      for (int k = 0; k < planes; k++) {
        int at = k * bandPixels() + from;
        Arrays.fill(means, at, at + strip.width(), 0);
      }
    }
  }

  /**
   * The answer for the image: its classes, and how sure the model is on the whole, by every fourth
   * row and column. Of an image that is one window, both are those of the window's answer.
   *
   * @throws IllegalStateException if windows are missing
   */
  public PixelScores result() {
    if (added < plan.count()) {
      throw new IllegalStateException("%d of %d windows are there".formatted(added, plan.count()));
    }
    if (whole != null) {
      ClassMask classes = whole.mask(plan.width(), plan.height());
      return whole.planes().isPresent()
          ? MaskedScores.of(classes, whole.confidence())
          : MaskedScores.of(classes);
    }
    ClassMask classes = new ClassMask(plan.width(), plan.height(), mask);
    return means.length > 0
        ? MaskedScores.of(classes, confidence / sampled)
        : MaskedScores.of(classes);
  }
}
