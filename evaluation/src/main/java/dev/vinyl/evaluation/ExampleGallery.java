package dev.vinyl.evaluation;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.evaluation.internal.html.EvaluationPage.ImageGroup;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.ConfusionMatrix.AbsentClasses;
import dev.vinyl.evaluation.report.EvaluationReport;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Chooses the images that a page shows while an evaluation goes on, and keeps what the models made
 * of them: the best, the worst and, of several models, the most changed from the first to the last.
 * Its memory does not grow with the images.
 *
 * <pre>{@code
 * ExampleGallery gallery = new ExampleGallery(models.size());
 * List<EvaluationResult> results = evaluator.evaluate(models, gallery);
 * List<ImageGroup> groups = gallery.groups(pets);
 * }</pre>
 */
final class ExampleGallery implements EvaluationListener {
  /** What images are chosen by. */
  private static final String SCORE = EvaluationReport.IMAGE_SCORE;

  private static final int MOST = 6;
  private static final int BYTES_OF_GROUP = 800_000;
  private static final int BYTES_OF_IMAGE = 40_000;
  private static final int BYTES_OF_MODEL = 40_000;

  /** Of larger images less is kept, so that they are not all in memory; pages show still less. */
  private static final int MOST_SIDE = 2048;

  private final Ranking best;
  private final Ranking worst;
  private final Ranking changed;
  private final boolean several;
  private int offered;

  /**
   * A gallery without images.
   *
   * @param models how many are evaluated, at least 1; of many, fewer images are shown, so that a
   *     page stays small
   */
  ExampleGallery(int models) {
    int shown = BYTES_OF_GROUP / (BYTES_OF_IMAGE + BYTES_OF_MODEL * models);
    int size = Math.max(1, Math.min(MOST, shown));
    several = models > 1;
    best = new Ranking(size, Comparator.comparingDouble(Candidate::mean));
    worst = new Ranking(size, Comparator.comparingDouble(c -> -c.mean()));
    changed = new Ranking(size, Comparator.comparingDouble(c -> Math.abs(c.change())));
  }

  @Override
  public void scored(ImageResult result) {
    Candidate candidate = Candidate.of(offered++, result);
    if (Double.isNaN(candidate.mean())) {
      return;
    }
    best.offer(candidate);
    worst.offer(candidate);
    if (several) {
      changed.offer(candidate);
    }
  }

  /**
   * The images that were chosen, decoded anew.
   *
   * @throws IOException if one cannot be read any more
   */
  List<ImageGroup> groups(SegmentationDataset dataset) throws IOException {
    String by = SCORE + (several ? ", averaged over the models." : ".");
    List<ImageGroup> groups = new ArrayList<>();
    groups.add(best.group("Best", "Those with the highest " + by, dataset));
    groups.add(worst.group("Worst", "Those with the lowest " + by, dataset));
    if (several) {
      String explanation = "The largest differences of %s between the first and the last model.";
      groups.add(changed.group("Most changed", explanation.formatted(SCORE), dataset));
    }
    return groups;
  }

  /** {@link EvaluationReport#IMAGE_SCORE} of one image. */
  private static double score(ConfusionMatrix image) {
    return image.meanIou(AbsentClasses.SKIP);
  }

  /** An image that may be shown. */
  private record Candidate(
      int index,
      Sample sample,
      ClassMask target,
      List<ClassMask> predictions,
      List<Double> scores) {

    static Candidate of(int index, ImageResult result) {
      return new Candidate(
          index,
          result.sample(),
          small(result.target()),
          result.models().stream().map(found -> small(found.prediction())).toList(),
          result.models().stream().map(found -> score(found.confusion())).toList());
    }

    double mean() {
      return scores.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    double change() {
      return scores.get(scores.size() - 1) - scores.get(0);
    }

    ImageGroup.Example decoded(SegmentationDataset dataset) throws IOException {
      RgbImage image = dataset.load(sample).image();
      ImageSize size = small(image.width(), image.height());
      RgbImage shown =
          size.width() < image.width()
              ? Resizing.resize(image, size.width(), size.height(), Interpolation.AREA)
              : image;
      return new ImageGroup.Example(sample.id(), shown, target, predictions, scores);
    }

    private static ClassMask small(ClassMask mask) {
      ImageSize size = small(mask.width(), mask.height());
      return size.width() < mask.width()
          ? Resizing.resizeNearest(mask, size.width(), size.height())
          : mask;
    }

    private static ImageSize small(int width, int height) {
      double scale = Math.min(1, (double) MOST_SIDE / Math.max(width, height));
      return new ImageSize(
          (int) Math.max(1, Math.round(width * scale)),
          (int) Math.max(1, Math.round(height * scale)));
    }
  }

  /** The few images with the highest rank; of those that tie, the first ones. */
  private static final class Ranking {
    private final int size;
    private final Comparator<Candidate> order;
    private final PriorityQueue<Candidate> kept;

    Ranking(int size, Comparator<Candidate> rank) {
      this.size = size;
      this.order = rank.thenComparing(Candidate::index, Comparator.reverseOrder());
      this.kept = new PriorityQueue<>(order);
    }

    void offer(Candidate candidate) {
      kept.add(candidate);
      if (kept.size() > size) {
        kept.remove();
      }
    }

    ImageGroup group(String heading, String explanation, SegmentationDataset dataset)
        throws IOException {
      List<ImageGroup.Example> examples = new ArrayList<>();
      for (Candidate candidate : kept.stream().sorted(order.reversed()).toList()) {
        examples.add(candidate.decoded(dataset));
      }
      return new ImageGroup(heading, explanation, examples);
    }
  }
}
