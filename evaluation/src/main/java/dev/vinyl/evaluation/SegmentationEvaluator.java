package dev.vinyl.evaluation;

import dev.vinyl.evaluation.SegmentationEvaluation.ModelResult;
import dev.vinyl.evaluation.SegmentationEvaluation.ScoredPicture;
import dev.vinyl.evaluation.SegmentationEvaluation.SkippedPicture;
import dev.vinyl.evaluation.dataset.DatasetException;
import dev.vinyl.evaluation.dataset.LabelledImage;
import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.evaluation.metric.ScoreAccumulator;
import dev.vinyl.runtime.Segmentation;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Resizing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Scores models on the labelled pictures of a split.
 *
 * <p>Masks are compared at the size of the model's output, as in the paper: the truth is resized to
 * it with nearest neighbours. Each picture is decoded once for all models and forgotten after its
 * batch, so that memory does not grow with the number of pictures.
 */
public final class SegmentationEvaluator {
  private static final int BATCH = 8;

  private final SegmentationDataset dataset;
  private final Split split;

  /** Told how far an evaluation is. */
  @FunctionalInterface
  public interface Listener {
    /**
     * So many pictures are done.
     *
     * @param done pictures scored or passed over since the start
     * @param total pictures in the split
     */
    void progress(int done, int total);
  }

  /** An evaluator for one split of a data set. */
  public SegmentationEvaluator(SegmentationDataset dataset, Split split) {
    this.dataset = dataset;
    this.split = split;
  }

  /**
   * Runs every model on every picture. A picture that cannot be read, or whose truth cannot, is
   * passed over and listed.
   *
   * @param models at least one, by the name that the result calls it, in the order of the result;
   *     they stay open
   * @throws IllegalArgumentException if a model has other classes than the data set
   * @throws IOException if no picture of the split can be read
   */
  public SegmentationEvaluation evaluate(Map<String, Segmenter> models, Listener listener)
      throws IOException {
    List<ModelTally> tallies = new ArrayList<>();
    models.forEach((name, model) -> tallies.add(tally(name, model)));
    List<LabelledPicture> pictures = dataset.pictures(split);
    List<SkippedPicture> skipped = new ArrayList<>();
    for (int from = 0; from < pictures.size(); from += BATCH) {
      int to = Math.min(from + BATCH, pictures.size());
      List<LabelledImage> batch = load(pictures.subList(from, to), skipped);
      tallies.forEach(tally -> tally.add(batch));
      listener.progress(to, pictures.size());
    }
    if (skipped.size() == pictures.size()) {
      throw new IOException(nothingToScore(skipped));
    }
    return new SegmentationEvaluation(
        dataset.name(),
        fingerprint(),
        split,
        tallies.stream().map(ModelTally::result).toList(),
        skipped);
  }

  private ModelTally tally(String name, Segmenter model) {
    if (!model.metadata().classNames().equals(dataset.classNames())) {
      throw new IllegalArgumentException(
          "%s: the model has the classes %s, the data set %s has %s; they must be the same"
              .formatted(
                  name, model.metadata().classNames(), dataset.name(), dataset.classNames()));
    }
    return new ModelTally(name, model);
  }

  private List<LabelledImage> load(List<LabelledPicture> pictures, List<SkippedPicture> skipped) {
    List<LabelledImage> loaded = new ArrayList<>();
    for (LabelledPicture picture : pictures) {
      try {
        loaded.add(dataset.load(picture));
      } catch (IOException e) {
        skipped.add(new SkippedPicture(picture.id(), String.valueOf(e.getMessage())));
      }
    }
    return loaded;
  }

  private String fingerprint() throws IOException {
    try {
      return dataset.fingerprint();
    } catch (DatasetException e) {
      return "unknown";
    }
  }

  private String nothingToScore(List<SkippedPicture> skipped) {
    return skipped.isEmpty()
        ? "%s: the split %s lists no picture; choose another split or add pictures to its list"
            .formatted(dataset.name(), split.label())
        : "%s: none of the %d pictures of the split %s can be read, first %s"
            .formatted(dataset.name(), skipped.size(), split.label(), skipped.get(0).reason());
  }

  /** What one model has reached so far. */
  private static final class ModelTally {
    private final String name;
    private final Segmenter model;
    private final ScoreAccumulator scores;
    private final List<ScoredPicture> pictures = new ArrayList<>();

    ModelTally(String name, Segmenter model) {
      this.name = name;
      this.model = model;
      this.scores = new ScoreAccumulator(model.metadata().classNames());
    }

    void add(List<LabelledImage> batch) {
      List<Segmentation> answers = model.segment(batch.stream().map(LabelledImage::image).toList());
      for (int i = 0; i < batch.size(); i++) {
        ClassMask prediction = answers.get(i).modelMask();
        ClassMask truth =
            Resizing.resizeNearest(batch.get(i).truth(), prediction.width(), prediction.height());
        pictures.add(new ScoredPicture(batch.get(i).picture().id(), scores.add(truth, prediction)));
      }
    }

    ModelResult result() {
      return new ModelResult(
          name,
          model.metadata().preprocess().width(),
          model.metadata().preprocess().height(),
          model.metadata().provenance(),
          scores.scores(),
          pictures);
    }
  }
}
