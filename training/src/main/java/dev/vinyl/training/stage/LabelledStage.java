package dev.vinyl.training.stage;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.cache.ImageLoader;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stage that is trained on images with a class for every pixel. */
abstract sealed class LabelledStage extends Stage permits FineTuning, IntermediateSpatial {
  private final SegmentationDataset dataset;
  private final List<Sample> trained;

  /** Trains on the data set's {@link Split#TRAINVAL} images. */
  LabelledStage(String name, SegmentationDataset dataset, StageConfig config) {
    super(name, config);
    requireUnused("maskRatio", config.maskRatio() == 0);
    requireUnused("augment.mixUp", config.augment().mixUp() == 0);
    this.dataset = dataset;
    this.trained = dataset.samples(Split.TRAINVAL);
  }

  final SegmentationDataset dataset() {
    return dataset;
  }

  /** The images that it may be validated on. */
  abstract List<Sample> heldOut();

  /** What scores examples of them. */
  abstract Validation validation(ImageExamples examples);

  @Override
  final int size() {
    return trained.size();
  }

  @Override
  final DataDescription data() throws IOException {
    return DataDescription.of(
        dataset.name(),
        Split.TRAINVAL.label(),
        trained.stream().map(Sample::id).toList(),
        dataset.fingerprint(),
        dataset.classNames());
  }

  @Override
  final Optional<String> doubts() {
    List<Sample> read = new ArrayList<>(trained);
    read.addAll(config().validation().chosen(heldOut()));
    return dataset.doubts(read);
  }

  @Override
  final boolean hasMasks() {
    return true;
  }

  @Override
  final ImageLoader images() {
    return source(trained);
  }

  private ImageLoader source(List<Sample> images) {
    CacheTransform preparation = CacheTransform.of(config());
    return index -> {
      LabelledImage loaded = dataset.load(images.get(index));
      return preparation.prepare(loaded.image(), loaded.target());
    };
  }

  @Override
  final Optional<Validation> validation(RunContext run) {
    List<Sample> held = config().validation().chosen(heldOut());
    if (held.isEmpty()) {
      return Optional.empty();
    }
    ImageExamples.View view =
        ImageExamples.View.forValidation(source(held), held.size(), config(), run.streams());
    return Optional.of(validation(examples(view)));
  }
}
