package dev.vinyl.spark;

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

/**
 * Untrained segmenters of pets. The test jar of {@code export} has such ones too, but {@code
 * ./vinyl} builds this module without test jars.
 */
final class TestModels {
  private TestModels() {}

  /**
   * Exports one.
   *
   * @param seed of its weights
   * @return the file
   */
  static Path export(VitConfig config, int seed, Path file) throws IOException {
    List<String> classes = List.of("pet", "background", "border");
    EncoderDecoder model = new EncoderDecoder(config, new SegmentationHead(classes.size()));
    PreprocessSpec input =
        PreprocessSpec.unitRange(config.imageHeight(), config.imageWidth(), Interpolation.NEAREST);
    ModelMetadata metadata =
        new ModelMetadata(ModelTask.SEGMENT, input, classes, config.patchSize(), Map.of());
    new ModelExporter(model, TrainingArtifacts.initialParameters(model, seed), metadata)
        .export(file);
    return file;
  }
}
