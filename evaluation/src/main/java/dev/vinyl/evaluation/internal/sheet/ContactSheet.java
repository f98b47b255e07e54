package dev.vinyl.evaluation.internal.sheet;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.Overlay;
import dev.vinyl.runtime.image.Palette;
import dev.vinyl.runtime.image.PredictionPng;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Many small images in one, in rows and columns, on white. */
public final class ContactSheet {
  private static final int GAP = 6;
  private static final int PREDICTION_TILE = 128;
  private static final float OPACITY = 0.7f;

  private ContactSheet() {}

  /**
   * Lays images out.
   *
   * @param rows from the top, each from the left; at least one image in all
   * @param tile width and height in pixels that every image is brought to
   */
  public static RgbImage of(List<List<RgbImage>> rows, int tile) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    if (columns == 0) {
      throw new IllegalArgumentException("a contact sheet needs at least one image");
    }
    int width = extent(columns, tile);
    int height = extent(rows.size(), tile);
    byte[] pixels = new byte[3 * width * height];
    Arrays.fill(pixels, (byte) 0xff);
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < rows.get(row).size(); column++) {
        RgbImage image = Resizing.resize(rows.get(row).get(column), tile, tile, Interpolation.AREA);
        paste(image, pixels, width, extent(column, tile), extent(row, tile));
      }
    }
    return new RgbImage(width, height, pixels);
  }

  /** So many tiles with a gap before each and after the last. */
  private static int extent(int tiles, int tile) {
    return GAP + tiles * (tile + GAP);
  }

  private static void paste(RgbImage image, byte[] target, int targetWidth, int x, int y) {
    int bytes = 3 * image.width();
    for (int line = 0; line < image.height(); line++) {
      int to = 3 * ((y + line) * targetWidth + x);
      System.arraycopy(image.pixels(), line * bytes, target, to, bytes);
    }
  }

  /**
   * Writes a PNG with a column for each sample: the image, the ground truth over it, what a model
   * sees over it.
   *
   * @param samples at least one
   * @throws IOException if an image cannot be read or the file not written
   */
  public static void writePredictions(
      SegmentationDataset dataset, List<Sample> samples, Segmenter model, Path file)
      throws IOException {
    List<RgbImage> images = new ArrayList<>();
    List<RgbImage> targets = new ArrayList<>();
    List<RgbImage> predictions = new ArrayList<>();
    for (Sample sample : samples) {
      LabelledImage labelled = dataset.load(sample);
      images.add(labelled.image());
      targets.add(coloured(labelled.image(), labelled.target()));
      predictions.add(
          coloured(labelled.image(), model.segment(ImageSource.of(labelled.image())).mask()));
    }
    PredictionPng.write(of(List.of(images, targets, predictions), PREDICTION_TILE), file);
  }

  private static RgbImage coloured(RgbImage image, ClassMask mask) {
    return Overlay.blend(image, mask, Palette.standard(), OPACITY);
  }
}
