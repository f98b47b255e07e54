package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.TemperatureAccumulator;
import java.util.List;
import java.util.Optional;

/**
 * A model in a pass over images, and what becomes of its answers.
 *
 * @param predictor the model
 * @param temperature at which its calibration is measured too
 * @param sampler if there is one, all workers add logits to it, one at a time, and score nothing
 */
record PassModel(
    MaskPredictor predictor,
    Optional<FittedTemperature> temperature,
    Optional<TemperatureAccumulator> sampler) {

  /** One that is scored. */
  static PassModel scored(MaskPredictor predictor, Optional<FittedTemperature> temperature) {
    return new PassModel(predictor, temperature, Optional.empty());
  }

  /** One that a temperature is to be fitted for. */
  static PassModel sampled(MaskPredictor predictor, long seed) {
    int classes = predictor.classNames().size();
    return new PassModel(
        predictor, Optional.empty(), Optional.of(new TemperatureAccumulator(classes, seed)));
  }

  static List<MaskPredictor> predictors(List<PassModel> models) {
    return models.stream().map(PassModel::predictor).toList();
  }
}
