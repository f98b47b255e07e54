package dev.vinyl.evaluation.metric;

import dev.vinyl.data.SegmentationDataset.Foreground;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A measure of how well predictions fit the ground truth. It may give one score or many that share
 * their work, such as all that follow from one confusion matrix. JSON, tables and pages show
 * whatever a metric gives; none of them knows a metric by name.
 *
 * <p>Metrics are immutable and may be used by several threads; each thread has accumulators of its
 * own.
 */
public interface Metric extends Serializable {

  /**
   * What it is called, unlike any other metric of an evaluation. Where it measures nothing, JSON
   * has {@code null} under this name.
   */
  String name();

  /** Gathers the images of one model; it begins without any. */
  Accumulator<?> accumulator(Context context);

  /** The metrics that every evaluation has unless told otherwise, in the order of reports. */
  static List<Metric> standard() {
    return List.of(
        confusion(), new BoundaryMetrics(), new TrimapMetrics(), new CalibrationMetrics());
  }

  /** Those of which classes are taken for which, the quickest: IoU, Dice and accuracy. */
  static Metric confusion() {
    return new ConfusionMetrics();
  }

  /**
   * Gathers what a metric needs of each image. Not thread-safe. It is serialized where machines
   * share the images, so that what it keeps has to be serializable.
   *
   * @param <A> the accumulator's own class
   */
  interface Accumulator<A extends Accumulator<A>> extends Serializable {
    /**
     * Adds the next image.
     *
     * @throws IllegalArgumentException if the model's answer makes no sense, such as a logit that
     *     is not finite; nothing has been added then
     */
    void add(PredictedImage image);

    /** Adds the images of another accumulator of the same metric behind these; it is not kept. */
    void merge(A next);

    /**
     * What was found so far; {@link MetricResult#none} where nothing could be measured.
     *
     * @param bootstrap how intervals are drawn
     */
    MetricResult result(Bootstrap bootstrap);
  }

  /**
   * What is known before the first image.
   *
   * @param classNames the classes in the order of their indices, 1..255 of them
   * @param foreground which of them are the object and its border, where the data set says so
   * @param temperature that was fitted for the model's logits on other images, if one was
   */
  record Context(
      List<String> classNames,
      Optional<Foreground> foreground,
      Optional<FittedTemperature> temperature)
      implements Serializable {

    /** Checks that the foreground's classes are there. */
    public Context {
      classNames = List.copyOf(classNames);
      ConfusionMatrix.empty(classNames.size()); // checks the number
      if (foreground.isPresent()) {
        for (String name : List.of(foreground.get().object(), foreground.get().border())) {
          if (!classNames.contains(name)) {
            throw new IllegalArgumentException(
                "the foreground has the class %s, which is none of %s".formatted(name, classNames));
          }
        }
      }
    }

    /** Classes without a foreground and without a temperature. */
    public static Context of(List<String> classNames) {
      return new Context(classNames, Optional.empty(), Optional.empty());
    }

    private Object writeReplace() {
      return new Form(List.copyOf(classNames), foreground.orElse(null), temperature.orElse(null));
    }

    /** As which it is serialized, since an {@link Optional} cannot be. */
    private record Form(
        List<String> classNames,
        @Nullable Foreground foreground,
        @Nullable FittedTemperature temperature)
        implements Serializable {

      private Object readResolve() {
        return new Context(
            classNames, Optional.ofNullable(foreground), Optional.ofNullable(temperature));
      }
    }
  }

  /**
   * A temperature for one model's logits (Guo, Pleiss, Sun and Weinberger 2017), and what it was
   * fitted on: divided by it, the logits give the ground truth the highest likelihood. It changes
   * how sure the model is, not what it predicts.
   *
   * @param temperature above 1 for an overconfident model; 0.01..100, an end of which means that
   *     the best lies beyond
   * @param nllBefore mean negative log likelihood at temperature 1, in nats
   * @param nllAfter the same at this temperature
   * @param pixels how many pixels it was fitted on
   * @param split name of the part of the data set that they are of
   * @param images how many images of it were read
   */
  record FittedTemperature(
      double temperature, double nllBefore, double nllAfter, int pixels, String split, int images)
      implements Serializable {}
}
