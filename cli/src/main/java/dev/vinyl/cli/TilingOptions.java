package dev.vinyl.cli;

import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.Tiling;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Whether a model is given windows of large images. */
final class TilingOptions {
  @Option(
      names = "--tile",
      paramLabel = "SIZE",
      converter = Converter.class,
      description = {
        "Give the model windows of an image that overlap, and blend their logits, in place of the"
            + " whole image made small.",
        "SIZE is the side of a window in pixels of the image, such as 512 or 512x768 (height x"
            + " width), which is resized to the model's input; auto is the size of that input, so"
            + " that no pixel is resized."
      })
  private @Nullable Tiling windows;

  @Option(
      names = "--overlap",
      paramLabel = "SHARE",
      description =
          "With --tile: the share of a window's height and width that the next one shares, 0 to"
              + " 0.9; 0.25 unless given.")
  private @Nullable Double overlap;

  /** Whether --tile was given. */
  boolean wanted() {
    return windows != null;
  }

  /**
   * Adds them to the options of a segmenter.
   *
   * @throws IllegalArgumentException if only the overlap was given, or it is out of range
   */
  SegmenterOptions addTo(SegmenterOptions options) {
    if (windows == null) {
      if (overlap != null) {
        throw new IllegalArgumentException("--overlap is that of windows; add --tile SIZE");
      }
      return options;
    }
    return options.withTiling(overlap == null ? windows : windows.withOverlap(overlap));
  }

  /** Takes a size. */
  static final class Converter implements ITypeConverter<Tiling> {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})(?:x([0-9]{1,6}))?");

    @Override
    public Tiling convert(String value) {
      if (value.equals("auto")) {
        return Tiling.auto();
      }
      Matcher sizes = SIZE.matcher(value);
      if (!sizes.matches()) {
        throw new TypeConversionException(
            "'%s' is no size of windows; give pixels, such as 512 or 512x768, or auto"
                .formatted(value));
      }
      int height = Integer.parseInt(sizes.group(1));
      int width = sizes.group(2) == null ? height : Integer.parseInt(sizes.group(2));
      try {
        return Tiling.of(height, width);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
