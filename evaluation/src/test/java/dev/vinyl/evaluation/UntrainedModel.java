package dev.vinyl.evaluation;

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

/** A real segmenter that has learnt nothing. */
final class UntrainedModel {
  private UntrainedModel() {}

  /** Exports one of pets; a seed has weights of its own. */
  static Path export(VitConfig config, int seed, Path file) throws IOException {
    List<String> classes = List.of("pet", "background", "border");
    SegmentationModel model = new SegmentationModel(config, classes.size());
    ModelMetadata metadata =
        new ModelMetadata(
            ModelTask.SEGMENT,
            PreprocessSpec.unitRange(config.imageSize(), Interpolation.NEAREST),
            classes,
            config.patchSize(),
            Map.of());
    new ModelExporter(model, TrainingArtifacts.initialParameters(model, seed), metadata)
        .export(file);
    return file;
  }
}
