package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.BoundaryIou;
import dev.vinyl.evaluation.metric.BoundaryIouAccumulator;
import dev.vinyl.evaluation.metric.Calibration;
import dev.vinyl.evaluation.metric.CalibrationAccumulator;
import dev.vinyl.evaluation.metric.Resamples;
import dev.vinyl.evaluation.metric.TrimapAccuracy;
import dev.vinyl.evaluation.metric.TrimapAccuracyAccumulator;
import dev.vinyl.runtime.image.ClassMask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What needs an image's pixels and not only its confusion matrix, for one model. */
final class PixelAccumulator {
  /** Trimap accuracy is known up to this distance, in pixels. */
  static final int TRIMAP_DISTANCE = 20;

  private final BoundaryIouAccumulator boundary;
  private final TrimapAccuracyAccumulator trimap;
  private final CalibrationAccumulator calibration;
  private final Optional<FittedTemperature> temperature;
  private final Optional<CalibrationAccumulator> scaled; // with the temperature
  private boolean calibrated;

  /**
   * Starts without an image.
   *
   * @param temperature at which calibration is measured too
   */
  PixelAccumulator(List<String> classNames, Optional<FittedTemperature> temperature) {
    this.temperature = temperature;
    this.scaled =
        temperature.map(
            fitted ->
                new CalibrationAccumulator(
                    classNames.size(),
                    CalibrationAccumulator.STANDARD_BINS,
                    fitted.scaling().temperature()));
    boundary = new BoundaryIouAccumulator(classNames);
    trimap = new TrimapAccuracyAccumulator(classNames.size(), TRIMAP_DISTANCE);
    calibration = new CalibrationAccumulator(classNames.size());
  }

  void add(ClassMask target, ClassMask prediction) {
    boundary.add(target, prediction);
    trimap.add(target, prediction);
  }

  /**
   * Adds ground truth and logits [C, H, W] at the size of the model's output.
   *
   * @return the image's mean confidence, 0..1
   */
  double calibrate(String image, float[] logits, ClassMask target) {
    calibrated = true;
    scaled.ifPresent(accumulator -> accumulator.add(image, logits, target));
    return calibration.add(image, logits, target);
  }

  /** Adds the images of another behind these. */
  void merge(PixelAccumulator next) {
    boundary.merge(next.boundary);
    trimap.merge(next.trimap);
    calibration.merge(next.calibration);
    scaled.ifPresent(accumulator -> next.scaled.ifPresent(accumulator::merge));
    calibrated |= next.calibrated;
  }

  BoundaryIou boundary(Bootstrap bootstrap) {
    return boundary.result(bootstrap);
  }

  TrimapAccuracy trimap() {
    return trimap.result();
  }

  Optional<Calibration> calibration(Bootstrap bootstrap) {
    return calibrated ? Optional.of(calibration.result(bootstrap)) : Optional.empty();
  }

  /** All scores that are no matter of confusion matrices, by the paths that they have in JSON. */
  Map<String, Resamples> resamples(Bootstrap bootstrap) {
    Map<String, Resamples> all = new LinkedHashMap<>(boundary.resamples(bootstrap));
    all.putAll(trimap.resamples(bootstrap));
    if (calibrated) {
      calibration.resamples(bootstrap).forEach((name, r) -> all.put("calibration." + name, r));
      scaled.ifPresent(
          s ->
              s.resamples(bootstrap)
                  .forEach((name, r) -> all.put("calibration.temperature." + name, r)));
    }
    return all;
  }

  Optional<ScaledCalibration> scaled(Bootstrap bootstrap) {
    return temperature.flatMap(
        fitted -> scaled.map(found -> new ScaledCalibration(fitted, found.result(bootstrap))));
  }
}
