package dev.vinyl.training.stage;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.loop.Validation;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains encoder and segmentation head on images with a class for every pixel. It is validated on
 * images of the data set that are held out.
 */
public final class FineTuning extends LabelledStage {
  /** The stage's name in recipes and run directories. */
  public static final String NAME = "finetune";

  private static final Logger log = LoggerFactory.getLogger(FineTuning.class);

  private final EncoderDecoder model;

  /**
   * A stage to be run.
   *
   * @param dataset its {@link Split#TRAINVAL} images are trained on
   * @throws IllegalArgumentException if a setting does not go with the stage or the data
   */
  public FineTuning(SegmentationDataset dataset, StageConfig config) {
    super(NAME, dataset, weighed(dataset, config));
    this.model =
        new EncoderDecoder(
            config.model(),
            new SegmentationHead(dataset.classNames().size(), config().loss().segmentation()));
    for (String name : config.loss().classWeights().unknown(dataset.classNames())) {
      log.warn(
          "loss.classWeights: {} has no class {}, so that weight has no effect; its classes are {}",
          dataset.name(),
          name,
          String.join(", ", dataset.classNames()));
    }
  }

  /** With weights in the order of the data's classes, which is what the run's record says. */
  private static StageConfig weighed(SegmentationDataset dataset, StageConfig config) {
    LossSettings loss = config.loss();
    return config.withLoss(loss.withClassWeights(loss.classWeights().of(dataset.classNames())));
  }

  @Override
  TrainableModel model() {
    return model;
  }

  @Override
  ImageExamples examples(ImageExamples.View view) {
    return new SegmentationExamples(view);
  }

  @Override
  List<Sample> heldOut() {
    return dataset().validationSamples();
  }

  @Override
  Validation validation(ImageExamples examples) {
    return new SegmentationValidation(examples, dataset().classNames(), config());
  }
}
