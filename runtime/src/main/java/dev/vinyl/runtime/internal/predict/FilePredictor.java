package dev.vinyl.runtime.internal.predict;

import dev.vinyl.runtime.Segmentation;
import dev.vinyl.runtime.SegmentedImage;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Overlay;
import dev.vinyl.runtime.image.Palette;
import dev.vinyl.runtime.image.PredictionPng;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes what a model sees in image files: for {@code cat.jpg} a mask {@code cat-mask.png} (a
 * palette PNG whose values are class indices) and {@code cat-overlay.png} (the image, coloured by
 * class), both of the image's own size. Images of the same name get a number: {@code
 * cat-2-mask.png}. Files of these names are replaced.
 */
public final class FilePredictor {
  private static final float OVERLAY_OPACITY = 0.5f;

  private final Segmenter segmenter;
  private final Path folder;
  private final DecodeLimits limits;

  /**
   * What was written for one image.
   *
   * @param image the file that was read
   * @param mask palette PNG of class indices
   * @param overlay RGB PNG
   * @param fractions the share of the image's pixels by class name, 0..1, in the order of the
   *     classes
   */
  public record Written(Path image, Path mask, Path overlay, Map<String, Double> fractions) {}

  /**
   * An image that could not be read.
   *
   * @param image the file
   * @param reason one line: the file, what is wrong with it, what to do
   */
  public record Failed(Path image, String reason) {}

  /**
   * All images, each in one of the two lists, in the order given.
   *
   * @param written those that have a mask now
   * @param failed those that could not be read
   */
  public record Result(List<Written> written, List<Failed> failed) {

    /** Takes copies. */
    public Result {
      written = List.copyOf(written);
      failed = List.copyOf(failed);
    }
  }

  /** Told when an image is done. */
  @FunctionalInterface
  public interface Listener {
    /**
     * An image was written or failed.
     *
     * @param done how many images are done
     * @param total of how many
     */
    void progress(int done, int total);
  }

  /**
   * A predictor that writes into one folder.
   *
   * @param segmenter stays open
   * @param folder made when the first file is written
   */
  public FilePredictor(Segmenter segmenter, Path folder) {
    this(segmenter, folder, DecodeLimits.defaults());
  }

  /**
   * A predictor that writes into one folder.
   *
   * @param segmenter stays open
   * @param folder made when the first file is written
   * @param limits for the images, as the segmenter has them
   */
  public FilePredictor(Segmenter segmenter, Path folder, DecodeLimits limits) {
    this.segmenter = segmenter;
    this.folder = folder;
    this.limits = limits;
  }

  /**
   * Goes over images, past those that cannot be read or for which memory is too small.
   *
   * @throws IOException if a result cannot be written; what was written before stays
   */
  public Result predict(List<Path> images, Listener listener) throws IOException {
    List<String> names = OutputNames.of(images);
    List<Written> written = new ArrayList<>();
    List<Failed> failed = new ArrayList<>();
    try (Stream<SegmentedImage> segmented =
        segmenter.segmentAll(images.stream().map(ImageSource::of))) {
      Iterator<SegmentedImage> next = segmented.iterator();
      for (int i = 0; i < images.size(); i++) {
        try {
          written.add(write(images.get(i), names.get(i), next.next().segmentation()));
        } catch (ImageException e) {
          failed.add(new Failed(images.get(i), String.valueOf(e.getMessage())));
        } catch (OutOfMemoryError e) { // one large mask; other images still fit
          String name = images.get(i).toString();
          failed.add(
              new Failed(
                  images.get(i), String.valueOf(ImageException.outOfMemory(name, e).getMessage())));
        }
        listener.progress(i + 1, images.size());
      }
    }
    return new Result(written, failed);
  }

  /**
   * The files that are written for images, for whoever wants to know what they would replace; see
   * {@link PredictionPng#isUnchanged}.
   *
   * @param folder that of the predictor
   */
  public static List<Path> outputs(List<Path> images, Path folder) {
    return OutputNames.of(images).stream()
        .flatMap(name -> Stream.of(mask(folder, name), overlay(folder, name)))
        .toList();
  }

  private static Path mask(Path folder, String name) {
    return folder.resolve(name + "-mask.png");
  }

  private static Path overlay(Path folder, String name) {
    return folder.resolve(name + "-overlay.png");
  }

  private Written write(Path image, String name, Segmentation segmentation) throws IOException {
    Path mask = mask(folder, name);
    Path overlay = overlay(folder, name);
    Palette palette = Palette.standard();
    ClassMask classes = segmentation.mask();
    // First what can fail because of the image: a mask is never left without its overlay.
    Overlay.write(segmentation.source(), limits, classes, palette, OVERLAY_OPACITY, overlay);
    PredictionPng.write(classes, palette, mask);
    return new Written(image, mask, overlay, segmentation.fractions());
  }
}
