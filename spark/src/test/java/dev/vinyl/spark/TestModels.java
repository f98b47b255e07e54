package dev.vinyl.spark;

import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.InferenceModel;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.model.ModelMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Untrained segmenters of pets, and encoders. The test jar of {@code export} has such ones too, but
 * {@code ./vinyl} builds this module without test jars.
 */
final class TestModels {
  private TestModels() {}

  /**
   * Exports a segmenter.
   *
   * @param seed of its weights
   * @return the file
   */
  static Path export(VitConfig config, int seed, Path file) throws IOException {
    List<String> classes = List.of("pet", "background", "border");
    EncoderDecoder model = new EncoderDecoder(config, new SegmentationHead(classes.size()));
    export(model, TrainingArtifacts.initialParameters(model, seed), config, classes, file);
    return file;
  }

  /** Exports an encoder that gives the tokens after each block too. */
  static Path encoder(VitConfig config, int seed, Path file) throws IOException {
    ParameterSet weights =
        TrainingArtifacts.initialParameters(
                new EncoderDecoder(config, new SegmentationHead(3)), seed)
            .withoutPrefix("encoder.")
            .renamed(name -> "encoder." + name);
    export(InferenceModel.features(config, true), weights, config, List.of(), file);
    return file;
  }

  private static void export(
      InferenceModel model, ParameterSet weights, VitConfig config, List<String> classes, Path file)
      throws IOException {
    PreprocessSpec input =
        PreprocessSpec.unitRange(config.imageHeight(), config.imageWidth(), Interpolation.NEAREST);
    ModelMetadata metadata =
        new ModelMetadata(model.task(), input, classes, config.patchSize(), Map.of());
    new ModelExporter(model, weights, metadata).export(file);
  }
}
