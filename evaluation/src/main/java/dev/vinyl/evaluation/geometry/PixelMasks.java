package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.features.FeatureException;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.features.PatchComposition;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Resizing;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ground truth of images at its own size, where it is at hand. Thread-safe. */
final class PixelMasks {
  private final @Nullable FeatureImages images;
  private final Map<String, Integer> indices = new HashMap<>();

  /** Of images, which may be missing or have no masks. */
  PixelMasks(@Nullable FeatureImages images) {
    this.images = images;
    if (images != null) {
      for (int i = 0; i < images.ids().size(); i++) {
        indices.put(images.ids().get(i), i);
      }
    }
  }

  /**
   * The mask of one image; empty where it is not at hand, or where it does not lie over the patches
   * as one does that was stretched to the model's input: then pixels have no place among them.
   *
   * @throws FeatureException if the image is not among those that there are
   * @throws IOException if the mask cannot be read
   */
  Optional<ClassMask> of(EncoderFeatures encoder, int image) throws IOException {
    FeatureImages all = images;
    FeatureInfo info = encoder.store().info();
    if (all == null || !all.classNames().equals(info.classNames())) {
      return Optional.empty();
    }
    String id = encoder.store().ids().get(image);
    Integer index = indices.get(id);
    if (index == null) {
      throw new FeatureException(
          "%s has no image %s; name the images that the features are of".formatted(all.name(), id));
    }
    ClassMask mask = all.load(index).target();
    return mask != null && liesOver(mask, info, encoder.store().composition(image))
        ? Optional.of(mask)
        : Optional.empty();
  }

  private static boolean liesOver(ClassMask mask, FeatureInfo info, PatchComposition composition) {
    int size = info.patchSize();
    ClassMask stretched = Resizing.resizeNearest(mask, info.columns() * size, info.rows() * size);
    return Arrays.equals(
        PatchComposition.of(stretched, size, info.classNames().size()).majority().classes(),
        composition.majority().classes());
  }
}
