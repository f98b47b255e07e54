package dev.vinyl.evaluation.report;

import dev.vinyl.evaluation.dataset.LabelledImage;
import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Overlay;
import dev.vinyl.runtime.image.Palette;
import dev.vinyl.runtime.image.PredictionPng;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pictures above their truths above what a model sees in them, in one PNG. */
public final class PredictionSheet {
  private static final int TILE = 128;
  private static final float OPACITY = 0.7f;

  private PredictionSheet() {}

  /**
   * Writes a column for each picture: the picture, the truth over it, the prediction over it.
   *
   * @param pictures at least one
   * @throws IOException if a picture cannot be read or the file not written
   */
  public static void write(
      SegmentationDataset dataset, List<LabelledPicture> pictures, Segmenter model, Path file)
      throws IOException {
    List<RgbImage> images = new ArrayList<>();
    List<RgbImage> truths = new ArrayList<>();
    List<RgbImage> predictions = new ArrayList<>();
    for (LabelledPicture picture : pictures) {
      LabelledImage labelled = dataset.load(picture);
      images.add(labelled.image());
      truths.add(coloured(labelled.image(), labelled.truth()));
      predictions.add(
          coloured(labelled.image(), model.segment(ImageSource.of(labelled.image())).mask()));
    }
    PredictionPng.write(ContactSheet.of(List.of(images, truths, predictions), TILE), file);
  }

  private static RgbImage coloured(RgbImage image, ClassMask mask) {
    return Overlay.blend(image, mask, Palette.standard(), OPACITY);
  }
}
