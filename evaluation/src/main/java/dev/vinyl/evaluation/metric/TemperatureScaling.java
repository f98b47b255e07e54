package dev.vinyl.evaluation.metric;

/**
 * A temperature for a model's logits (Guo, Pleiss, Sun and Weinberger 2017): divided by it, they
 * give the ground truth the highest likelihood. It changes how sure the model is, not what it
 * predicts.
 *
 * @param temperature above 1 for an overconfident model; 0.01..100, an end of which means that the
 *     best lies beyond
 * @param nllBefore mean negative log likelihood at temperature 1, in nats
 * @param nllAfter the same at this temperature
 * @param pixels how many pixels it was fitted on
 */
public record TemperatureScaling(
    double temperature, double nllBefore, double nllAfter, int pixels) {}
