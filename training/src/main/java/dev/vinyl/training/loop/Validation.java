package dev.vinyl.training.loop;

import dev.vinyl.training.engine.TrainingEngine;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Looks at a model while it is trained. */
@FunctionalInterface
public interface Validation {

  /**
   * Scores the model as it is.
   *
   * @param epoch epochs finished
   * @throws IOException if an image cannot be read, or something cannot be written
   */
  Scores validate(int epoch, TrainingEngine engine) throws IOException;

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
