package dev.vinyl.evaluation.report;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
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

/** Images above their ground truths above what a model sees in them, in one PNG. */
public final class PredictionSheet {
  private static final int TILE = 128;
  private static final float OPACITY = 0.7f;

  private PredictionSheet() {}

  /**
   * Writes a column for each sample: the image, the ground truth over it, the prediction over it.
   *
   * @param samples at least one
   * @throws IOException if an image cannot be read or the file not written
   */
  public static void write(
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
    PredictionPng.write(ContactSheet.of(List.of(images, targets, predictions), TILE), file);
  }

  private static RgbImage coloured(RgbImage image, ClassMask mask) {
    return Overlay.blend(image, mask, Palette.standard(), OPACITY);
  }
}
