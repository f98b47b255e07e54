package dev.vinyl.evaluation.html;

import dev.vinyl.evaluation.EvaluationListener;
import dev.vinyl.evaluation.PictureFindings;
import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.metric.Score;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Chooses the pictures that a page shows while an evaluation goes on, and keeps what the models
 * made of them: the best, the worst and, of several models, the most changed from the first to the
 * last. Its memory does not grow with the pictures.
 *
 * <pre>{@code
 * ExampleGallery gallery = new ExampleGallery(models.size());
 * List<EvaluationResult> results = evaluator.evaluate(models, gallery);
 * List<PictureGroup> groups = gallery.groups(pets);
 * }</pre>
 */
public final class ExampleGallery implements EvaluationListener {
  /** What pictures are chosen by. */
  static final Score SCORE = Score.IMAGE_MIOU_SKIP;

  private static final int MOST = 6;
  private static final int BYTES_OF_GROUP = 800_000;
  private static final int BYTES_OF_PICTURE = 40_000;
  private static final int BYTES_OF_MODEL = 40_000;

  private final Ranking best;
  private final Ranking worst;
  private final Ranking changed;
  private final boolean several;
  private int offered;

  /**
   * A gallery without pictures.
   *
   * @param models how many are evaluated, at least 1; of many, fewer pictures are shown, so that a
   *     page stays small
   */
  public ExampleGallery(int models) {
    int shown = BYTES_OF_GROUP / (BYTES_OF_PICTURE + BYTES_OF_MODEL * models);
    int size = Math.max(1, Math.min(MOST, shown));
    several = models > 1;
    best = new Ranking(size, Comparator.comparingDouble(Candidate::mean));
    worst = new Ranking(size, Comparator.comparingDouble(c -> -c.mean()));
    changed = new Ranking(size, Comparator.comparingDouble(c -> Math.abs(c.change())));
  }

  @Override
  public void scored(PictureFindings picture) {
    Candidate candidate = Candidate.of(offered++, picture);
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
   * The pictures that were chosen, decoded anew.
   *
   * @throws IOException if one cannot be read any more
   */
  public List<PictureGroup> groups(SegmentationDataset dataset) throws IOException {
    String by = SCORE.name() + (several ? ", averaged over the models." : ".");
    List<PictureGroup> groups = new ArrayList<>();
    groups.add(best.group("Best", "Those with the highest " + by, dataset));
    groups.add(worst.group("Worst", "Those with the lowest " + by, dataset));
    if (several) {
      String explanation = "The largest differences of %s between the first and the last model.";
      groups.add(changed.group("Most changed", explanation.formatted(SCORE.name()), dataset));
    }
    return groups;
  }

  /** A picture that may be shown. */
  private record Candidate(
      int index,
      LabelledPicture picture,
      ClassMask truth,
      List<ClassMask> predictions,
      List<Double> scores) {

    static Candidate of(int index, PictureFindings findings) {
      return new Candidate(
          index,
          findings.picture(),
          findings.truth(),
          findings.models().stream().map(PictureFindings.OfModel::prediction).toList(),
          findings.models().stream()
              .map(found -> SCORE.formula().applyAsDouble(found.confusion()))
              .toList());
    }

    double mean() {
      return scores.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    double change() {
      return scores.get(scores.size() - 1) - scores.get(0);
    }

    PictureExample decoded(SegmentationDataset dataset) throws IOException {
      RgbImage image = dataset.load(picture).image();
      return new PictureExample(picture.id(), image, truth, predictions, scores);
    }
  }

  /** The few pictures with the highest rank; of those that tie, the first ones. */
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

    PictureGroup group(String heading, String explanation, SegmentationDataset dataset)
        throws IOException {
      List<PictureExample> examples = new ArrayList<>();
      for (Candidate candidate : kept.stream().sorted(order.reversed()).toList()) {
        examples.add(candidate.decoded(dataset));
      }
      return new PictureGroup(heading, explanation, examples);
    }
  }
}
