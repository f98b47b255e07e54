package dev.vinyl.evaluation;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import dev.vinyl.evaluation.metric.ConfusionMatrix.LabelOutOfRangeException;
import dev.vinyl.evaluation.metric.PredictedImage;
import dev.vinyl.evaluation.report.ScoringSize;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.runtime.Tiling;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImagePreparer;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.internal.scores.PixelScores;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One core's work: decodes a few images once, prepares them once for each way of preparing, runs
 * every model on them and compares. Not thread-safe.
 */
final class EvaluationWorker implements OrderedParallelMap.Worker<List<Sample>, BatchResults> {
  private static final int BRIGHTNESS_STEP = 4;

  /** Written by who needs Java's memory for itself. */
  private static final ReadWriteLock MEMORY = new ReentrantReadWriteLock();

  private final SegmentationDataset dataset;
  private final List<PassModel> pass;
  private final List<MaskPredictor> models;
  private final List<Way> ways = new ArrayList<>();
  private final boolean keepsPixels;
  private final PreparedBatch prepared;
  private final EvaluationOptions options;
  private final MaskFiles masks;

  /** How a model comes to its answers. */
  private sealed interface Way {}

  /** Each image is one input. */
  private record Whole(MaskPredictor.Worker worker) implements Way {}

  /** Each image is cut into windows. */
  private record InWindows(WindowPredictor predictor) implements Way {}

  /**
   * An image that is being scored; {@code models} grows with each model. Its pixels are kept only
   * where models are given windows of it.
   */
  private record Loaded(
      Sample sample,
      ClassMask target,
      double brightness,
      Optional<RgbImage> pixels,
      List<BatchResults.OfModel> models) {

    BatchResults.Result scored() {
      return new BatchResults.Scored(sample, target, brightness, models);
    }
  }

  EvaluationWorker(
      SegmentationDataset dataset, List<PassModel> pass, EvaluationOptions options, int batch) {
    this.dataset = dataset;
    this.pass = pass;
    this.models = PassModel.predictors(pass);
    this.options = options;
    this.masks = new MaskFiles(options.masks(), models.stream().map(MaskPredictor::name).toList());
    this.prepared = new PreparedBatch();
    models.forEach(model -> ways.add(way(model, batch)));
    this.keepsPixels = ways.stream().anyMatch(InWindows.class::isInstance);
  }

  private Way way(MaskPredictor model, int batch) {
    Optional<Tiling> tiling = options.running().tilingFor(model.preparation().spec());
    if (tiling.isPresent()) {
      return new InWindows(new WindowPredictor(model, tiling.get(), batch));
    }
    MaskPredictor.Worker worker = model.worker(batch);
    prepared.reserve(model.preparation(), worker.inputImages());
    return new Whole(worker);
  }

  /**
   * Scores a batch for all models. If there is not enough memory for it, its images are scored one
   * by one while no other worker holds any; one that does not fit alone either is skipped.
   *
   * @throws EvaluationException if a label is out of range
   * @throws IOException if a mask cannot be written
   * @throws IllegalStateException if a model fails
   */
  @Override
  public BatchResults apply(List<Sample> samples) throws IOException {
    MEMORY.readLock().lock();
    try {
      return run(samples);
    } catch (OutOfMemoryError e) { // large images
      // tried again below, when the others have let go of theirs
    } finally {
      MEMORY.readLock().unlock();
    }
    MEMORY.writeLock().lock();
    try {
      return runSingly(samples);
    } finally {
      MEMORY.writeLock().unlock();
    }
  }

  private BatchResults runSingly(List<Sample> samples) throws IOException {
    BatchResults all = run(List.of());
    for (Sample sample : samples) {
      try {
        BatchResults one = run(List.of(sample));
        all.images().addAll(one.images());
        for (int m = 0; m < all.accumulators().size(); m++) {
          all.accumulators().get(m).merge(one.accumulators().get(m));
        }
      } catch (OutOfMemoryError e) {
        String name = sample.image().toString();
        String reason = String.valueOf(ImageException.outOfMemory(name, e).getMessage());
        all.images()
            .add(new BatchResults.Skipped(new SkippedImage(sample.id(), sample.image(), reason)));
      }
    }
    return all;
  }

  private BatchResults run(List<Sample> samples) throws IOException {
    List<Loaded> loaded = new ArrayList<>();
    List<Supplier<BatchResults.Result>> results = new ArrayList<>();
    for (Sample sample : samples) {
      Optional<String> problem = load(sample, loaded);
      if (problem.isPresent()) {
        SkippedImage skipped = new SkippedImage(sample.id(), sample.image(), problem.get());
        results.add(() -> new BatchResults.Skipped(skipped));
      } else {
        results.add(loaded.get(loaded.size() - 1)::scored);
      }
    }
    List<MetricAccumulators> accumulators = new ArrayList<>();
    for (int m = 0; m < models.size(); m++) {
      MetricAccumulators accumulator =
          new MetricAccumulators(options.metrics(), pass.get(m).context());
      if (!loaded.isEmpty()) {
        score(m, loaded, accumulator);
      }
      accumulators.add(accumulator);
    }
    return new BatchResults(
        results.stream().map(Supplier::get).collect(Collectors.toCollection(ArrayList::new)),
        accumulators);
  }

  /** Decodes and prepares a sample, or says in one line why that cannot be done. */
  private Optional<String> load(Sample sample, List<Loaded> all) throws IOException {
    LabelledImage loaded;
    try {
      loaded = dataset.load(sample);
    } catch (DatasetException e) {
      return Optional.of(e.problem().text());
    } catch (IOException e) {
      String message = e.getMessage();
      return Optional.of(message == null ? sample.image() + ": " + e : message);
    }
    if (loaded.isIgnored()) {
      return Optional.of(
          sample.mask() + ": every pixel is ignored, so that there is nothing to score");
    }
    if (options.size() == ScoringSize.MODEL && vanishes(loaded.target())) {
      return Optional.of(
          sample.mask()
              + ": at the model's size every pixel is ignored; score at the original size");
    }
    prepared.put(all.size(), loaded.image());
    all.add(
        new Loaded(
            sample,
            loaded.target(),
            brightness(loaded.image()),
            keepsPixels ? Optional.of(loaded.image()) : Optional.empty(),
            new ArrayList<>()));
    return Optional.empty();
  }

  /** Whether a mask of mostly ignored pixels has none that counts at the size of some model. */
  private boolean vanishes(ClassMask target) {
    for (int m = 0; m < models.size(); m++) {
      if (ways.get(m) instanceof Whole && placement(m, target).place(target).isIgnored()) {
        return true;
      }
    }
    return false;
  }

  /** Mean luma (ITU-R BT.601) of every fourth row and column, 0..1. */
  private static double brightness(RgbImage image) {
    double sum = 0;
    long pixels = 0;
    for (int y = 0; y < image.height(); y += BRIGHTNESS_STEP) {
      for (int x = 0; x < image.width(); x += BRIGHTNESS_STEP) {
        sum += 0.299 * image.get(x, y, 0) + 0.587 * image.get(x, y, 1) + 0.114 * image.get(x, y, 2);
        pixels++;
      }
    }
    return sum / pixels / 255;
  }

  private void score(int model, List<Loaded> scored, MetricAccumulators accumulator)
      throws IOException {
    long start = System.nanoTime();
    List<MaskPredictor.Answer> answers = predict(model, scored);
    double seconds = (System.nanoTime() - start) / 1e9 / scored.size();
    for (int i = 0; i < scored.size(); i++) {
      if (pass.get(model).sampler().isPresent()) {
        scored(model, scored.get(i), answers.get(i).scores(), pass.get(model).sampler().get());
      } else {
        score(model, scored.get(i), answers.get(i).scores(), accumulator, seconds);
      }
    }
  }

  private List<MaskPredictor.Answer> predict(int model, List<Loaded> scored) {
    if (ways.get(model) instanceof InWindows windows) {
      return scored.stream()
          .map(image -> windows.predictor().predict(image.pixels().orElseThrow()))
          .toList();
    }
    MaskPredictor.Worker worker = ((Whole) ways.get(model)).worker();
    ByteBuffer input = prepared.input(models.get(model).preparation());
    List<MaskPredictor.Answer> answers = new ArrayList<>();
    for (MaskPredictor.Answer answer : worker.predict(scored.size(), input)) {
      Placement placement = placement(model, scored.get(answers.size()).target());
      answers.add(new MaskPredictor.Answer(answer.scores().shown(placement)));
    }
    return answers;
  }

  /** Where an image lies in a model's input. */
  private Placement placement(int model, ClassMask target) {
    PreprocessSpec spec = models.get(model).preparation().spec();
    return Placement.of(spec, target.width(), target.height());
  }

  private void scored(int model, Loaded scored, PixelScores answer, TemperatureAccumulator sampler)
      throws EvaluationException {
    Optional<float[]> logits = answer.logits();
    if (logits.isEmpty()) {
      return;
    }
    Sample sample = scored.sample();
    ClassMask target = Resizing.resizeNearest(scored.target(), answer.width(), answer.height());
    try {
      synchronized (sampler) {
        sampler.add(sample.id(), logits.get(), target);
      }
    } catch (LabelOutOfRangeException e) {
      throw wrongLabel(sample, e);
    } catch (IllegalArgumentException e) {
      throw senseless(model, sample, e);
    }
  }

  private void score(
      int model, Loaded scored, PixelScores answer, MetricAccumulators accumulator, double seconds)
      throws IOException {
    Sample sample = scored.sample();
    ClassMask own = Resizing.resizeNearest(scored.target(), answer.width(), answer.height());
    ClassMask target = options.size() == ScoringSize.ORIGINAL ? scored.target() : own;
    ClassMask prediction = answer.mask(target.width(), target.height());
    PredictedImage image = compare(sample, target, prediction);
    try {
      Optional<float[]> logits = answer.logits();
      accumulator.add(logits.isPresent() ? image.withLogits(logits.get(), own) : image);
    } catch (IllegalArgumentException e) {
      throw senseless(model, sample, e);
    }
    masks.write(model, sample.id(), prediction);
    scored.models().add(new BatchResults.OfModel(prediction, image.confusion(), seconds));
  }

  private PredictedImage compare(Sample sample, ClassMask target, ClassMask prediction)
      throws EvaluationException {
    PredictedImage image;
    try {
      image = PredictedImage.of(dataset.classNames().size(), sample.id(), target, prediction);
    } catch (LabelOutOfRangeException e) {
      throw wrongLabel(sample, e);
    }
    if (image.confusion().total() == 0) {
      throw new EvaluationException(
          "%s: at the model's size every pixel is ignored; score at the original size"
              .formatted(sample.mask()));
    }
    return image;
  }

  private static EvaluationException wrongLabel(Sample sample, LabelOutOfRangeException e) {
    return new EvaluationException("%s: %s; correct it".formatted(sample.mask(), e.getMessage()));
  }

  private IllegalStateException senseless(int model, Sample sample, IllegalArgumentException e) {
    return new IllegalStateException(
        "%s: its answer for %s makes no sense: %s"
            .formatted(models.get(model).name(), sample.image(), e.getMessage()),
        e);
  }

  @Override
  public void close() {
    for (Way way : ways) {
      if (way instanceof InWindows windows) {
        windows.predictor().close();
      }
    }
    prepared.close();
  }

  /** A few images, prepared once in each way that some model asks for. Not thread-safe. */
  private static final class PreparedBatch implements AutoCloseable {
    private final Map<MaskPredictor.Input, ImagePreparer> preparers = new LinkedHashMap<>();
    private final Map<MaskPredictor.Input, ByteBuffer> inputs = new LinkedHashMap<>();

    /** Makes room for so many images, prepared in this way. */
    void reserve(MaskPredictor.Input preparation, int images) {
      preparers.computeIfAbsent(
          preparation, p -> new ImagePreparer(p.spec(), p.layout(), DecodeLimits.defaults()));
      int bytes = Math.multiplyExact(images, preparation.bytes());
      ByteBuffer held = inputs.get(preparation);
      if (held == null || held.capacity() < bytes) {
        inputs.put(preparation, ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()));
      }
    }

    /** Prepares an image in every way, at a place in the batch. */
    void put(int index, RgbImage image) {
      ImageSource source = ImageSource.of(image);
      preparers.forEach(
          (preparation, preparer) -> {
            int values = preparation.bytes() / Float.BYTES;
            try {
              preparer.prepare(source, input(preparation).asFloatBuffer(), index * values);
            } catch (ImageException e) {
              throw new IllegalStateException("an image in memory cannot be read", e);
            }
          });
    }

    ByteBuffer input(MaskPredictor.Input preparation) {
      return Objects.requireNonNull(inputs.get(preparation));
    }

    @Override
    public void close() {
      preparers.values().forEach(ImagePreparer::close);
    }
  }
}
