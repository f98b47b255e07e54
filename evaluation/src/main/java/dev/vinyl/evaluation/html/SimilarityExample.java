package dev.vinyl.evaluation.html;

import dev.vinyl.evaluation.features.FeaturePictures;
import dev.vinyl.evaluation.geometry.PictureMaps;
import dev.vinyl.evaluation.geometry.ReferencePatch;
import dev.vinyl.evaluation.geometry.SimilarityMap;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A picture with its mask, and how alike its patches are to some of them.
 *
 * @param id of the picture
 * @param picture of any size; empty where only its features are known
 * @param mask of the picture, of any size; empty where there is none
 * @param references one or more patches that the others are held against
 */
public record SimilarityExample(
    String id, Optional<RgbImage> picture, Optional<ClassMask> mask, List<Reference> references) {

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

  /** Maps whose picture is not at hand. */
  public static SimilarityExample of(PictureMaps maps) {
    return new SimilarityExample(
        maps.picture(), Optional.empty(), Optional.empty(), references(maps));
  }

  /**
   * Maps beside their picture, which is decoded.
   *
   * @throws IOException if the picture cannot be read any more, or is not among these
   */
  public static SimilarityExample of(PictureMaps maps, FeaturePictures pictures)
      throws IOException {
    int index = pictures.ids().indexOf(maps.picture());
    if (index < 0) {
      throw new IOException(
          "%s has no picture %s; name the pictures that the features are of"
              .formatted(pictures.name(), maps.picture()));
    }
    FeaturePictures.Loaded loaded = pictures.load(index);
    return new SimilarityExample(
        maps.picture(),
        Optional.of(loaded.image()),
        Optional.ofNullable(loaded.truth()),
        references(maps));
  }

  /** Those patches that every encoder has a map of. */
  private static List<Reference> references(PictureMaps maps) {
    List<Reference> all = new ArrayList<>();
    for (ReferencePatch patch : ReferencePatch.values()) {
      List<SimilarityMap> own =
          maps.maps().stream().map(m -> m.get(patch)).filter(Objects::nonNull).toList();
      if (own.size() == maps.maps().size()) {
        all.add(new Reference(patch.label(), own));
      }
    }
    return all;
  }
}
