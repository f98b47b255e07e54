package dev.vinyl.samples.embed;

import dev.vinyl.export.artifact.TrainingArtifacts;
import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.export.vit.SegmentationModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A small model of two classes with random weights. */
final class UntrainedModel {
  private UntrainedModel() {}

  static void write(Path file) throws Exception {
    VitConfig micro = VitConfig.micro();
    SegmentationModel model = new SegmentationModel(micro, 2);
    ModelMetadata metadata =
        new ModelMetadata(
            ModelTask.SEGMENT,
            PreprocessSpec.unitRange(micro.imageSize(), Interpolation.AREA),
            List.of("pet", "background"),
            micro.patchSize(),
            Map.of());
    new ModelExporter(model, TrainingArtifacts.initialParameters(model, 1), metadata).export(file);
  }
}
