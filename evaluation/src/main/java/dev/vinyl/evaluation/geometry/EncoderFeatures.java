package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.features.FeatureStore;
import dev.vinyl.evaluation.features.PatchComposition;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.CropBox;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One encoder of an analysis: a layer of a file of features under a name. Thread-safe.
 *
 * @param name for reports, unique among those that are compared
 * @param store the features
 * @param layer one of the file's
 */
public record EncoderFeatures(String name, FeatureStore store, String layer) {

  /** Checks that there is such a layer. */
  public EncoderFeatures {
    Objects.requireNonNull(name, "name");
    if (!store.info().layers().contains(layer)) {
      throw new IllegalArgumentException(
          "%s has no layer %s, it has %s".formatted(store.path(), layer, store.info().layers()));
    }
  }

  /**
   * The tokens of one image.
   *
   * @throws IllegalArgumentException if one of them is not finite
   */
  PatchTokens tokens(int image) {
    FeatureInfo info = store.info();
    float[] values = store.tokens(layer, image);
    try {
      return new PatchTokens(info.rows(), info.columns(), info.dimension(), values);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s, image %s: %s".formatted(store.path(), store.ids().get(image), e.getMessage()), e);
    }
  }

  /**
   * The patches of one image that show any of it, a rectangle of the grid: the others are padding,
   * whose tokens say nothing of the image. All of them where the file does not say.
   */
  CropBox shown(int image) {
    FeatureInfo info = store.info();
    return store
        .placement(image)
        .map(placement -> placement.touched(info.columns(), info.rows()))
        .orElse(CropBox.whole(info.columns(), info.rows()));
  }

  /** Of a file without labels one in which no pixel has a class. */
  PatchComposition composition(int image) {
    return store.info().labelled() ? store.composition(image) : withoutLabels(store.info());
  }

  private static PatchComposition withoutLabels(FeatureInfo info) {
    byte[] ignored = new byte[info.patches()];
    Arrays.fill(ignored, (byte) ClassMask.IGNORE);
    return PatchComposition.of(new ClassMask(info.columns(), info.rows(), ignored), 1, 1);
  }

  LabelledTokens labelled(int image) {
    return new LabelledTokens(tokens(image), store.composition(image).majority());
  }

  /** Some of the images, by their indices. */
  LabelledTokens.Source source(List<Integer> images) {
    return new LabelledTokens.Source() {
      @Override
      public int images() {
        return images.size();
      }

      @Override
      public LabelledTokens image(int index) {
        return labelled(images.get(index));
      }
    };
  }
}
