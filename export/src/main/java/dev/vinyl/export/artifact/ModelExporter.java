package dev.vinyl.export.artifact;

import dev.vinyl.export.graph.Dialect;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.vit.SegmentationModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.runtime.ModelMetadata;
import dev.vinyl.runtime.ModelTask;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes inference models: standard ONNX operators of opset 17, weights and metadata inside, free
 * batch size.
 */
public final class ModelExporter {
  private static final int OPSET = 17;

  private ModelExporter() {}

  /**
   * Writes a segmentation model: input {@code image} [B, 3, S, S] float32, output {@code logits}
   * [B, classes, S, S] float32.
   *
   * @param weights of encoder and head, as they are trained
   * @param metadata what a runtime needs to know; its task is {@link ModelTask#SEGMENT}
   * @throws IllegalArgumentException if weights or metadata do not fit the model
   * @throws IOException if the file cannot be written; whatever stood there stays then
   */
  public static void exportSegmentation(
      SegmentationModel model, ParameterSet weights, ModelMetadata metadata, Path file)
      throws IOException {
    checkMetadata(model, metadata);
    Graph graph = new Graph(ModelTask.SEGMENT, OPSET, Dialect.STANDARD);
    Value logits = model.buildLogits(new GraphBuilder(graph));
    TrainingArtifacts.checkParameters(graph.parameters(), weights);

    OnnxModel onnx = new OnnxModel(graph).output("logits", logits);
    for (Parameter parameter : weights) {
      onnx.initializer(parameter.name(), parameter.values());
    }
    metadata.toProperties().forEach(onnx::metadata);
    byte[] bytes = onnx.toBytes();
    AtomicFile.write(file, out -> out.write(bytes));
  }

  private static void checkMetadata(SegmentationModel model, ModelMetadata metadata) {
    VitConfig config = model.config();
    PreprocessSpec spec = metadata.preprocess();
    if (!metadata.task().equals(ModelTask.SEGMENT)
        || spec.height() != config.imageSize()
        || spec.width() != config.imageSize()
        || metadata.patchSize() != config.patchSize()
        || metadata.classNames().size() != model.classes()) {
      throw new IllegalArgumentException(
          "the metadata does not describe %s: %s".formatted(model, metadata));
    }
  }
}
