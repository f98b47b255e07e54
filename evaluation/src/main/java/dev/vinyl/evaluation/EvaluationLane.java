package dev.vinyl.evaluation;

import dev.vinyl.evaluation.dataset.DatasetException;
import dev.vinyl.evaluation.dataset.LabelledImage;
import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.Problem;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.LabelOutOfRangeException;
import dev.vinyl.evaluation.metric.TemperatureAccumulator;
import dev.vinyl.runtime.PixelScores;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Resizing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One core's work: decodes a few pictures once, prepares them once for each way of preparing, runs
 * every model on them and compares. Not thread-safe.
 */
final class EvaluationLane implements AutoCloseable {
  private final SegmentationDataset dataset;
  private final List<PassModel> pass;
  private final List<MaskPredictor> models;
  private final List<MaskPredictor.Lane> lanes = new ArrayList<>();
  private final PreparedBatch prepared;
  private final EvaluationOptions options;
  private final MaskFiles masks;

  EvaluationLane(
      SegmentationDataset dataset, List<PassModel> pass, EvaluationOptions options, int batch) {
    this.dataset = dataset;
    this.pass = pass;
    this.models = PassModel.predictors(pass);
    this.options = options;
    this.masks = new MaskFiles(options.masks(), models.stream().map(MaskPredictor::name).toList());
    this.prepared = new PreparedBatch();
    models.forEach(model -> lanes.add(model.lane(batch)));
    for (int m = 0; m < models.size(); m++) {
      prepared.reserve(models.get(m).preparation(), lanes.get(m).inputPictures());
    }
  }

  /**
   * Scores a batch for all models.
   *
   * @throws EvaluationException if a label is out of range
   * @throws IOException if a mask cannot be written
   * @throws IllegalStateException if a model fails
   */
  BatchFindings run(List<LabelledPicture> pictures) throws IOException {
    List<BatchFindings.Scored> samples = new ArrayList<>();
    List<BatchFindings.Finding> findings = new ArrayList<>();
    for (LabelledPicture picture : pictures) {
      Optional<String> problem = load(picture, samples);
      if (problem.isPresent()) {
        findings.add(
            new BatchFindings.Skipped(
                new SkippedPicture(picture.id(), picture.image(), problem.get())));
      } else {
        findings.add(samples.get(samples.size() - 1));
      }
    }
    List<PixelTally> tallies = new ArrayList<>();
    for (int m = 0; m < models.size(); m++) {
      PixelTally tally = new PixelTally(dataset.classNames(), pass.get(m).temperature());
      if (!samples.isEmpty()) {
        score(m, samples, tally);
      }
      tallies.add(tally);
    }
    return new BatchFindings(findings, tallies);
  }

  /** Decodes and prepares a picture, or says in one line why that cannot be done. */
  private Optional<String> load(LabelledPicture picture, List<BatchFindings.Scored> samples)
      throws IOException {
    LabelledImage loaded;
    try {
      loaded = dataset.load(picture);
    } catch (DatasetException e) {
      if (e.problem().kind() == Problem.Kind.TRIMAP_VALUE) {
        throw new EvaluationException(String.valueOf(e.getMessage()));
      }
      return Optional.of(e.problem().text());
    } catch (IOException e) {
      String message = e.getMessage();
      return Optional.of(message == null ? picture.image() + ": " + e : message);
    }
    if (loaded.isIgnored()) {
      return Optional.of(
          picture.trimap() + ": every pixel is ignored, so that there is nothing to score");
    }
    prepared.put(samples.size(), loaded.image());
    samples.add(
        new BatchFindings.Scored(
            picture, loaded.truth(), Brightness.of(loaded.image()), new ArrayList<>()));
    return Optional.empty();
  }

  private void score(int model, List<BatchFindings.Scored> samples, PixelTally tally)
      throws IOException {
    long start = System.nanoTime();
    List<PixelScores> answers =
        lanes.get(model).predict(samples.size(), prepared.input(models.get(model).preparation()));
    double seconds = (System.nanoTime() - start) / 1e9 / samples.size();
    for (int i = 0; i < samples.size(); i++) {
      if (pass.get(model).sampler().isPresent()) {
        sample(model, samples.get(i), answers.get(i), pass.get(model).sampler().get());
      } else {
        score(model, samples.get(i), answers.get(i), tally, seconds);
      }
    }
  }

  private void sample(
      int model, BatchFindings.Scored sample, PixelScores answer, TemperatureAccumulator sampler)
      throws EvaluationException {
    Optional<float[]> logits = answer.logits();
    if (logits.isEmpty()) {
      return;
    }
    LabelledPicture picture = sample.picture();
    ClassMask truth = Resizing.resizeNearest(sample.truth(), answer.width(), answer.height());
    try {
      synchronized (sampler) {
        sampler.add(picture.id(), logits.get(), truth);
      }
    } catch (LabelOutOfRangeException e) {
      throw wrongLabel(picture, e);
    } catch (IllegalArgumentException e) {
      throw senseless(model, picture, e);
    }
  }

  private void score(
      int model, BatchFindings.Scored sample, PixelScores answer, PixelTally tally, double seconds)
      throws IOException {
    LabelledPicture picture = sample.picture();
    ClassMask own = Resizing.resizeNearest(sample.truth(), answer.width(), answer.height());
    ClassMask truth = options.size() == ScoringSize.ORIGINAL ? sample.truth() : own;
    ClassMask prediction = answer.mask(truth.width(), truth.height());
    ConfusionMatrix confusion = compare(picture, truth, prediction);
    tally.add(truth, prediction);
    double confidence = Double.NaN;
    Optional<float[]> logits = answer.logits();
    if (logits.isPresent()) {
      confidence = calibrate(model, picture, logits.get(), own, tally);
    }
    masks.write(model, picture.id(), prediction);
    sample.models().add(new BatchFindings.OfModel(prediction, confusion, confidence, seconds));
  }

  private ConfusionMatrix compare(LabelledPicture picture, ClassMask truth, ClassMask prediction)
      throws EvaluationException {
    ConfusionMatrix confusion;
    try {
      confusion = ConfusionMatrix.of(dataset.classNames().size(), truth, prediction);
    } catch (LabelOutOfRangeException e) {
      throw wrongLabel(picture, e);
    }
    if (confusion.total() == 0) {
      throw new EvaluationException(
          "%s: at the model's size every pixel is ignored; score at the original size"
              .formatted(picture.trimap()));
    }
    return confusion;
  }

  private double calibrate(
      int model, LabelledPicture picture, float[] logits, ClassMask truth, PixelTally tally) {
    try {
      return tally.calibrate(picture.id(), logits, truth);
    } catch (IllegalArgumentException e) {
      throw senseless(model, picture, e);
    }
  }

  private static EvaluationException wrongLabel(
      LabelledPicture picture, LabelOutOfRangeException e) {
    return new EvaluationException(
        "%s: %s; correct it".formatted(picture.trimap(), e.getMessage()));
  }

  private IllegalStateException senseless(
      int model, LabelledPicture picture, IllegalArgumentException e) {
    return new IllegalStateException(
        "%s: its answer for %s makes no sense: %s"
            .formatted(models.get(model).name(), picture.image(), e.getMessage()),
        e);
  }

  @Override
  public void close() {
    prepared.close();
  }
}
