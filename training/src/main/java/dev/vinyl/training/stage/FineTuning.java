package dev.vinyl.training.stage;

import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.export.vit.SegmentationModel;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.data.PictureSource;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Trains encoder and segmentation head on pictures with a class for every pixel. It is validated on
 * trainval pictures that the data set has left over.
 */
public final class FineTuning extends Stage {
  /** The stage's name in recipes and run directories. */
  public static final String NAME = "finetune";

  private final SegmentationDataset dataset;
  private final List<LabelledPicture> trained;
  private final SegmentationModel model;

  /**
   * A stage to be run.
   *
   * @param dataset its {@link Split#TRAINVAL} pictures are trained on
   * @throws IllegalArgumentException if a setting does not go with the stage or the data
   */
  public FineTuning(SegmentationDataset dataset, StageConfig config) {
    super(NAME, config);
    requireUnused("maskRatio", config.maskRatio() == 0);
    requireUnused("augment.mixUp", config.augment().mixUp() == 0);
    this.dataset = dataset;
    this.trained = dataset.pictures(Split.TRAINVAL);
    this.model =
        new SegmentationModel(
            config.model(), dataset.classNames().size(), config.loss().segmentation());
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
    return new SegmentationExamples(view);
  }

  @Override
  Optional<Validation> validation(RunContext run) {
    List<LabelledPicture> held = config().validation().chosen(dataset.leftOver());
    if (held.isEmpty()) {
      return Optional.empty();
    }
    PictureSource source = LabelledPictures.source(dataset, held, config());
    return Optional.of(
        new SegmentationValidation(
            new SegmentationExamples(
                PictureExamples.View.forValidation(source, held.size(), config(), run.streams())),
            dataset.classNames(),
            config()));
  }
}
