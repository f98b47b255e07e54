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
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the images that a page shows while an evaluation goes on, and keeps what the models made
 * of them: the best, the worst and, of several models, the most changed from the first to the last.
 * Its memory does not grow with the images. Those of several processes merge.
 */
final class ExampleGallery implements Serializable {
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
    best = new Ranking(size, Rank.BEST);
    worst = new Ranking(size, Rank.WORST);
    changed = new Ranking(size, Rank.CHANGED);
  }

  /**
   * Takes an image if it is one to show.
   *
   * @param index of its sample among all of the evaluation
   */
  void offer(int index, BatchResults.Scored image) {
    Candidate candidate = Candidate.of(index, image);
    if (Double.isNaN(candidate.mean())) {
      return;
    }
    best.offer(candidate);
    worst.offer(candidate);
    if (several) {
      changed.offer(candidate);
    }
  }

  /** Takes of another gallery's images those that are to show. */
  void merge(ExampleGallery next) {
    next.best.kept.forEach(best::offer);
    next.worst.kept.forEach(worst::offer);
    next.changed.kept.forEach(changed::offer);
  }

  /**
   * The images that were chosen, decoded anew.
   *
   * @param samples all of the evaluation
   * @throws IOException if one cannot be read any more
   */
  List<ImageGroup> groups(SegmentationDataset dataset, List<Sample> samples) throws IOException {
    String by = SCORE + (several ? ", averaged over the models." : ".");
    List<ImageGroup> groups = new ArrayList<>();
    groups.add(best.group("Best", "Those with the highest " + by, dataset, samples));
    groups.add(worst.group("Worst", "Those with the lowest " + by, dataset, samples));
    if (several) {
      String explanation = "The largest differences of %s between the first and the last model.";
      groups.add(changed.group("Most changed", explanation.formatted(SCORE), dataset, samples));
    }
    return groups;
  }

  /** {@link EvaluationReport#IMAGE_SCORE} of one image. */
  private static double score(ConfusionMatrix image) {
    return image.meanIou(AbsentClasses.SKIP);
  }

  /** An image that may be shown. */
  private record Candidate(
      int index, ClassMask target, List<ClassMask> predictions, List<Double> scores)
      implements Serializable {

    static Candidate of(int index, BatchResults.Scored result) {
      return new Candidate(
          index,
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

    ImageGroup.Example decoded(SegmentationDataset dataset, Sample sample) throws IOException {
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

  /** What makes an image one to show; the higher, the more. */
  private enum Rank {
    BEST,
    WORST,
    CHANGED;

    double of(Candidate candidate) {
      return switch (this) {
        case BEST -> candidate.mean();
        case WORST -> -candidate.mean();
        case CHANGED -> Math.abs(candidate.change());
      };
    }
  }

  /** The few images with the highest rank, highest first; of those that tie, the first ones. */
  private static final class Ranking implements Serializable {
    private final int size;
    private final Rank rank;
    private final List<Candidate> kept = new ArrayList<>();

    Ranking(int size, Rank rank) {
      this.size = size;
      this.rank = rank;
    }

    void offer(Candidate candidate) {
      kept.add(candidate);
      kept.sort(
          Comparator.<Candidate>comparingDouble(rank::of)
              .reversed()
              .thenComparing(Candidate::index));
      if (kept.size() > size) {
        kept.remove(size);
      }
    }

    ImageGroup group(
        String heading, String explanation, SegmentationDataset dataset, List<Sample> samples)
        throws IOException {
      List<ImageGroup.Example> examples = new ArrayList<>();
      for (Candidate candidate : kept) {
        examples.add(candidate.decoded(dataset, samples.get(candidate.index())));
      }
      return new ImageGroup(heading, explanation, examples);
    }
  }
}
