package dev.vinyl.benchmarks;

import dev.vinyl.export.inference.ExportSettings;
import dev.vinyl.export.inference.ExportSettings.Variant;
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

/** ViNy's segmenter with random weights: as fast as a trained one. */
final class ViNyModel {
  static final VitConfig CONFIG = VitConfig.viny();
  static final List<String> CLASSES = List.of("pet", "background", "border");

  private ViNyModel() {}

  static ModelExporter exporter() {
    return exporter(CONFIG);
  }

  private static ModelExporter exporter(VitConfig config) {
    EncoderDecoder model = new EncoderDecoder(config, new SegmentationHead(CLASSES.size()));
    ModelMetadata metadata =
        new ModelMetadata(
            ModelTask.SEGMENT,
            PreprocessSpec.imageNet(config.imageWidth(), Interpolation.AREA),
            CLASSES,
            config.patchSize(),
            Map.of());
    return new ModelExporter(model, TrainingArtifacts.initialParameters(model, 1), metadata);
  }

  /** Writes it for ONNX Runtime, in 32 bits. */
  static Path write(Path file) throws IOException {
    return write(file, CONFIG);
  }

  /** Writes a segmenter of other sizes, likewise. */
  static Path write(Path file, VitConfig config) throws IOException {
    exporter(config)
        .settings(ExportSettings.defaults().withVariant(Variant.OPTIMIZED))
        .export(file);
    return file;
  }
}
