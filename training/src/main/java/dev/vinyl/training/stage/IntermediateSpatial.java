package dev.vinyl.training.stage;

import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.export.vit.SpatialModel;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.augment.PatchLabels;
import dev.vinyl.training.data.PictureSource;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Trains the encoder to tell the majority class of each patch: supervision that is aligned with the
 * picture. It is validated on the {@link Split#TEST} pictures.
 */
public final class IntermediateSpatial extends Stage {
  /** The stage's name in recipes and run directories. */
  public static final String NAME = "spatial";

  private final SegmentationDataset dataset;
  private final List<LabelledPicture> trained;
  private final SpatialModel model;

  /**
   * A stage to be run.
   *
   * @param dataset its {@link Split#TRAINVAL} pictures are trained on
   * @throws IllegalArgumentException if a setting does not go with the stage
   */
  public IntermediateSpatial(SegmentationDataset dataset, StageConfig config) {
    super(NAME, config);
    requireUnused("maskRatio", config.maskRatio() == 0);
    requireUnused("augment.mixUp", config.augment().mixUp() == 0);
    requireUnused("loss", config.loss().isPlain());
    this.dataset = dataset;
    this.trained = dataset.pictures(Split.TRAINVAL);
    this.model = new SpatialModel(config.model(), dataset.classNames().size());
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
    return LabelledPictures.describe(dataset, trained);
  }

  @Override
  PictureSource pictures() {
    return LabelledPictures.source(dataset, trained, config());
  }

  @Override
  PictureExamples examples(PictureExamples.View view) {
    PatchLabels labels = new PatchLabels(config().model().patchSize());
    return new PatchExamples(view, labels, config().model().patches());
  }

  @Override
  Optional<Validation> validation(RunContext run) {
    List<LabelledPicture> held = config().validation().chosen(dataset.pictures(Split.TEST));
    if (held.isEmpty()) {
      return Optional.empty();
    }
    PictureExamples examples =
        examples(
            PictureExamples.View.forValidation(
                LabelledPictures.source(dataset, held, config()),
                held.size(),
                config(),
                run.streams()));
    return Optional.of(
        new Accuracy(examples, "patch accuracy", model.classes(), config().microBatch()));
  }
}
