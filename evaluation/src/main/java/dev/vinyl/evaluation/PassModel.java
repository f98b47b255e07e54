package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.Metric;
import java.util.List;
import java.util.Optional;

/**
 * A model in a pass over images, and what becomes of its answers.
 *
 * @param predictor the model
 * @param context what its metrics know before the first image
 * @param sampler if there is one, all workers add logits to it, one at a time, and score nothing
 */
record PassModel(
    MaskPredictor predictor, Metric.Context context, Optional<TemperatureAccumulator> sampler) {

  /** One that is scored. */
  static PassModel scored(MaskPredictor predictor, Metric.Context context) {
    return new PassModel(predictor, context, Optional.empty());
  }

  /** One that a temperature is to be fitted for. */
  static PassModel sampled(MaskPredictor predictor, long seed) {
    List<String> classes = predictor.classNames();
    return new PassModel(
        predictor,
        Metric.Context.of(classes),
        Optional.of(new TemperatureAccumulator(classes.size(), seed)));
  }

  static List<MaskPredictor> predictors(List<PassModel> models) {
    return models.stream().map(PassModel::predictor).toList();
  }
}
