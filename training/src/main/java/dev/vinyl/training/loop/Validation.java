package dev.vinyl.training.loop;

import dev.vinyl.export.weights.ParameterSet;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Looks at a model while it is trained. */
@FunctionalInterface
public interface Validation {

  /**
   * Scores the model as it is.
   *
   * @param epoch epochs finished
   * @throws IOException if an image cannot be read, or something cannot be written
   */
  Scores validate(int epoch, Model model) throws IOException;

  /** A model between two steps of its training. Used by the thread that trains. */
  interface Model {

    /**
     * Loss and predictions without an update, of the weights that {@link #parameters} gives.
     *
     * @param inputs in the order of the model's own inputs while it is evaluated
     * @throws IllegalArgumentException if an input does not fit the model
     */
    Output evaluate(List<TensorInput> inputs);

    /** How many optimizer steps were taken since the model was initialised. */
    long step();

    /**
     * The current parameters, copied; their running average where one is kept.
     *
     * @throws IOException if they cannot be brought out of native memory
     */
    ParameterSet parameters() throws IOException;
  }

  /**
   * What a model gives for a batch, without an update.
   *
   * @param loss mean over the batch
   * @param predictions the model's predictions [B, ...] by name, row-major
   */
  record Output(float loss, Map<String, float[]> predictions) {

    /** Takes a copy of the map. */
    public Output {
      predictions = Map.copyOf(predictions);
    }

    /** The prediction of this name. */
    public float[] prediction(String name) {
      return Objects.requireNonNull(predictions.get(name), name);
    }
  }

  /**
   * What was found.
   *
   * @param criterion what decides which model is the best; the higher the better
   * @param values every score by name, in the order in which they are to be shown
   */
  record Scores(double criterion, Map<String, Double> values) {

    /** Takes a copy. */
    public Scores {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }
}
