package dev.vinyl.runtime.image;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How an image becomes a model's input [3, height, width]: it is brought to that size as {@code
 * fit} says, and each channel value v in 0..255 becomes {@code (v * scale - mean[c]) / std[c]}.
 *
 * @param height of the input, in pixels
 * @param width of the input, in pixels
 * @param fit how an image of other proportions gets into height and width
 * @param resize with {@link Fit#CENTER_CROP}: what the shorter side becomes, in pixels, or 0 for
 *     the larger of height and width; 0 with every other fit
 * @param interpolation how the image is resized
 * @param channelOrder which channel comes first
 * @param scale what a channel value in 0..255 is multiplied by; 1/255 gives 0..1
 * @param mean subtracted for each channel, in {@code channelOrder}, after scaling
 * @param std divided by for each channel, in {@code channelOrder}; above 0
 */
public record PreprocessSpec(
    int height,
    int width,
    Fit fit,
    int resize,
    Interpolation interpolation,
    ChannelOrder channelOrder,
    float scale,
    List<Float> mean,
    List<Float> std) {

  /** Mean of ImageNet's images, red, green, blue, in 0..1: the field's usual constants. */
  public static final List<Float> IMAGENET_MEAN = List.of(0.485f, 0.456f, 0.406f);

  /** Standard deviation of ImageNet's images, red, green, blue, in 0..1. */
  public static final List<Float> IMAGENET_STD = List.of(0.229f, 0.224f, 0.225f);

  /** Checks every component; the message names the one that is wrong. */
  public PreprocessSpec {
    Objects.requireNonNull(fit, "fit");
    Objects.requireNonNull(interpolation, "interpolation");
    Objects.requireNonNull(channelOrder, "channelOrder");
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "input size must be at least 1 x 1, got %d x %d".formatted(width, height));
    }
    if (resize < 0 || (resize > 0 && fit != Fit.CENTER_CROP)) {
      throw new IllegalArgumentException(
          "resize is the shorter side before a center_crop, at least 1, got %d with fit %s"
              .formatted(resize, fit.name().toLowerCase(Locale.ROOT)));
    }
    if (!(scale > 0) || !Float.isFinite(scale)) {
      throw new IllegalArgumentException("scale must be a number above 0, got " + scale);
    }
    if (mean.size() != 3 || !mean.stream().allMatch(Float::isFinite)) {
      throw new IllegalArgumentException("mean must be 3 finite numbers, got " + mean);
    }
    if (std.size() != 3 || !std.stream().allMatch(v -> v > 0 && Float.isFinite(v))) {
      throw new IllegalArgumentException("std must be 3 numbers above 0, got " + std);
    }
  }

  /** With {@link Fit#STRETCH}. */
  public PreprocessSpec(
      int height,
      int width,
      Interpolation interpolation,
      ChannelOrder channelOrder,
      float scale,
      List<Float> mean,
      List<Float> std) {
    this(height, width, Fit.STRETCH, 0, interpolation, channelOrder, scale, mean, std);
  }

  /** Values in 0..1 without mean and standard deviation, as the paper fine-tunes. */
  public static PreprocessSpec unitRange(int height, int width, Interpolation interpolation) {
    return new PreprocessSpec(
        height,
        width,
        interpolation,
        ChannelOrder.RGB,
        1f / 255,
        List.of(0f, 0f, 0f),
        List.of(1f, 1f, 1f));
  }

  /** The same for a square input. */
  public static PreprocessSpec unitRange(int size, Interpolation interpolation) {
    return unitRange(size, size, interpolation);
  }

  /** Values with ImageNet's mean removed and its standard deviation divided out. */
  public static PreprocessSpec imageNet(int height, int width, Interpolation interpolation) {
    return new PreprocessSpec(
        height, width, interpolation, ChannelOrder.RGB, 1f / 255, IMAGENET_MEAN, IMAGENET_STD);
  }

  /** The same for a square input. */
  public static PreprocessSpec imageNet(int size, Interpolation interpolation) {
    return imageNet(size, size, interpolation);
  }

  /**
   * The same with other constants.
   *
   * @param newMean subtracted from each channel, in {@code channelOrder}, after scaling
   * @param newStd divided by for each channel; above 0
   */
  public PreprocessSpec withNormalization(List<Float> newMean, List<Float> newStd) {
    return new PreprocessSpec(
        height, width, fit, resize, interpolation, channelOrder, scale, newMean, newStd);
  }

  /** The same with another fit. */
  public PreprocessSpec withFit(Fit other) {
    return withFit(other, 0);
  }

  /** The same with another fit, and what the shorter side becomes, as the components say. */
  public PreprocessSpec withFit(Fit other, int shorterSide) {
    return new PreprocessSpec(
        height, width, other, shorterSide, interpolation, channelOrder, scale, mean, std);
  }

  /**
   * The same for an input of another size. What the shorter side becomes before a crop grows as the
   * input's shorter side does, so that as much is cut away.
   */
  public PreprocessSpec withSize(int newHeight, int newWidth) {
    double shorter = (double) resize * Math.min(newHeight, newWidth) / Math.min(height, width);
    return new PreprocessSpec(
        newHeight,
        newWidth,
        fit,
        (int) Math.round(shorter),
        interpolation,
        channelOrder,
        scale,
        mean,
        std);
  }

  /**
   * The colour of what an image does not fill of the input: red, green, blue, 0..255. It is the
   * mean, rounded to whole values, which becomes (nearly) 0 in the input; black without a mean.
   */
  public List<Integer> padding() {
    List<Integer> colors = mean.stream().map(this::level).toList();
    return channelOrder == ChannelOrder.RGB
        ? colors
        : List.of(colors.get(2), colors.get(1), colors.get(0));
  }

  private int level(float value) {
    return Math.max(0, Math.min(255, Math.round(value / scale)));
  }
}
