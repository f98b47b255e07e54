package dev.vinyl.export.vit;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.model.ModelTask;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A segmenter that also shows what it goes by: outputs {@code logits} [B, classes, S, S] and {@code
 * tokens} [B, N, D], the encoder's patch tokens after the final norm, row by row.
 *
 * @param segmenter what gives both
 */
public record TokenOutput(SegmentationModel segmenter) implements InferenceModel {

  @Override
  public String task() {
    return ModelTask.SEGMENT;
  }

  @Override
  public VitConfig config() {
    return segmenter.config();
  }

  @Override
  public int classes() {
    return segmenter.classes();
  }

  @Override
  public Map<String, Value> forward(GraphBuilder g, Value image) {
    Value tokens = segmenter.tokens(g, image);
    Map<String, Value> outputs = new LinkedHashMap<>();
    outputs.put("logits", Heads.segmentation(g, config(), tokens, classes()));
    outputs.put("tokens", tokens);
    return outputs;
  }
}
