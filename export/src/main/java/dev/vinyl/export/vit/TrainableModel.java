package dev.vinyl.export.vit;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Value;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A model with a loss: what one stage trains. */
public interface TrainableModel {
  /** The label of what is left out of the loss. */
  int IGNORED = 255;

  /** What the names of the encoder's parameters begin with, in every model. */
  String ENCODER_PREFIX = "encoder.";

  /**
   * How many classes the model has: labels (inputs of type int64) are 0 up to but not including
   * this, or {@link #IGNORED}. 0 for a model that learns from images alone.
   */
  int classes();

  /** The encoder's sizes. */
  VitConfig config();

  /** Whether training changes the parameter of this name; all, unless a model says otherwise. */
  default boolean trains(String parameter) {
    return true;
  }

  /**
   * Writes inputs, forward pass and loss into a graph.
   *
   * @param branchScales [B, branches], see {@link VisionTransformer}; null where every branch
   *     counts in full
   */
  Outputs build(GraphBuilder g, @Nullable Value branchScales);

  /** As it is used and scored: every branch counts in full. */
  default Outputs build(GraphBuilder g) {
    return build(g, null);
  }

  /** As it is trained, which may take inputs that its use does not. */
  default Outputs buildForTraining(GraphBuilder g) {
    return build(g);
  }

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
