package dev.vinyl.training.stage;

import dev.vinyl.data.ClassificationDataset;
import dev.vinyl.data.ClassifiedImage;
import dev.vinyl.data.ImageLoader;
import dev.vinyl.data.Split;
import dev.vinyl.export.vit.ClassificationHead;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.internal.augment.MixUp;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.InputSpec;
import dev.vinyl.training.loop.InputSpec.Kind;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Trains encoder and class token to tell the class of a whole image. It is validated on the {@link
 * Split#TEST} images.
 */
public final class IntermediateClassification extends Stage {
  /** The stage's name in recipes and run directories. */
  public static final String NAME = "classification";

  private final ClassificationDataset dataset;
  private final ClassificationConfig settings;
  private final List<ClassifiedImage> trained;
  private final EncoderDecoder model;

  /**
   * A stage to be run.
   *
   * @param dataset its {@link Split#TRAIN} images are trained on
   * @throws IllegalArgumentException if a setting does not go with the stage
   */
  public IntermediateClassification(ClassificationDataset dataset, ClassificationConfig config) {
    super(NAME, config.common(), config);
    this.settings = config;
    this.dataset = dataset;
    this.trained = dataset.samples(Split.TRAIN);
    this.model =
        new EncoderDecoder(config().model(), new ClassificationHead(dataset.classNames().size()));
  }

  @Override
  protected TrainableModel model() {
    return model;
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
        trained.stream().map(ClassifiedImage::id).toList(),
        dataset.fingerprint(),
        dataset.classNames());
  }

  @Override
  protected ImageLoader images() {
    return source(trained);
  }

  private ImageLoader source(List<ClassifiedImage> images) {
    return index -> new ImageLoader.Decoded(dataset.load(images.get(index)), null);
  }

  /**
   * The class of each image, {@code targets} [B, classes] float32: 1 for it and 0 for the others.
   */
  @Override
  protected Target target() {
    return targetOf(trained);
  }

  private Target targetOf(List<ClassifiedImage> images) {
    int classes = dataset.classNames().size();
    InputSpec tensor = new InputSpec("targets", Kind.FLOAT32, List.of(classes));
    return new Target() {
      @Override
      public InputSpec tensor() {
        return tensor;
      }

      @Override
      public void write(
          TrainingExample example, int index, RandomStream random, Buffer buffer, int offset) {
        float[] shares = new float[classes];
        shares[images.get(index).label()] = 1;
        ((FloatBuffer) buffer).put(offset, shares);
      }
    };
  }

  /** The same, mixed and smoothed. */
  @Override
  ImageExamples examples(ImageExamples.View view) {
    List<Integer> labels = trained.stream().map(ClassifiedImage::label).toList();
    MixUp mixUp = new MixUp(settings.mixUp());
    return new ClassifiedExamples(
        view, labels, dataset.classNames().size(), mixUp, settings.labelSmoothing());
  }

  @Override
  protected Optional<Validation> validation(Context run) {
    List<ClassifiedImage> held = config().validation().chosen(dataset.samples(Split.TEST));
    if (held.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Accuracy(
            run.examples(source(held), held.size(), targetOf(held)),
            "top-1 accuracy",
            dataset.classNames().size(),
            config().evaluationBatch()));
  }
}
