package dev.vinyl.training.example;

import dev.vinyl.export.weights.Parameter;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.util.Map;

/** How large the weights have become; the model with the smallest is the best. */
final class WeightNorm implements Validation {
  @Override
  public Scores validate(int epoch, Model model) throws IOException {
    double squares = 0;
    for (Parameter parameter : model.parameters()) {
      for (float value : parameter.values()) {
        squares += (double) value * value;
      }
    }
    double norm = Math.sqrt(squares);
    return new Scores(-norm, Map.of("weight norm", norm)); // the higher the first, the better
  }
}
