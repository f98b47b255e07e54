package dev.vinyl.export;

import dev.vinyl.export.artifact.TrainingArtifacts;
import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.export.vit.SegmentationModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real segmenter with random weights, for the tests of other modules too. */
public final class UntrainedModel {
  private UntrainedModel() {}

  /**
   * Exports one.
   *
   * @param interpolation how it prepares images
   * @param seed of its weights
   * @return the file
   */
  public static Path export(
      VitConfig config, Interpolation interpolation, List<String> classNames, int seed, Path file)
      throws IOException {
    SegmentationModel model = new SegmentationModel(config, classNames.size());
    ModelMetadata metadata =
        new ModelMetadata(
            ModelTask.SEGMENT,
            PreprocessSpec.unitRange(config.imageSize(), interpolation),
            classNames,
            config.patchSize(),
            Map.of());
    new ModelExporter(model, TrainingArtifacts.initialParameters(model, seed), metadata)
        .export(file);
    return file;
  }
}
