package dev.vinyl.training.stage;

import dev.vinyl.evaluation.dataset.LabelledImage;
import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.training.data.PictureSource;
import dev.vinyl.training.loop.DataDescription;
import java.io.IOException;
import java.util.List;

/** What the two stages have in common that train on pictures with a class for every pixel. */
final class LabelledPictures {
  private LabelledPictures() {}

  static DataDescription describe(SegmentationDataset dataset, List<LabelledPicture> trained)
      throws IOException {
    return DataDescription.of(
        dataset.name(),
        Split.TRAINVAL.label(),
        trained.stream().map(LabelledPicture::id).toList(),
        dataset.fingerprint(),
        dataset.classNames());
  }

  static PictureSource source(
      SegmentationDataset dataset, List<LabelledPicture> pictures, StageConfig config) {
    Preparation preparation = Preparation.of(config);
    return index -> {
      LabelledImage loaded = dataset.load(pictures.get(index));
      return preparation.prepare(loaded.image(), loaded.truth());
    };
  }
}
