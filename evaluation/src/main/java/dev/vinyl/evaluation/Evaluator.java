package dev.vinyl.evaluation;

import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.runtime.BatchSegmenter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger LOG = LoggerFactory.getLogger(Evaluator.class);

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
    return evaluate(models, noTemperatures(models), listener);
  }

  /**
   * As {@link #evaluate(List, EvaluationListener)}, and measures calibration at temperatures too.
   *
   * @param temperatures of each model, from {@link #fitTemperatures} on other pictures
   */
  public List<EvaluationResult> evaluate(
      List<Path> models,
      List<Optional<FittedTemperature>> temperatures,
      EvaluationListener listener)
      throws IOException {
    return withOpened(models, opened -> evaluateAll(opened, temperatures, listener));
  }

  /** Scores anything that predicts masks; as {@link #evaluate}. */
  public List<EvaluationResult> evaluateAll(
      List<? extends MaskPredictor> models, EvaluationListener listener) throws IOException {
    return evaluateAll(models, noTemperatures(models), listener);
  }

  /** Scores anything that predicts masks; as {@link #evaluate}. */
  public List<EvaluationResult> evaluateAll(
      List<? extends MaskPredictor> models,
      List<Optional<FittedTemperature>> temperatures,
      EvaluationListener listener)
      throws IOException {
    checkPossible(models);
    if (temperatures.size() != models.size()) {
      throw new IllegalArgumentException(
          "%d models have not %d temperatures".formatted(models.size(), temperatures.size()));
    }
    dataset.doubts(pictures).ifPresent(LOG::warn);
    long start = System.nanoTime();
    List<PassModel> scored = new ArrayList<>();
    List<ModelTally> tallies = new ArrayList<>();
    for (int m = 0; m < models.size(); m++) {
      scored.add(PassModel.scored(models.get(m), temperatures.get(m)));
      MaskPredictor model = models.get(m);
      tallies.add(
          new ModelTally(
              model.name(), model.provenance(), dataset.classNames(), temperatures.get(m)));
    }
    List<SkippedPicture> skipped = run(scored, tallies, listener);
    double seconds = (System.nanoTime() - start) / 1e9;
    return tallies.stream().map(t -> t.result(skipped, options.bootstrap(), seconds)).toList();
  }

  /**
   * Opens models, fits a temperature for each on these pictures, and closes them. It keeps a sample
   * of the pixels, the same one with any number of threads.
   *
   * @param split what these pictures are called in reports
   * @return for each model, in their order; empty for one that gives classes without probabilities
   * @throws IOException and others as {@link #evaluate(List, EvaluationListener)}
   */
  public List<Optional<FittedTemperature>> fitTemperatures(
      List<Path> models, String split, EvaluationListener listener) throws IOException {
    return withOpened(models, opened -> fitAllTemperatures(opened, split, listener));
  }

  /** Fits temperatures for anything that predicts masks; as {@link #fitTemperatures}. */
  public List<Optional<FittedTemperature>> fitAllTemperatures(
      List<? extends MaskPredictor> models, String split, EvaluationListener listener)
      throws IOException {
    checkPossible(models);
    long seed = options.bootstrap().seed();
    List<PassModel> sampled = new ArrayList<>();
    models.forEach(model -> sampled.add(PassModel.sampled(model, seed)));
    int images = pictures.size() - run(sampled, List.of(), listener).size();
    return sampled.stream()
        .map(
            model ->
                model
                    .sampler()
                    .filter(sampler -> sampler.size() > 0)
                    .map(sampler -> new FittedTemperature(sampler.fit(), split, images)))
        .toList();
  }

  private static List<Optional<FittedTemperature>> noTemperatures(List<?> models) {
    return Collections.nCopies(models.size(), Optional.empty());
  }

  /** What is done with opened models. */
  private interface Work<T> {
    T with(List<MaskPredictor> models) throws IOException;
  }

  private <T> T withOpened(List<Path> models, Work<T> work) throws IOException {
    List<BatchSegmenter> opened = new ArrayList<>();
    try {
      for (Path model : models) {
        opened.add(BatchSegmenter.open(model, options.running().perLane()));
      }
      return work.with(opened.stream().map(MaskPredictor::of).toList());
    } finally {
      opened.forEach(BatchSegmenter::close);
    }
  }

  /**
   * Takes all pictures through the models.
   *
   * @param tallies of the models that are scored; none where they are sampled
   * @return the pictures that could not be read
   */
  private List<SkippedPicture> run(
      List<PassModel> models, List<ModelTally> tallies, EvaluationListener listener)
      throws IOException {
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
    return skipped;
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
