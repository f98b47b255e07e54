package dev.vinyl.runtime;

import dev.vinyl.runtime.image.ClassMask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's answer for one picture: which class each pixel belongs to. It holds no native memory
 * and outlives the {@link Segmenter}; thread-safe.
 */
public final class Segmentation {
  private final List<String> classNames;
  private final LogitMap logits;
  private final int width;
  private final int height;
  private @Nullable ClassMask modelMask;
  private @Nullable ClassMask mask;

  Segmentation(List<String> classNames, LogitMap logits, int width, int height) {
    this.classNames = classNames;
    this.logits = logits;
    this.width = width;
    this.height = height;
  }

  /**
   * A class for each pixel of the picture, in the picture's own size: the model's logits are
   * enlarged bilinearly (pixel centres at half coordinates, edges repeated), then the largest wins,
   * the lower class index where two are equal. Computed at the first call.
   */
  public synchronized ClassMask mask() {
    if (mask == null) {
      mask = logits.argmax(width, height);
    }
    return mask;
  }

  /** A class for each pixel of the model's output: the largest logit. */
  public synchronized ClassMask modelMask() {
    if (modelMask == null) {
      modelMask = logits.argmax();
    }
    return modelMask;
  }

  /** The classes' names by the index that masks hold. */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * The share of the picture's pixels that belong to a class, 0..1, counted in {@link #mask()}.
   *
   * @throws IllegalArgumentException if the model has no class of this name
   */
  public double fraction(String className) {
    int wanted = classNames.indexOf(className);
    if (wanted < 0) {
      throw new IllegalArgumentException(
          "the model has no class '%s', it has %s".formatted(className, classNames));
    }
    byte[] classes = mask().classes();
    int count = 0;
    for (byte c : classes) {
      if ((c & 0xff) == wanted) {
        count++;
      }
    }
    return (double) count / classes.length;
  }
}
