package dev.vinyl.samples.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vinyl.runtime.Region;
import dev.vinyl.runtime.Segmentation;
import dev.vinyl.runtime.image.Palette;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the service says about an image; its JSON has these names.
 *
 * @param width of the image, upright, in pixels
 * @param height of the image, upright, in pixels
 * @param confidence mean probability of the class that wins, 0..1; left out where the model gives
 *     no probabilities
 * @param milliseconds from the image's last byte to the mask, waiting included
 * @param classes in the model's order
 * @param overlay the coloured image as a data URL of a JPEG; left out unless it was asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SegmentResponse(
    int width,
    int height,
    @Nullable Double confidence,
    double milliseconds,
    List<ClassShare> classes,
    @Nullable String overlay) {
  /** Smaller regions are specks: a thousandth of the image. */
  private static final int SPECK = 1000;

  /** The largest regions of a class; a mask full of holes has thousands. */
  private static final int MOST_REGIONS = 20;

  /**
   * A class in the image.
   *
   * @param color in overlays, such as #e69f00
   * @param fraction of the image's pixels, 0..1
   * @param regions connected parts without specks, the largest first, 20 at most
   */
  record ClassShare(String name, String color, double fraction, List<Box> regions) {}

  /**
   * The box around a region, in pixels from the image's upper left corner.
   *
   * @param pixels how many of them belong to the region
   */
  record Box(int x, int y, int width, int height, long pixels) {
    static Box of(Region region) {
      return new Box(
          region.box().x(),
          region.box().y(),
          region.box().width(),
          region.box().height(),
          region.pixels());
    }
  }

  static SegmentResponse of(
      Segmentation segmentation, double milliseconds, @Nullable String overlay) {
    int minPixels = Math.max(1, segmentation.width() * segmentation.height() / SPECK);
    List<ClassShare> classes = new ArrayList<>();
    for (String name : segmentation.classNames()) {
      List<Box> regions =
          segmentation.regions(name, minPixels).stream().limit(MOST_REGIONS).map(Box::of).toList();
      String color = Palette.standard().color(classes.size()).toHex();
      classes.add(new ClassShare(name, color, segmentation.fraction(name), regions));
    }
    return new SegmentResponse(
        segmentation.width(),
        segmentation.height(),
        confidence(segmentation),
        milliseconds,
        classes,
        overlay);
  }

  private static @Nullable Double confidence(Segmentation segmentation) {
    try {
      return segmentation.confidence();
    } catch (IllegalStateException e) { // the model gives classes alone
      return null;
    }
  }
}
