package dev.vinyl.training.engine;

import java.util.Map;
import java.util.Objects;

/**
 * What a model gives for a batch, without an update.
 *
 * @param loss mean over the batch
 * @param predictions the model's predictions [B, ...] by name, row-major
 */
public record Evaluation(float loss, Map<String, float[]> predictions) {

  /** Takes a copy of the map. */
  public Evaluation {
    predictions = Map.copyOf(predictions);
  }

  /** The prediction of this name. */
  public float[] prediction(String name) {
    return Objects.requireNonNull(predictions.get(name), name);
  }
}
