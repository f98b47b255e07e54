package dev.vinyl.training.stage;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.data.internal.cache.ImageCache;
import dev.vinyl.export.graph.Graph.ParameterSpec;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.augment.Augmentation;
import dev.vinyl.training.augment.Framing;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.internal.engine.EngineFactory;
import dev.vinyl.training.internal.engine.Engines;
import dev.vinyl.training.internal.engine.Optimization;
import dev.vinyl.training.internal.loop.RunWriter;
import dev.vinyl.training.internal.loop.Trainer;
import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.internal.random.RandomStreams;
import dev.vinyl.training.internal.tensorboard.TensorBoardListener;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunManifest;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingResult;
import dev.vinyl.training.loop.Validation;
import dev.vinyl.training.stage.StageConfig.ValidationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a stage: from random initialization or an earlier run's encoder to a run directory with
 * checkpoints, metrics and weights.
 *
 * <pre>{@code
 * FineTuningConfig config = FineTuningConfig.of(StageConfig.recipe("paper", FineTuning.NAME));
 * TrainingResult result =
 *     new Training(new FineTuning(OxfordPets.open(data), config))
 *         .seed(1)
 *         .from(Path.of("runs/pretrained"))
 *         .run(Path.of("runs/pets"));
 * }</pre>
 *
 * <p>Set up by one thread; {@link #run} trains on the thread that calls it.
 */
public final class Training {
  private static final Logger log = LoggerFactory.getLogger(Training.class);

  /** What happens when the loss is NaN or infinite. */
  public enum OnNan {
    /** Training stops with an error; checkpoints stay. */
    STOP,
    /** Training goes back to the last good checkpoint and on at half the rate. */
    ROLLBACK
  }

  /** What computes the steps; all stand on ONNX Runtime. */
  public enum Engine {
    /**
     * {@link #TRAINING_API} where its library is there and it can do what the settings ask for,
     * else {@link #PLAIN}.
     */
    AUTO,
    /**
     * ONNX Runtime's training API: parameters stay on the device. It updates all of them alike and
     * keeps no average.
     */
    TRAINING_API,
    /**
     * A plain session, which needs no training library; where that is loaded its gradient kernels
     * are used, because they are faster.
     */
    PLAIN;

    /**
     * Loads ONNX Runtime, of which a JVM has one: what comes first decides. For those who need it
     * before they train, such as to choose a device. Where the library that can train is not there,
     * the stock one is loaded and the log says why.
     */
    public void load() {
      Engines.load(this != PLAIN);
    }

    private EngineFactory open(SessionSettings settings) {
      return switch (this) {
        case AUTO -> Engines.auto(settings);
        case TRAINING_API -> Engines.trainingApi(settings);
        case PLAIN -> Engines.plain(settings);
      };
    }
  }

  private final Stage stage;
  private final EngineFactory engines;
  private long seed = 1;
  private @Nullable Path from;
  private boolean withHead;
  private RunDirectory.Existing existing = RunDirectory.Existing.REFUSE;
  private OnNan onNan = OnNan.STOP;
  private @Nullable Path cache;
  private TrainingListener listener = TrainingListener.NONE;
  private BooleanSupplier stop = () -> false;
  private @Nullable Framing framing;
  private List<Augmentation> augmentations = List.of();
  private @Nullable Validation ownValidation;

  /**
   * A training from random initialization with seed 1, which refuses a run that is there, stops
   * where the loss is no number, and decodes images anew in each epoch. Steps are computed on the
   * processor by {@link Engine#AUTO}.
   */
  public Training(Stage stage) {
    this(stage, Engine.AUTO, SessionSettings.forTraining());
  }

  /**
   * The same with an engine, a device and threads of one's choice. Loads ONNX Runtime.
   *
   * @throws IllegalStateException if the library that the engine needs is not there
   */
  public Training(Stage stage, Engine engine, SessionSettings settings) {
    this(stage, engine.open(settings));
  }

  Training(Stage stage, EngineFactory engines) {
    this.stage = stage;
    this.engines = engines;
  }

  /** Seed of every random choice. */
  public Training seed(long newSeed) {
    seed = newSeed;
    return this;
  }

  /**
   * The folder of an earlier run whose encoder is the one to begin with; null for random
   * initialization. Where its images had another size, its position embedding is resampled
   * bicubically; its patches must have the model's size.
   */
  public Training from(@Nullable Path run) {
    from = run;
    return this;
  }

  /**
   * Whether to begin with the head of that run too; only for a run of the same stage whose data has
   * the same classes.
   */
  public Training withHead(boolean choice) {
    withHead = choice;
    return this;
  }

  /** What happens to a run that is in the folder already. */
  public Training existing(RunDirectory.Existing choice) {
    existing = choice;
    return this;
  }

  /** What happens when the loss is NaN or infinite. */
  public Training onNan(OnNan choice) {
    onNan = choice;
    return this;
  }

  /**
   * A folder for decoded images, so that epochs after the first, and later runs on the same data,
   * need not decode them; null for none.
   */
  public Training cache(@Nullable Path folder) {
    cache = folder;
    return this;
  }

  /**
   * Which part of each image is seen, in place of what the settings say; null for those. {@code
   * run.yaml} does not tell of it, so a run that is resumed has to be given the same again.
   */
  public Training framing(@Nullable Framing own) {
    framing = own;
    return this;
  }

  /** Augmentations after those of the settings, in order; as {@link #framing}. */
  public Training augmentations(List<Augmentation> own) {
    augmentations = List.copyOf(own);
    return this;
  }

  /**
   * What scores the model, in place of the stage's own validation, as often as {@code
   * validation.every} says; null for that one.
   */
  public Training validation(@Nullable Validation own) {
    ownValidation = own;
    return this;
  }

  /** Hears how it goes. */
  public Training listener(TrainingListener newListener) {
    listener = newListener;
    return this;
  }

  /**
   * Asked after each step, by the thread that trains, whether training is to end there, with a
   * checkpoint to resume from.
   */
  public Training stop(BooleanSupplier wanted) {
    stop = wanted;
    return this;
  }

  /**
   * Trains, and leaves weights, checkpoints and metrics in a run directory.
   *
   * @param folder of the run
   * @throws IOException if there is too little to train on, an image cannot be read, the encoder to
   *     begin with does not fit, or a folder cannot be used
   * @throws IllegalStateException if the loss stops being finite, or the engine cannot do what the
   *     settings ask for
   */
  public TrainingResult run(Path folder) throws IOException {
    StageConfig config = stage.config();
    List<ParameterSpec> parameters = TrainingArtifacts.parameters(stage.model());
    Optimization optimization = ParameterGroups.optimization(config, parameters);
    RandomStreams streams = new RandomStreams(seed);
    ParameterSet drawn =
        TrainingArtifacts.initialParameters(
            stage.model(), config.initialization().values(), streams.seed(Purpose.INITIAL_WEIGHTS));
    DataDescription data = describeData();
    stage.warning().ifPresent(log::warn);
    @Nullable InitialWeights first = firstWeights(data);
    ParameterSet initial = first == null ? drawn : first.over(drawn);
    sayHowLongItWarmsUp();
    Steps steps = steps(folder, optimization);
    Stage decided = decided(folder, data);
    RunManifest manifest =
        new RunManifest(
            stage.name(),
            seed,
            Instant.now().toString(),
            RunManifest.Versions.current(steps.engines().description(optimization)),
            data,
            first == null ? RunManifest.Origin.SCRATCH : first.origin(),
            decided.settings().with("microBatch=" + steps.microBatch()));
    try (RunWriter writer = RunWriter.begin(folder, existing, manifest, this::obstacle);
        TensorBoardListener curves = new TensorBoardListener(writer.directory().tensorBoard());
        Images images = openImages(data)) {
      TrainingListener all = curves.and(listener);
      Optional<Validation> validation =
          validation(
              new Stage.Context(config, transform(), writer.directory().images(), streams, all));
      ImageExamples.View view =
          ImageExamples.View.forTraining(
              images.source(),
              stage.size(),
              config,
              framing == null ? config.augment().framing(config.preprocess()) : framing,
              augmentations,
              streams);
      StageTask task =
          new StageTask(
              decided,
              steps.engines(),
              steps.microBatch(),
              optimization,
              initial,
              writer,
              view,
              validation);
      return new Trainer(config.plan(onNan == OnNan.ROLLBACK), writer, all, stop).train(task);
    }
  }

  /**
   * The stage with what its images decide, which may take as long as decoding them all: not before
   * a folder is refused. A run that is resumed finds the same again.
   */
  private Stage decided(Path folder, DataDescription data) throws IOException {
    if (!stage.asksImages()) {
      return stage;
    }
    RunWriter.requireUsable(folder, existing);
    try (Images images = openImages(data)) {
      return stage.answered(images.source());
    }
  }

  /** What computes steps, and of how many images at once. */
  private record Steps(EngineFactory engines, int microBatch) {}

  /** A run that is continued goes on as it was begun, where nothing else is asked for. */
  private Steps steps(Path folder, Optimization optimization) throws IOException {
    int microBatch = stage.config().microBatch();
    RunDirectory run = RunDirectory.at(folder);
    if (existing != RunDirectory.Existing.RESUME || !Files.isRegularFile(run.manifestFile())) {
      return new Steps(engines, microBatch);
    }
    RunManifest begun = run.manifest();
    return new Steps(
        engines.continuing(begun.versions().engine(), optimization),
        microBatch == 0 ? StageConfig.sharedPart(begun.config()).microBatch() : microBatch);
  }

  private @Nullable InitialWeights firstWeights(DataDescription data) throws IOException {
    if (from == null) {
      if (withHead) {
        throw new IllegalStateException("there is no earlier run whose head could be taken");
      }
      return null;
    }
    InitialWeights trained =
        withHead ? InitialWeights.withHead(from, stage.name(), data) : InitialWeights.encoder(from);
    return trained.fitted(stage.config().model());
  }

  private void sayHowLongItWarmsUp() {
    StageConfig config = stage.config();
    double most = config.schedule().warmupOf(config.epochs());
    if (most < config.schedule().warmup()) {
      log.warn(
          "schedule.warmup of {} epochs is more than half of {}; the rate rises for {}",
          config.schedule().warmup(),
          config.epochs(),
          most);
    }
  }

  private Optional<String> obstacle(ConfigTree begun) throws IOException {
    return stage.config().obstacleToExtend(StageConfig.sharedPart(begun));
  }

  private DataDescription describeData() throws IOException {
    StageConfig config = stage.config();
    DataDescription data = stage.data();
    if (data.images() == 0) {
      throw new IOException(
          "%s: has no images in split %s to train on".formatted(data.name(), data.split()));
    }
    if (config.batchSize() > data.images()) {
      throw new IOException(
          "%s: batchSize %d is more than the %d images to train on; set batchSize=%d or less"
              .formatted(data.name(), config.batchSize(), data.images(), data.images()));
    }
    return data;
  }

  private Optional<Validation> validation(Stage.Context context) throws IOException {
    ValidationSettings settings = stage.config().validation();
    if (settings.every() == 0) {
      return Optional.empty();
    }
    if (ownValidation != null) {
      return Optional.of(ownValidation);
    }
    Optional<Validation> validation = stage.validation(context);
    if (validation.isEmpty()) {
      String nothing = "no images are left to validate on";
      if (settings.decides()) {
        throw new IOException(
            nothing + "; train on fewer, or set validation.use=last and validation.patience=0");
      }
      log.info("{}, so training goes without", nothing);
    }
    return validation;
  }

  /** Images that are decoded when they are asked for, or were before. */
  private record Images(ImageLoader source, @Nullable ImageCache open) implements AutoCloseable {
    @Override
    public void close() {
      if (open != null) {
        open.close();
      }
    }
  }

  /** Where parts of the images are seen later, more of them is kept. */
  private CacheTransform transform() {
    StageConfig config = stage.config();
    return new CacheTransform(config.preprocess(), framing != null || config.augment().crops());
  }

  private Images openImages(DataDescription data) throws IOException {
    CacheTransform preparation = transform();
    ImageLoader prepared = preparation.of(stage.images());
    if (cache == null) {
      return new Images(prepared, null);
    }
    String key =
        ImageCache.key(
            data.fingerprint(),
            "%s %s%s"
                .formatted(
                    data.selection(),
                    preparation.description(),
                    stage.hasMasks() ? ", with masks" : ""));
    ImageCache open =
        ImageCache.open(
            cache,
            key,
            stage.size(),
            prepared,
            stage.config().loaderThreads(),
            listener::imageCached);
    return new Images(open::get, open);
  }
}
