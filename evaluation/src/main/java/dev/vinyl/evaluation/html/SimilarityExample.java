package dev.vinyl.evaluation.html;

import dev.vinyl.evaluation.geometry.SimilarityMap;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.util.List;

/**
 * A picture with its mask, and how alike its patches are to some of them.
 *
 * @param id of the picture
 * @param picture as the encoders saw it, of any size
 * @param mask of the picture, of any size
 * @param references one or more patches that the others are held against
 */
public record SimilarityExample(
    String id, RgbImage picture, ClassMask mask, List<Reference> references) {

  /**
   * One patch, seen by each encoder.
   *
   * @param name what it was chosen for, such as {@code foreground}
   * @param maps one for each encoder in their order
   */
  public record Reference(String name, List<SimilarityMap> maps) {

    /** Takes a copy. */
    public Reference {
      maps = List.copyOf(maps);
    }
  }

  /** Takes a copy. */
  public SimilarityExample {
    references = List.copyOf(references);
  }
}
