package dev.vinyl.training.stage;

import dev.vinyl.evaluation.dataset.LabelledImage;
import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.training.data.PictureSource;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stage that is trained on pictures with a class for every pixel. */
abstract sealed class LabelledStage extends Stage permits FineTuning, IntermediateSpatial {
  private final SegmentationDataset dataset;
  private final List<LabelledPicture> trained;

  /** Trains on the data set's {@link Split#TRAINVAL} pictures. */
  LabelledStage(String name, SegmentationDataset dataset, StageConfig config) {
    super(name, config);
    requireUnused("maskRatio", config.maskRatio() == 0);
    requireUnused("augment.mixUp", config.augment().mixUp() == 0);
    this.dataset = dataset;
    this.trained = dataset.pictures(Split.TRAINVAL);
  }

  final SegmentationDataset dataset() {
    return dataset;
  }

  /** The pictures that it may be validated on. */
  abstract List<LabelledPicture> heldOut();

  /** What scores examples of them. */
  abstract Validation validation(PictureExamples examples);

  @Override
  final int size() {
    return trained.size();
  }

  @Override
  final DataDescription data() throws IOException {
    return DataDescription.of(
        dataset.name(),
        Split.TRAINVAL.label(),
        trained.stream().map(LabelledPicture::id).toList(),
        dataset.fingerprint(),
        dataset.classNames());
  }

  @Override
  final Optional<String> doubts() {
    List<LabelledPicture> read = new ArrayList<>(trained);
    read.addAll(config().validation().chosen(heldOut()));
    return dataset.doubts(read);
  }

  @Override
  final boolean hasMasks() {
    return true;
  }

  @Override
  final PictureSource pictures() {
    return source(trained);
  }

  private PictureSource source(List<LabelledPicture> pictures) {
    Preparation preparation = Preparation.of(config());
    return index -> {
      LabelledImage loaded = dataset.load(pictures.get(index));
      return preparation.prepare(loaded.image(), loaded.truth());
    };
  }

  @Override
  final Optional<Validation> validation(RunContext run) {
    List<LabelledPicture> held = config().validation().chosen(heldOut());
    if (held.isEmpty()) {
      return Optional.empty();
    }
    PictureExamples.View view =
        PictureExamples.View.forValidation(source(held), held.size(), config(), run.streams());
    return Optional.of(validation(examples(view)));
  }
}
