package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.geometry.GeometryReport.ImageMaps;
import dev.vinyl.evaluation.geometry.SimilarityMap;
import dev.vinyl.evaluation.geometry.SimilarityMap.ReferencePatch;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An image with its mask, and how alike its patches are to some of them.
 *
 * @param id of the image
 * @param image of any size; empty where only its features are known
 * @param mask of the image, of any size; empty where there is none
 * @param references one or more patches that the others are held against
 */
public record SimilarityExample(
    String id, Optional<RgbImage> image, Optional<ClassMask> mask, List<Reference> references) {

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

  /** Maps whose image is not at hand. */
  public static SimilarityExample of(ImageMaps maps) {
    return new SimilarityExample(
        maps.image(), Optional.empty(), Optional.empty(), references(maps));
  }

  /**
   * Maps beside their image, which is decoded.
   *
   * @throws IOException if the image cannot be read any more, or is not among these
   */
  public static SimilarityExample of(ImageMaps maps, FeatureImages images) throws IOException {
    int index = images.ids().indexOf(maps.image());
    if (index < 0) {
      throw new IOException(
          "%s has no image %s; name the images that the features are of"
              .formatted(images.name(), maps.image()));
    }
    FeatureImages.Loaded loaded = images.load(index);
    return new SimilarityExample(
        maps.image(),
        Optional.of(loaded.image()),
        Optional.ofNullable(loaded.target()),
        references(maps));
  }

  /** Those patches that every encoder has a map of. */
  private static List<Reference> references(ImageMaps maps) {
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
