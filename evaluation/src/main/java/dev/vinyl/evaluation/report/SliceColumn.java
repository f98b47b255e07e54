package dev.vinyl.evaluation.report;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.Metric;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What images can be divided by: an attribute of the data set, or one of {@code split}, {@code
 * object-size} (share of the scored pixels of the ground truth that are of the data set's
 * foreground, of the first class where it has none: {@code small} below 15 %, {@code medium} below
 * 35 %, else {@code large}) and {@code brightness} (mean luma: {@code dark} below 1/3, {@code
 * medium} below 2/3, else {@code bright}).
 *
 * @param label its name on a command line and in a file
 */
public record SliceColumn(String label) {
  /** The value of samples that lack the attribute. */
  static final String NONE = "none";

  private static final String SPLIT = "split";
  private static final String OBJECT_SIZE = "object-size";
  private static final String BRIGHTNESS = "brightness";

  /** The names of all columns that samples can be divided by, attributes first. */
  public static List<String> names(List<Sample> samples) {
    Set<String> names = new LinkedHashSet<>();
    samples.forEach(sample -> names.addAll(sample.attributes().keySet()));
    names.addAll(List.of(SPLIT, OBJECT_SIZE, BRIGHTNESS));
    return List.copyOf(names);
  }

  String value(EvaluationResult result, int index) {
    EvaluationResult.Image image = result.images().get(index);
    return switch (label) {
      case SPLIT -> image.sample().split().label();
      case OBJECT_SIZE -> objectSize(result.context(), result.matrices().image(index));
      case BRIGHTNESS -> brightness(image.brightness());
      default -> image.sample().attributes().getOrDefault(label, NONE);
    };
  }

  private static String objectSize(Metric.Context context, ConfusionMatrix matrix) {
    int object = context.foreground().map(f -> context.classNames().indexOf(f.object())).orElse(0);
    double share = (double) matrix.targetPixels(object) / matrix.total();
    return share < 0.15 ? "small" : share < 0.35 ? "medium" : "large";
  }

  private static String brightness(double luma) {
    return luma < 1.0 / 3 ? "dark" : luma < 2.0 / 3 ? "medium" : "bright";
  }
}
