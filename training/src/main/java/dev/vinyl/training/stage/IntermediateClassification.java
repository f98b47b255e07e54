package dev.vinyl.training.stage;

import dev.vinyl.data.ClassificationDataset;
import dev.vinyl.data.ClassifiedImage;
import dev.vinyl.data.Split;
import dev.vinyl.data.cache.ImageLoader;
import dev.vinyl.export.vit.ClassificationHead;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.augment.MixUp;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
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
  private final List<ClassifiedImage> trained;
  private final EncoderDecoder model;

  /**
   * A stage to be run.
   *
   * @param dataset its {@link Split#TRAINVAL} images are trained on
   * @throws IllegalArgumentException if a setting does not go with the stage
   */
  public IntermediateClassification(ClassificationDataset dataset, StageConfig config) {
    super(NAME, config);
    requireUnused("maskRatio", config.maskRatio() == 0);
    requireUnused("loss.dice", config.loss().dice() == 0);
    requireUnused("loss.classWeights", config.loss().classWeights().isEmpty());
    this.dataset = dataset;
    this.trained = dataset.samples(Split.TRAINVAL);
    this.model =
        new EncoderDecoder(config.model(), new ClassificationHead(dataset.classNames().size()));
  }

  @Override
  TrainableModel model() {
    return model;
  }

  @Override
  int size() {
    return trained.size();
  }

  @Override
  DataDescription data() throws IOException {
    return DataDescription.of(
        dataset.name(),
        Split.TRAINVAL.label(),
        trained.stream().map(ClassifiedImage::id).toList(),
        dataset.fingerprint(),
        dataset.classNames());
  }

  @Override
  ImageLoader images() {
    return source(trained);
  }

  private ImageLoader source(List<ClassifiedImage> images) {
    CacheTransform preparation = CacheTransform.of(config());
    return index -> preparation.prepare(dataset.load(images.get(index)), null);
  }

  @Override
  ImageExamples examples(ImageExamples.View view) {
    MixUp mixUp = new MixUp(config().augment().mixUp());
    return examples(view, trained, mixUp, config().loss().labelSmoothing());
  }

  private ImageExamples examples(
      ImageExamples.View view, List<ClassifiedImage> images, MixUp mixUp, double smoothing) {
    List<Integer> labels = images.stream().map(ClassifiedImage::label).toList();
    return new ClassifiedExamples(view, labels, dataset.classNames().size(), mixUp, smoothing);
  }

  @Override
  Optional<Validation> validation(RunContext run) {
    List<ClassifiedImage> held = config().validation().chosen(dataset.samples(Split.TEST));
    if (held.isEmpty()) {
      return Optional.empty();
    }
    ImageExamples.View view =
        ImageExamples.View.forValidation(source(held), held.size(), config(), run.streams());
    return Optional.of(
        new Accuracy(
            examples(view, held, new MixUp(0), 0),
            "top-1 accuracy",
            dataset.classNames().size(),
            config().microBatch()));
  }
}
