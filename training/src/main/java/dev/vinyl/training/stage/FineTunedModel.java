package dev.vinyl.training.stage;

import dev.vinyl.export.artifact.ModelExporter;
import dev.vinyl.export.vit.SegmentationModel;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.runtime.ModelMetadata;
import dev.vinyl.runtime.ModelTask;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The segmenter that a finished fine-tuning run left.
 *
 * <pre>{@code
 * FineTunedModel.of(RunDirectory.open(Path.of("runs/pets"))).export(Path.of("pets.onnx"));
 * }</pre>
 *
 * @param model sizes and classes
 * @param weights of encoder and head, by the model's names
 * @param metadata what the runtime needs to know, and where the model comes from
 */
public record FineTunedModel(
    SegmentationModel model, ParameterSet weights, ModelMetadata metadata) {

  /**
   * Reads what a run left.
   *
   * @throws IOException if the run is of another stage, has not ended, or a file cannot be read
   */
  public static FineTunedModel of(RunDirectory run) throws IOException {
    RunManifest manifest = run.manifest();
    if (!manifest.stage().equals(FineTuning.NAME)) {
      throw new IOException(
          "%s: is a run of the stage %s; a segmenter comes from a run of %s"
              .formatted(run.folder(), manifest.stage(), FineTuning.NAME));
    }
    StageConfig config = StageConfig.of(run);
    SegmentationModel model =
        new SegmentationModel(config.model(), manifest.data().classNames().size());
    ParameterSet weights =
        run.encoder().renamed(name -> TrainableModel.ENCODER_PREFIX + name).and(run.head());
    return new FineTunedModel(model, weights, metadata(manifest, config));
  }

  private static ModelMetadata metadata(RunManifest manifest, StageConfig config) {
    return new ModelMetadata(
        ModelTask.SEGMENT,
        config.preprocess(),
        manifest.data().classNames(),
        config.model().patchSize(),
        provenance(manifest, config));
  }

  private static Map<String, String> provenance(RunManifest manifest, StageConfig config) {
    Map<String, String> provenance = new HashMap<>();
    provenance.put("recipe", config.recipe());
    provenance.put("stage", manifest.stage());
    provenance.put("data", manifest.data().name());
    provenance.put("data_fingerprint", manifest.data().fingerprint());
    provenance.put("version", manifest.versions().vinyl());
    provenance.put("engine", manifest.versions().engine());
    if (!manifest.wasImported()) {
      provenance.put("seed", String.valueOf(manifest.seed()));
      provenance.put("epochs", String.valueOf(config.epochs()));
    }
    return provenance;
  }

  /**
   * Writes the inference model, see {@link ModelExporter}.
   *
   * @throws IOException if the file cannot be written; whatever stood there stays then
   */
  public void export(Path file) throws IOException {
    ModelExporter.exportSegmentation(model, weights, metadata, file);
  }
}
