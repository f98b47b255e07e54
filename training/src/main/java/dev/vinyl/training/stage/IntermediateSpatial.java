package dev.vinyl.training.stage;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.PatchClassificationHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.internal.augment.PatchLabels;
import dev.vinyl.training.loop.InputSpec;
import dev.vinyl.training.loop.InputSpec.Kind;
import dev.vinyl.training.loop.Validation;
import java.nio.Buffer;
import java.nio.LongBuffer;
import java.util.List;

/**
 * Trains the encoder to tell the majority class of each patch: supervision that is aligned with the
 * image. It is validated on the {@link Split#VAL} images; where there are none, on those of {@link
 * Split#TEST}.
 */
public final class IntermediateSpatial extends LabelledStage {
  /** The stage's name in recipes and run directories. */
  public static final String NAME = "spatial";

  private final EncoderDecoder model;

  /**
   * A stage to be run.
   *
   * @param dataset its {@link Split#TRAIN} images are trained on
   * @throws IllegalArgumentException if a setting does not go with the stage
   */
  public IntermediateSpatial(SegmentationDataset dataset, StageConfig config) {
    super(NAME, dataset, config, config);
    this.model =
        new EncoderDecoder(
            config.model(), new PatchClassificationHead(dataset.classNames().size()));
  }

  @Override
  protected TrainableModel model() {
    return model;
  }

  /** The majority class of each patch, {@code labels} [B, N] int64. */
  @Override
  protected Target target() {
    PatchLabels labels = new PatchLabels(config().model().patchSize());
    InputSpec tensor = new InputSpec("labels", Kind.INT64, List.of(config().model().patches()));
    return new Target() {
      @Override
      public InputSpec tensor() {
        return tensor;
      }

      @Override
      public void write(
          TrainingExample example, int index, RandomStream random, Buffer buffer, int offset) {
        labels.write(example, (LongBuffer) buffer, offset);
      }
    };
  }

  @Override
  List<Sample> heldOut() {
    List<Sample> own = dataset().samples(Split.VAL);
    return own.isEmpty() ? dataset().samples(Split.TEST) : own;
  }

  @Override
  Validation validation(ImageExamples examples) {
    return new Accuracy(examples, "patch accuracy", model.classes(), config().evaluationBatch());
  }
}
