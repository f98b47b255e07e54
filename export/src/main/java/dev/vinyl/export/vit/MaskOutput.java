package dev.vinyl.export.vit;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.InferenceOperators;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.model.ModelTask;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A segmenter that decides: outputs {@code mask} [B, S, S] uint8, the class of the largest logit
 * (the lower index of equal ones), and {@code confidence} [B, S, S], its softmax probability. Where
 * logits are NaN or infinite the mask has some class nevertheless, but the confidence is NaN: by
 * that the runtime refuses such an answer.
 *
 * @param segmenter what gives the logits
 */
public record MaskOutput(SegmentationModel segmenter) implements InferenceModel {

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
    Value logits = segmenter.logits(g, image); // [B, classes, S, S]
    InferenceOperators operators = new InferenceOperators(g);
    int size = config().imageSize();
    Value largest = operators.reduceMax(g.softmax(logits, 1), 1);
    Map<String, Value> outputs = new LinkedHashMap<>();
    outputs.put("mask", g.cast(operators.argMax(logits, 1), DataType.UINT8));
    outputs.put("confidence", g.reshape(largest, Shape.batch(size, size)));
    return outputs;
  }
}
