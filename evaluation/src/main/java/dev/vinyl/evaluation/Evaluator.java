package dev.vinyl.evaluation;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.Metric.FittedTemperature;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.runtime.Tiling;
import dev.vinyl.runtime.image.ImageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores any number of models on labelled images in one pass: an image is decoded once, prepared
 * once for each way of preparing, and forgotten after its batch.
 *
 * <pre>{@code
 * OxfordPets pets = OxfordPets.open(Path.of("pets"));
 * Evaluator evaluator = new Evaluator(pets, pets.samples(Split.TEST), EvaluationOptions.defaults());
 * List<EvaluationResult> results =
 *     evaluator.evaluate(List.of(Path.of("a.onnx"), Path.of("b.onnx")), EvaluationListener.NONE);
 * }</pre>
 *
 * <p>Every core takes a batch of images through all models by itself. Results are put together in
 * the images' order, so that nothing but times depends on the number of threads. An image that
 * cannot be read is left out and listed; a label that is no class is an error. Immutable.
 */
public final class Evaluator {
  private static final Logger LOG = LoggerFactory.getLogger(Evaluator.class);

  private final SegmentationDataset dataset;
  private final List<Sample> samples;
  private final EvaluationOptions options;

  /**
   * An evaluator for some images of a data set.
   *
   * @param samples the ones to score, such as those of one split
   */
  public Evaluator(SegmentationDataset dataset, List<Sample> samples, EvaluationOptions options) {
    this.dataset = dataset;
    this.samples = List.copyOf(samples);
    this.options = options;
  }

  /**
   * Opens models, scores them and closes them.
   *
   * @return a result for each model, in their order
   * @throws EvaluationException if no image could be scored, a label is out of range, or a model
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
   * @param temperatures of each model, from {@link #fitTemperatures} on other images
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
    return found(models, temperatures, () -> score(models, temperatures, 0, listener)).results();
  }

  /** Scores, and images to look at. */
  record Found(List<EvaluationResult> results, ExampleGallery gallery) {}

  /**
   * Opens models, scores them and closes them.
   *
   * @param scorer who does it; without one it is done here
   */
  Found find(
      List<Path> models,
      List<Optional<FittedTemperature>> temperatures,
      @Nullable PartScorer scorer,
      EvaluationListener listener)
      throws IOException {
    return withOpened(
        models,
        opened ->
            found(
                opened,
                temperatures,
                () ->
                    scorer == null
                        ? score(opened, temperatures, 0, listener)
                        : scorer.score(
                            new PartScorer.Job(
                                dataset, samples, models, temperatures, options, batch(opened)),
                            listener)));
  }

  /** Where the scores of all images come from. */
  private interface Scoring {
    EvaluationPart run() throws IOException;
  }

  private Found found(
      List<? extends MaskPredictor> models,
      List<Optional<FittedTemperature>> temperatures,
      Scoring scoring)
      throws IOException {
    checkPossible(models);
    if (temperatures.size() != models.size()) {
      throw new IllegalArgumentException(
          "%d models have not %d temperatures".formatted(models.size(), temperatures.size()));
    }
    dataset.doubts(samples).ifPresent(LOG::warn);
    long start = System.nanoTime();
    EvaluationPart all = scoring.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Found(results(models, temperatures, all, seconds), all.gallery());
  }

  /** Makes results of all images' part. */
  List<EvaluationResult> results(
      List<? extends MaskPredictor> models,
      List<Optional<FittedTemperature>> temperatures,
      EvaluationPart all,
      double seconds)
      throws EvaluationException {
    if (all.from() != 0 || all.to() != samples.size()) {
      throw new IllegalStateException(
          "images %d..%d of %d were scored".formatted(all.from(), all.to(), samples.size()));
    }
    List<SkippedImage> skipped = all.skipped(samples);
    requireSome(skipped);
    List<EvaluationResult> results = new ArrayList<>();
    for (int m = 0; m < models.size(); m++) {
      MaskPredictor model = models.get(m);
      results.add(
          new EvaluationResult(
              model.name(),
              provenance(model),
              context(temperatures.get(m)),
              all.model(m).results(options.bootstrap()),
              all.model(m).matrices(),
              all.images(m, samples),
              skipped,
              seconds));
    }
    return results;
  }

  /**
   * Scores all samples of this evaluator as a part of an evaluation, for who spreads it over
   * processes. Whether the models fit the data set has been checked there.
   *
   * @param models opened by the caller
   * @param temperatures of each model
   * @param first index of the first sample among all of the evaluation
   * @throws EvaluationException if a label is out of range
   * @throws IOException if a mask cannot be written, or the thread is interrupted
   * @throws IllegalStateException if a model fails
   */
  public EvaluationPart score(
      List<? extends MaskPredictor> models,
      List<Optional<FittedTemperature>> temperatures,
      int first,
      EvaluationListener listener)
      throws IOException {
    List<PassModel> scored = new ArrayList<>();
    List<ModelAccumulator> accumulators = new ArrayList<>();
    for (int m = 0; m < models.size(); m++) {
      Metric.Context context = context(temperatures.get(m));
      scored.add(PassModel.scored(models.get(m), context));
      accumulators.add(new ModelAccumulator(options.metrics(), context));
    }
    EvaluationPart part = new EvaluationPart(first, accumulators);
    run(
        scored,
        listener,
        batch -> {
          part.add(batch);
          tell(batch, listener);
        });
    return part;
  }

  private Metric.Context context(Optional<FittedTemperature> temperature) {
    return new Metric.Context(dataset.classNames(), dataset.foreground(), temperature);
  }

  /** The windows that a model is given. */
  private Optional<Tiling> windows(MaskPredictor model) {
    return options.running().tilingFor(model.preparation().spec());
  }

  /** Where the model comes from, and the windows that it was given. */
  private Map<String, String> provenance(MaskPredictor model) {
    Optional<Tiling> tiling = windows(model);
    if (tiling.isEmpty()) {
      return model.provenance();
    }
    ImageSize window = model.windowSize(tiling.get().window());
    Map<String, String> provenance = new TreeMap<>(model.provenance());
    provenance.put(
        EvaluationResult.WINDOWS,
        String.format(
            Locale.ROOT,
            "%dx%d pixels, overlap %s",
            window.height(),
            window.width(),
            tiling.get().overlap()));
    return provenance;
  }

  /**
   * Opens models, fits a temperature for each on these samples, and closes them. It keeps a sample
   * of the pixels, the same one with any number of threads.
   *
   * @param split what these images are called in reports
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
    options.requireScores();
    long seed = options.bootstrap().seed();
    List<PassModel> sampled = new ArrayList<>();
    models.forEach(model -> sampled.add(PassModel.sampled(model, seed)));
    List<SkippedImage> skipped = new ArrayList<>();
    run(
        sampled,
        listener,
        batch -> {
          batch.images().stream()
              .filter(BatchResults.Skipped.class::isInstance)
              .forEach(result -> skipped.add(((BatchResults.Skipped) result).image()));
          tell(batch, listener);
        });
    requireSome(skipped);
    int count = samples.size() - skipped.size();
    return sampled.stream()
        .map(
            model ->
                model
                    .sampler()
                    .filter(sampler -> sampler.size() > 0)
                    .map(sampler -> sampler.fit(split, count)))
        .toList();
  }

  private static List<Optional<FittedTemperature>> noTemperatures(List<?> models) {
    return Collections.nCopies(models.size(), Optional.empty());
  }

  /** What is done with opened models. */
  private interface Work<T> {
    T with(List<OpenedModel> models) throws IOException;
  }

  private <T> T withOpened(List<Path> models, Work<T> work) throws IOException {
    List<OpenedModel> opened = new ArrayList<>();
    try {
      for (Path model : models) {
        opened.add(OpenedModel.open(model, options.running()));
      }
      return work.with(List.copyOf(opened));
    } finally {
      opened.forEach(OpenedModel::close);
    }
  }

  /** Takes all images through the models. */
  private void run(
      List<PassModel> models, EvaluationListener listener, Consumer<BatchResults> results)
      throws IOException {
    listener.started(samples.size());
    try (OrderedParallelMap<List<Sample>, BatchResults> batches = batches(models)) {
      while (batches.hasNext()) {
        results.accept(batches.next());
      }
    }
  }

  /** If no image at all can be read, something else is wrong than an image. */
  private void requireSome(List<SkippedImage> skipped) throws EvaluationException {
    if (skipped.size() == samples.size()) {
      throw new EvaluationException(
          "data set %s: none of %d images could be read, the first because of %s"
              .formatted(dataset.name(), skipped.size(), skipped.get(0).reason()));
    }
  }

  /** No more than two batches a core are under way or wait to be taken. */
  private OrderedParallelMap<List<Sample>, BatchResults> batches(List<PassModel> models) {
    List<MaskPredictor> predictors = PassModel.predictors(models);
    int batch = batch(predictors);
    int cores = options.running().session().intraOpThreads();
    return new OrderedParallelMap<>(
        "evaluation",
        cores,
        2 * cores,
        OrderedParallelMap.batches(samples, inWindows(predictors) ? 1 : batch),
        () -> new EvaluationWorker(dataset, models, options, batch));
  }

  private boolean inWindows(List<? extends MaskPredictor> models) {
    return models.stream().anyMatch(model -> windows(model).isPresent());
  }

  /** How many images, or windows of one, go through the models at once. */
  private int batch(List<? extends MaskPredictor> models) {
    return models.stream()
        .mapToInt(MaskPredictor::mostImages)
        .reduce(options.running().batch(), Math::min);
  }

  private static void tell(BatchResults batch, EvaluationListener listener) {
    for (BatchResults.Result result : batch.images()) {
      if (result instanceof BatchResults.Scored scored) {
        listener.scored(scored.forListeners());
      } else if (result instanceof BatchResults.Skipped left) {
        listener.skipped(left.image());
      }
      listener.done(1);
    }
  }

  private void checkPossible(List<? extends MaskPredictor> models) throws EvaluationException {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("name at least one model to score");
    }
    options.requirePossible();
    if (samples.isEmpty()) {
      throw new EvaluationException(
          "data set %s: there is no image to score; name another split".formatted(dataset.name()));
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
