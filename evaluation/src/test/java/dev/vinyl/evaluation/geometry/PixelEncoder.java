package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.features.FeatureExtractor;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.features.FeatureStore;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A model whose tokens are the pixels of 8 x 8 patches of 4 x 4; padding is black. */
final class PixelEncoder {
  static final int SIZE = 32;
  static final int PATCH = 4;
  static final int GRID = SIZE / PATCH;
  static final int PATCHES = GRID * GRID;

  private PixelEncoder() {}

  /**
   * Its features of some images.
   *
   * @param folder for the files
   * @param resize what the shorter side becomes before a center_crop
   */
  static EncoderFeatures extract(Path folder, FeatureImages images, Fit fit, int resize)
      throws IOException {
    Graph graph = new Graph("pixels", 17, Dialect.STANDARD);
    GraphBuilder g = new GraphBuilder(graph);
    Value image = graph.input("image", DataType.FLOAT, Shape.batch(3, SIZE, SIZE));
    Value cut = g.reshape(image, Shape.batch(3, GRID, PATCH, GRID, PATCH));
    Value tokens =
        g.reshape(g.transpose(cut, 0, 2, 4, 1, 3, 5), Shape.batch(PATCHES, 3 * PATCH * PATCH));
    OnnxModel model = new OnnxModel(graph).output(FeatureInfo.TOKENS, tokens);
    PreprocessSpec spec = PreprocessSpec.unitRange(SIZE, Interpolation.LINEAR).withFit(fit, resize);
    new ModelMetadata(ModelTask.FEATURES, spec, List.of(), PATCH, Map.of())
        .toProperties()
        .forEach(model::metadata);
    Path file = Files.write(folder.resolve(fit + ".onnx"), model.toBytes());
    FeatureStore store =
        FeatureExtractor.standard()
            .extract(file, images, folder.resolve(fit + ".arrow"), FeatureExtractor.Listener.NONE)
            .store();
    return new EncoderFeatures("pixels", store, FeatureInfo.TOKENS);
  }
}
