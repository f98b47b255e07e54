package dev.vinyl.runtime.internal.tile;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.internal.scores.PixelScores;
import java.util.Optional;

/** Scores that show what becomes of them: rows that are decided are kept as a map of the image. */
public final class RecordingScores implements PixelScores {
  private final Map map;
  private final PixelScores scores;
  private final boolean blended;

  /** The blended scores of an image, [C, H, W]; rows come strip by strip, from the top. */
  public static final class Map {
    private final int classes;
    private final int height;
    private final int width;
    private final float[] values;
    private int left;
    private int top;

    public Map(int classes, int height, int width) {
      this.classes = classes;
      this.height = height;
      this.width = width;
      this.values = new float[classes * height * width];
    }

    void add(int rows, int columns, float[] planes) {
      for (int i = 0; i < planes.length; i++) {
        int y = top + i / columns % rows;
        int x = left + i % columns;
        values[(i / (rows * columns) * height + y) * width + x] = planes[i];
      }
      top += rows;
      if (top == height) {
        top = 0;
        left += columns;
      }
    }

    public float get(int c, int x, int y) {
      return values[(c * height + y) * width + x];
    }

    public int classes() {
      return classes;
    }

    float[] values() {
      return values;
    }
  }

  public RecordingScores(Map map, PixelScores scores) {
    this(map, scores, false);
  }

  private RecordingScores(Map map, PixelScores scores, boolean blended) {
    this.map = map;
    this.scores = scores;
    this.blended = blended;
  }

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
      map.add(height, width, scores.planes().orElseThrow());
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
    return new RecordingScores(map, scores.ofPlanes(height, width, planes), true);
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
