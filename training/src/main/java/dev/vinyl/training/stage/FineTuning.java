package dev.vinyl.training.stage;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.export.internal.artifact.FrozenEncoderModel;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.loop.InputSpec;
import dev.vinyl.training.loop.InputSpec.Kind;
import dev.vinyl.training.loop.Validation;
import dev.vinyl.training.stage.FineTuningConfig.ClassWeights;
import dev.vinyl.training.stage.FineTuningConfig.ClassWeights.Balance;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains encoder and segmentation head on images with a class for every pixel. It is validated on
 * images of the data set that are held out.
 */
public final class FineTuning extends LabelledStage {
  /** The stage's name in recipes and run directories. */
  public static final String NAME = "finetune";

  /** The class that the recipe vinyl gives more weight where there is one. */
  private static final String BORDER = "border";

  private static final Logger log = LoggerFactory.getLogger(FineTuning.class);

  private final TrainableModel model;
  private final FineTuningConfig settings;
  private final boolean ownModel;

  /**
   * A stage to be run.
   *
   * @param dataset its {@link Split#TRAIN} images are trained on
   * @throws IllegalArgumentException if a setting does not go with the stage or the data
   */
  public FineTuning(SegmentationDataset dataset, FineTuningConfig config) {
    this(dataset, weighed(dataset, config), segmenter(dataset, weighed(dataset, config)), false);
    for (String name : config.loss().classWeights().unknown(dataset.classNames())) {
      if (name.equals(BORDER)) { // most data has none, and the recipe is for all
        continue;
      }
      log.warn(
          "loss.classWeights: {} has no class {}, so that weight has no effect; its classes are {}",
          dataset.name(),
          name,
          String.join(", ", dataset.classNames()));
    }
  }

  /**
   * A stage that trains another model, such as one with a loss of its own.
   *
   * @param model takes {@code image} [B, 3, H, W] float32 and {@code labels} [B, H, W] int64 and
   *     predicts {@code logits} [B, classes, H, W]; the settings of the loss are without effect
   */
  public FineTuning(SegmentationDataset dataset, FineTuningConfig config, TrainableModel model) {
    this(dataset, config, model, true);
  }

  private FineTuning(
      SegmentationDataset dataset, FineTuningConfig config, TrainableModel model, boolean own) {
    super(NAME, dataset, config.common(), config);
    requireFit(config);
    this.model = model;
    this.settings = config;
    this.ownModel = own;
  }

  private static void requireFit(FineTuningConfig config) {
    Fit fit = config.common().input().fit();
    if (fit == Fit.CENTER_CROP) {
      throw new IllegalArgumentException(
          "by input.fit=center_crop the model sees the middle of an image, so that it has no classes"
              + " for the rest; set stretch, letterbox or crop");
    }
    if (fit == Fit.CROP && config.loss().pixelLogSoftmax()) {
      throw new IllegalArgumentException(
          "loss.pixelLogSoftmax is over all pixels of an image, of which the windows of"
              + " input.fit=crop show a part; set one of them otherwise");
    }
  }

  /** With weights in the order of the data's classes, which is what the run's record says. */
  private static FineTuningConfig weighed(SegmentationDataset dataset, FineTuningConfig config) {
    return config.withClassWeights(config.loss().classWeights().of(dataset.classNames()));
  }

  private static TrainableModel segmenter(SegmentationDataset dataset, FineTuningConfig config) {
    TrainableModel model =
        new EncoderDecoder(
            config.common().model(),
            new SegmentationHead(
                dataset.classNames().size(),
                config.loss().segmentation(),
                config.loss().pixelLogSoftmax(),
                config.head()));
    return config.freezeEncoder() ? new FrozenEncoderModel(model) : model;
  }

  @Override
  boolean asksImages() {
    return !ownModel && settings.loss().classWeights().counted() != null;
  }

  /** With weights as the masks give them. */
  @Override
  FineTuning answered(ImageLoader prepared) throws IOException {
    Balance rule = settings.loss().classWeights().counted();
    if (!asksImages() || rule == null) {
      return this;
    }
    ClassFrequencies found =
        ClassFrequencies.count(
            prepared, size(), dataset().classNames().size(), config().loaderThreads());
    ClassWeights weights = new ClassWeights(found.weights(rule), Map.of());
    log.info(
        "loss.classWeights by {} over {} images: {}",
        rule.word(),
        size(),
        found.described(dataset().classNames(), weights.inOrder()));
    return new FineTuning(dataset(), settings.withClassWeights(weights));
  }

  @Override
  protected TrainableModel model() {
    return model;
  }

  /** The class of each pixel, {@code labels} [B, H, W] int64. */
  @Override
  protected Target target() {
    VitConfig model = config().model();
    InputSpec labels =
        new InputSpec("labels", Kind.INT64, List.of(model.imageHeight(), model.imageWidth()));
    return new Target() {
      @Override
      public InputSpec tensor() {
        return labels;
      }

      @Override
      public void write(
          TrainingExample example, int index, RandomStream random, Buffer buffer, int offset) {
        example.writeMask((LongBuffer) buffer, offset);
      }
    };
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
