package dev.vinyl.training.stage;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stage that is trained on images with a class for every pixel. */
abstract class LabelledStage extends Stage {
  private final SegmentationDataset dataset;
  private final List<Sample> trained;

  /** Trains on the data set's {@link Split#TRAIN} images. */
  LabelledStage(String name, SegmentationDataset dataset, StageConfig config, Record settings) {
    super(name, config, settings);
    this.dataset = dataset;
    this.trained = dataset.samples(Split.TRAIN);
  }

  final SegmentationDataset dataset() {
    return dataset;
  }

  /** The images that it may be validated on. */
  abstract List<Sample> heldOut();

  /** What scores examples of them. */
  abstract Validation validation(ImageExamples examples);

  @Override
  protected final int size() {
    return trained.size();
  }

  @Override
  protected final DataDescription data() throws IOException {
    return DataDescription.of(
        dataset.name(),
        Split.TRAIN.label(),
        trained.stream().map(Sample::id).toList(),
        dataset.fingerprint(),
        dataset.classNames());
  }

  @Override
  protected final Optional<String> warning() {
    List<Sample> read = new ArrayList<>(trained);
    read.addAll(config().validation().chosen(heldOut()));
    return dataset.doubts(read);
  }

  @Override
  protected final boolean hasMasks() {
    return true;
  }

  @Override
  protected final ImageLoader images() {
    return source(trained);
  }

  private ImageLoader source(List<Sample> images) {
    return index -> {
      LabelledImage loaded = dataset.load(images.get(index));
      return new ImageLoader.Decoded(loaded.image(), loaded.target());
    };
  }

  @Override
  protected final Optional<Validation> validation(Context run) {
    List<Sample> held = config().validation().chosen(heldOut());
    if (held.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(validation(run.examples(source(held), held.size(), target())));
  }
}
