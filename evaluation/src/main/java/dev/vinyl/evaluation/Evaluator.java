package dev.vinyl.evaluation;

import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.metric.ScoreAccumulator;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores models on labelled pictures, at the model's size: a picture's truth is resized to it with
 * NEAREST and compared with the model's own mask, pixel by pixel, as the paper does.
 *
 * <pre>{@code
 * OxfordPets pets = OxfordPets.open(Path.of("pets"));
 * Evaluator evaluator = new Evaluator(pets, pets.pictures(Split.TEST));
 * try (Segmenter segmenter = Segmenter.open(Path.of("pets.onnx"))) {
 *   EvaluationResult result = evaluator.evaluate("pets.onnx", segmenter, EvaluationListener.NONE);
 * }
 * }</pre>
 *
 * <p>A picture that cannot be read is left out and listed. The next pictures are decoded by a
 * thread of their own while the model runs; no more than a few are held at once. Immutable: one
 * evaluator serves any number of models.
 */
public final class Evaluator {
  static final int BATCH = 8;

  private final SegmentationDataset dataset;
  private final List<LabelledPicture> pictures;

  /**
   * An evaluator for some pictures of a data set.
   *
   * @param pictures the ones to score, such as those of one split
   */
  public Evaluator(SegmentationDataset dataset, List<LabelledPicture> pictures) {
    this.dataset = dataset;
    this.pictures = List.copyOf(pictures);
  }

  /**
   * Scores an opened model; it stays open.
   *
   * @throws EvaluationException if no picture could be scored, or the model has other classes than
   *     the data set
   * @throws IOException if the thread is interrupted
   * @throws IllegalStateException if the model fails or is closed
   */
  public EvaluationResult evaluate(String model, Segmenter segmenter, EvaluationListener listener)
      throws IOException {
    return evaluate(model, MaskPredictor.of(segmenter), listener);
  }

  /**
   * Scores anything that predicts masks; as {@link #evaluate(String, Segmenter,
   * EvaluationListener)}.
   */
  public EvaluationResult evaluate(
      String model, MaskPredictor predictor, EvaluationListener listener) throws IOException {
    checkPossible(model, predictor);
    long start = System.nanoTime();
    Tally tally = new Tally(listener);
    listener.started(model, pictures.size());
    try (Prefetcher samples = new Prefetcher(dataset, pictures, predictor)) {
      List<Prefetcher.Loaded> batch = new ArrayList<>();
      while (samples.hasNext()) {
        Prefetcher.Sample sample = samples.next();
        if (sample instanceof Prefetcher.Loaded loaded) {
          batch.add(loaded);
        } else if (sample instanceof Prefetcher.Failed failed) {
          tally.skip(failed);
        }
        if (batch.size() == BATCH || !samples.hasNext()) {
          tally.score(batch, predictor);
          batch.clear();
        }
      }
    }
    return tally.result(model, (System.nanoTime() - start) / 1e9);
  }

  private void checkPossible(String model, MaskPredictor predictor) throws EvaluationException {
    if (pictures.isEmpty()) {
      throw new EvaluationException(
          "data set %s: there is no picture to score; name another split"
              .formatted(dataset.name()));
    }
    if (!predictor.classNames().equals(dataset.classNames())) {
      throw new EvaluationException(
          "%s: the model has the classes %s, the data set %s has %s; use a model trained for it"
              .formatted(model, predictor.classNames(), dataset.name(), dataset.classNames()));
    }
  }

  /** What has been found so far. */
  private final class Tally {
    private final EvaluationListener listener;
    private final ScoreAccumulator scores = new ScoreAccumulator(dataset.classNames());
    private final List<ScoredPicture> scored = new ArrayList<>();
    private final List<SkippedPicture> skipped = new ArrayList<>();

    Tally(EvaluationListener listener) {
      this.listener = listener;
    }

    void skip(Prefetcher.Failed failed) {
      LabelledPicture picture = failed.picture();
      SkippedPicture entry = new SkippedPicture(picture.id(), picture.image(), failed.reason());
      skipped.add(entry);
      listener.skipped(entry);
    }

    void score(List<Prefetcher.Loaded> batch, MaskPredictor predictor) {
      if (batch.isEmpty()) {
        return;
      }
      List<RgbImage> images = batch.stream().map(Prefetcher.Loaded::image).toList();
      List<ClassMask> masks = predictor.predict(images);
      for (int i = 0; i < batch.size(); i++) {
        LabelledPicture picture = batch.get(i).picture();
        ScoredPicture entry =
            new ScoredPicture(
                picture.id(), picture.image(), scores.add(batch.get(i).truth(), masks.get(i)));
        scored.add(entry);
        listener.scored(entry);
      }
    }

    EvaluationResult result(String model, double seconds) throws EvaluationException {
      if (scored.isEmpty()) {
        throw new EvaluationException(
            "data set %s: none of %d pictures could be read, the first because of %s"
                .formatted(dataset.name(), skipped.size(), skipped.get(0).reason()));
      }
      return new EvaluationResult(model, scores.scores(), scored, skipped, seconds);
    }
  }
}
