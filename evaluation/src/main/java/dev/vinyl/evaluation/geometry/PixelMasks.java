package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.features.FeatureException;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.features.PatchComposition;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.Placement;
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
   * The ground truth of an image.
   *
   * @param mask of the whole image, at its own size
   * @param placement where the image lies in the model's input
   */
  record Truth(ClassMask mask, Placement placement) {

    /** The classes of the pixels that the model was shown. */
    ClassMask shown() {
      CropBox shown = placement.shown();
      return Resizing.resizeNearest(mask, shown, shown.width(), shown.height());
    }
  }

  /**
   * The mask of one image; empty where it is not at hand, or where it does not lie over the patches
   * as the file says: then it is not the mask of that image any more. A file of before does not
   * say; its images may have been stretched to the model's input.
   *
   * @throws FeatureException if the image is not among those that there are
   * @throws IOException if the mask cannot be read
   */
  Optional<Truth> of(EncoderFeatures encoder, int image) throws IOException {
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
    if (mask == null) {
      return Optional.empty();
    }
    int size = info.patchSize();
    Placement placement =
        info.placement(mask.width(), mask.height())
            .orElse(
                Placement.stretched(
                    CropBox.whole(mask.width(), mask.height()),
                    new ImageSize(info.columns() * size, info.rows() * size)));
    PatchComposition patches =
        PatchComposition.of(placement.place(mask), size, info.classNames().size());
    return Arrays.equals(
            patches.majority().classes(), encoder.store().composition(image).majority().classes())
        ? Optional.of(new Truth(mask, placement))
        : Optional.empty();
  }
}
