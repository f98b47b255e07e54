package dev.vinyl.evaluation;

import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.runtime.BatchSegmenter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores any number of models on labelled pictures in one pass: a picture is decoded once, prepared
 * once for each way of preparing, and forgotten after its batch.
 *
 * <pre>{@code
 * OxfordPets pets = OxfordPets.open(Path.of("pets"));
 * Evaluator evaluator = new Evaluator(pets, pets.pictures(Split.TEST), EvaluationOptions.defaults());
 * List<EvaluationResult> results =
 *     evaluator.evaluate(List.of(Path.of("a.onnx"), Path.of("b.onnx")), EvaluationListener.NONE);
 * }</pre>
 *
 * <p>Every core takes a batch of pictures through all models by itself. Results are put together in
 * the pictures' order, so that nothing but times depends on the number of threads. A picture that
 * cannot be read is left out and listed; a label that is no class is an error. Immutable.
 */
public final class Evaluator {
  private final SegmentationDataset dataset;
  private final List<LabelledPicture> pictures;
  private final EvaluationOptions options;

  /**
   * An evaluator for some pictures of a data set.
   *
   * @param pictures the ones to score, such as those of one split
   */
  public Evaluator(
      SegmentationDataset dataset, List<LabelledPicture> pictures, EvaluationOptions options) {
    this.dataset = dataset;
    this.pictures = List.copyOf(pictures);
    this.options = options;
  }

  /**
   * Opens models, scores them and closes them.
   *
   * @return a result for each model, in their order
   * @throws EvaluationException if no picture could be scored, a label is out of range, or a model
   *     has other classes than the data set
   * @throws IOException if a model cannot be opened, a mask cannot be written, or the thread is
   *     interrupted
   * @throws IllegalStateException if a model fails
   */
  public List<EvaluationResult> evaluate(List<Path> models, EvaluationListener listener)
      throws IOException {
    List<BatchSegmenter> opened = new ArrayList<>();
    try {
      for (Path model : models) {
        opened.add(BatchSegmenter.open(model, options.running().perLane()));
      }
      return evaluateAll(opened.stream().map(MaskPredictor::of).toList(), listener);
    } finally {
      opened.forEach(BatchSegmenter::close);
    }
  }

  /** Scores anything that predicts masks; as {@link #evaluate}. */
  public List<EvaluationResult> evaluateAll(
      List<? extends MaskPredictor> models, EvaluationListener listener) throws IOException {
    checkPossible(models);
    long start = System.nanoTime();
    List<ModelTally> tallies =
        models.stream().map(m -> new ModelTally(m.name(), dataset.classNames())).toList();
    List<SkippedPicture> skipped = new ArrayList<>();
    listener.started(pictures.size());
    try (EvaluationPass pass = new EvaluationPass(dataset, pictures, models, options)) {
      while (pass.hasNext()) {
        add(pass.next(), tallies, skipped, listener);
      }
    }
    if (skipped.size() == pictures.size()) {
      throw new EvaluationException(
          "data set %s: none of %d pictures could be read, the first because of %s"
              .formatted(dataset.name(), skipped.size(), skipped.get(0).reason()));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return tallies.stream().map(t -> t.result(skipped, options.bootstrap(), seconds)).toList();
  }

  private static void add(
      BatchFindings batch,
      List<ModelTally> tallies,
      List<SkippedPicture> skipped,
      EvaluationListener listener) {
    for (BatchFindings.Finding finding : batch.pictures()) {
      if (finding instanceof BatchFindings.Scored scored) {
        for (int m = 0; m < tallies.size(); m++) {
          tallies.get(m).add(scored, scored.models().get(m));
        }
        listener.scored(scored.forListeners());
      } else if (finding instanceof BatchFindings.Skipped left) {
        skipped.add(left.picture());
        listener.skipped(left.picture());
      }
    }
    for (int m = 0; m < tallies.size(); m++) {
      tallies.get(m).merge(batch.tallies().get(m));
    }
  }

  private void checkPossible(List<? extends MaskPredictor> models) throws EvaluationException {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("name at least one model to score");
    }
    if (pictures.isEmpty()) {
      throw new EvaluationException(
          "data set %s: there is no picture to score; name another split"
              .formatted(dataset.name()));
    }
    for (MaskPredictor model : models) {
      if (!model.classNames().equals(dataset.classNames())) {
        throw new EvaluationException(
            "%s: the model has the classes %s, the data set %s has %s; use a model trained for it"
                .formatted(model.name(), model.classNames(), dataset.name(), dataset.classNames()));
      }
    }
  }
}
