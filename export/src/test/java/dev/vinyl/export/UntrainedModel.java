package dev.vinyl.export;

import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.SegmentationHead;
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
    EncoderDecoder model = new EncoderDecoder(config, new SegmentationHead(classNames.size()));
    ModelMetadata metadata =
        new ModelMetadata(
            ModelTask.SEGMENT,
            PreprocessSpec.unitRange(config.imageHeight(), config.imageWidth(), interpolation),
            classNames,
            config.patchSize(),
            Map.of());
    new ModelExporter(model, TrainingArtifacts.initialParameters(model, seed), metadata)
        .export(file);
    return file;
  }
}
