package dev.vinyl.training.example;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.InputSpec;
import dev.vinyl.training.loop.Validation;
import dev.vinyl.training.stage.Stage;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Trains an encoder to tell which share of an image a class covers. */
final class AreaRegression extends Stage {
  static final String NAME = "area";

  private final SegmentationDataset dataset;
  private final AreaConfig config;
  private final List<Sample> trained;

  AreaRegression(SegmentationDataset dataset, AreaConfig config) {
    super(NAME, config.common(), config);
    this.dataset = dataset;
    this.config = config;
    this.trained = dataset.samples(Split.TRAIN);
  }

  @Override
  protected TrainableModel model() {
    return new AreaModel(config().model());
  }

  @Override
  protected int size() {
    return trained.size();
  }

  @Override
  protected DataDescription data() throws IOException {
    return DataDescription.of(
        dataset.name(),
        Split.TRAIN.label(),
        trained.stream().map(Sample::id).toList(),
        dataset.fingerprint(),
        List.of());
  }

  @Override
  protected ImageLoader images() {
    return loader(trained);
  }

  private ImageLoader loader(List<Sample> samples) {
    return index -> {
      LabelledImage loaded = dataset.load(samples.get(index));
      return new ImageLoader.Decoded(loaded.image(), loaded.target());
    };
  }

  @Override
  protected boolean hasMasks() {
    return true;
  }

  /** The class's share of the pixels that are seen, {@code area} [B, 1] float32, 0..1. */
  @Override
  protected Target target() {
    return new Target() {
      @Override
      public InputSpec tensor() {
        return new InputSpec("area", InputSpec.Kind.FLOAT32, List.of(1));
      }

      @Override
      public void write(
          TrainingExample example, int index, RandomStream random, Buffer buffer, int offset) {
        int covered = 0;
        for (byte pixel : example.classes()) {
          covered += (pixel & 0xff) == config.classIndex() ? 1 : 0;
        }
        ((FloatBuffer) buffer).put(offset, (float) covered / example.classes().length);
      }
    };
  }

  /** The mean squared error on the test images; the best model has the smallest. */
  @Override
  protected Optional<Validation> validation(Context run) {
    List<Sample> held = dataset.samples(Split.TEST);
    return Optional.of(
        (epoch, model) -> {
          double[] sum = new double[1];
          run.forEachBatch(
              loader(held),
              held.size(),
              target(),
              (first, inputs) ->
                  sum[0] += model.evaluate(inputs).loss() * inputs.get(0).shape()[0]);
          double error = sum[0] / held.size();
          return new Validation.Scores(-error, Map.of("squared error", error));
        });
  }
}
