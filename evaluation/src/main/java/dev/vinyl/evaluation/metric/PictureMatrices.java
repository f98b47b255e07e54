package dev.vinyl.evaluation.metric;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The confusion matrix of each picture, in the order in which they were added, so that scores can
 * be given intervals. Of each only the cells that are not 0 are kept, some 100 bytes a picture. Not
 * thread-safe; give each thread its own and {@link #merge} them.
 */
public final class PictureMatrices {
  private final int classes;
  private final List<SparseCounts> pictures = new ArrayList<>();

  /**
   * Starts without a picture.
   *
   * @param classes how many classes there are, 1..255
   */
  public PictureMatrices(int classes) {
    this.classes = ConfusionMatrix.empty(classes).classes();
  }

  /**
   * Adds the next picture.
   *
   * @throws IllegalArgumentException if it has another number of classes
   */
  public void add(ConfusionMatrix picture) {
    if (picture.classes() != classes) {
      throw new IllegalArgumentException(
          "cannot add a matrix of %d classes to those of %d".formatted(picture.classes(), classes));
    }
    pictures.add(picture.sparse());
  }

  /**
   * Adds all of another's pictures behind these; the other stays as it is.
   *
   * @throws IllegalArgumentException if they have another number of classes
   */
  public void merge(PictureMatrices other) {
    if (other.classes != classes) {
      throw new IllegalArgumentException(
          "cannot merge matrices of %d classes into those of %d".formatted(other.classes, classes));
    }
    pictures.addAll(List.copyOf(other.pictures));
  }

  /** How many pictures were added. */
  public int size() {
    return pictures.size();
  }

  /** The matrix of one picture, counted from 0. */
  public ConfusionMatrix picture(int index) {
    long[] counts = new long[classes * classes];
    pictures.get(index).addTo(counts, 1);
    return ConfusionMatrix.ofCounts(classes, counts);
  }

  /** The matrix of all pictures together. */
  public ConfusionMatrix total() {
    return total(pictures, null);
  }

  /** A score of all pictures; NaN if they do not define it. */
  public double score(Score score) {
    return score.over() == Score.Over.DATASET
        ? score.formula().applyAsDouble(total())
        : perPicture(score).mean();
  }

  /** The formula of a score, for each picture alone. */
  public PictureValues perPicture(Score score) {
    PictureValues values = new PictureValues();
    for (int i = 0; i < pictures.size(); i++) {
      values.add(score.formula().applyAsDouble(picture(i)));
    }
    return values;
  }

  /** A score with its interval. Pictures are drawn. */
  public ConfidenceInterval interval(Score score, Bootstrap bootstrap) {
    return intervals(List.of(score), bootstrap).get(0);
  }

  /** Scores with their intervals, in the order given. All come from the same draws of pictures. */
  public List<ConfidenceInterval> intervals(List<Score> scores, Bootstrap bootstrap) {
    Iterator<Resamples> ofDataset = datasetResamples(scores, bootstrap).iterator();
    List<ConfidenceInterval> intervals = new ArrayList<>();
    for (Score score : scores) {
      intervals.add(
          score.over() == Score.Over.DATASET
              ? ofDataset.next().interval(bootstrap.level())
              : bootstrap.mean(perPicture(score)));
    }
    return List.copyOf(intervals);
  }

  /**
   * Scores of each of the same draws of pictures, in the order given. The draws go by the pictures'
   * places, so that those of models that were scored on the same pictures belong together.
   */
  public List<Resamples> resamples(List<Score> scores, Bootstrap bootstrap) {
    Iterator<Resamples> ofDataset = datasetResamples(scores, bootstrap).iterator();
    List<Resamples> resamples = new ArrayList<>();
    for (Score score : scores) {
      resamples.add(
          score.over() == Score.Over.DATASET
              ? ofDataset.next()
              : bootstrap.meanByPlace(perPicture(score)));
    }
    return List.copyOf(resamples);
  }

  private List<Resamples> datasetResamples(List<Score> scores, Bootstrap bootstrap) {
    List<Score> dataset = scores.stream().filter(s -> s.over() == Score.Over.DATASET).toList();
    List<SparseCounts> all = List.copyOf(pictures);
    return bootstrap.resamples(all.size(), times -> scoresOf(total(all, times), dataset));
  }

  private static List<Double> scoresOf(ConfusionMatrix matrix, List<Score> scores) {
    return scores.stream().map(score -> score.formula().applyAsDouble(matrix)).toList();
  }

  /**
   * How much a second model's score differs from that of these, on the same pictures in the same
   * order. Better and worse are judged by the score's formula for each picture alone.
   *
   * @throws IllegalArgumentException if the other has another number of pictures or classes
   */
  public PairedDifference difference(PictureMatrices second, Score score, Bootstrap bootstrap) {
    if (second.classes != classes || second.size() != size()) {
      throw new IllegalArgumentException(
          "a paired difference needs the same pictures and classes twice, got %d pictures of %d classes and %d of %d"
              .formatted(size(), classes, second.size(), second.classes));
    }
    PictureValues ofFirst = perPicture(score);
    PictureValues ofSecond = second.perPicture(score);
    if (score.over() == Score.Over.IMAGES) {
      return bootstrap.difference(ofFirst, ofSecond);
    }
    List<SparseCounts> before = List.copyOf(pictures);
    List<SparseCounts> after = List.copyOf(second.pictures);
    ConfidenceInterval difference =
        bootstrap.interval(
            before.size(),
            times ->
                score.formula().applyAsDouble(total(after, times))
                    - score.formula().applyAsDouble(total(before, times)));
    return PairedDifference.of(difference, ofFirst, ofSecond);
  }

  private ConfusionMatrix total(List<SparseCounts> some, int @Nullable [] times) {
    long[] sum = new long[classes * classes];
    for (int i = 0; i < some.size(); i++) {
      int weight = times == null ? 1 : times[i];
      if (weight > 0) {
        some.get(i).addTo(sum, weight);
      }
    }
    return ConfusionMatrix.ofCounts(classes, sum);
  }
}
