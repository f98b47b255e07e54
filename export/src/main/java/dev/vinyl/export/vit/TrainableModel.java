package dev.vinyl.export.vit;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Value;
import java.util.Map;
import java.util.Objects;

/** A model with a loss: what one stage trains. */
public interface TrainableModel {
  /** The label of what is left out of the loss. */
  int IGNORED = 255;

  /** What the names of the encoder's parameters begin with, in every model. */
  String ENCODER_PREFIX = "encoder.";

  /**
   * How many classes the model tells apart: labels (inputs of type int64) are 0 up to but not
   * including this, or {@link #IGNORED}. 0 for a model that learns from pictures alone.
   */
  int classes();

  /** Writes inputs, forward pass and loss into an empty graph. */
  Outputs build(GraphBuilder g);

  /**
   * What a training graph computes.
   *
   * @param loss a float32 scalar, the mean over the batch
   * @param predictions further outputs of the evaluation graph, by name
   */
  record Outputs(Value loss, Map<String, Value> predictions) {

    /** The prediction of this name. */
    public Value prediction(String name) {
      return Objects.requireNonNull(predictions.get(name), name);
    }
  }
}
