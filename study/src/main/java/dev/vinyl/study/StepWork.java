package dev.vinyl.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.evaluation.Evaluation;
import dev.vinyl.evaluation.EvaluationListener;
import dev.vinyl.evaluation.EvaluationOptions;
import dev.vinyl.evaluation.ImageResult;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.geometry.GeometryAnalysis;
import dev.vinyl.evaluation.geometry.GeometryReport;
import dev.vinyl.evaluation.internal.json.Json;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ImageValues;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.ScoreResult;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.evaluation.study.GeometryStudy;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.internal.io.AtomicFile;
import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.runtime.internal.io.Temporary;
import dev.vinyl.study.internal.graph.Scheduler;
import dev.vinyl.study.internal.graph.Step;
import dev.vinyl.study.internal.graph.StepFolders;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingResult;
import dev.vinyl.training.stage.FineTuning;
import dev.vinyl.training.stage.IntermediateClassification;
import dev.vinyl.training.stage.IntermediateSpatial;
import dev.vinyl.training.stage.Pretraining;
import dev.vinyl.training.stage.Stage;
import dev.vinyl.training.stage.TrainedRun;
import dev.vinyl.training.stage.Training;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Does the steps of a grid: trains, scores, measures. Used by several threads at once. */
final class StepWork implements Scheduler.Work {
  /** In a training's result: the version of Vinyl that began it. */
  static final String BEGUN_BY = "begunBy";

  private static final String RUN = "run";
  private static final String PAPER = "paper.miou";
  private static final String MODELS = "models";
  private static final String GEOMETRY = "geometry";

  /** Hears how far a step is. */
  @FunctionalInterface
  interface Progress {
    void at(Step step, long done, long total, String detail);
  }

  private final GridPlan plan;
  private final StudyData data;
  private final StudySpec spec;
  private final StepFolders folders;
  private final Path root;
  private final Training.Engine engine;
  private final SessionSettings session;
  private final BooleanSupplier stop;
  private final Progress progress;

  StepWork(
      GridPlan plan,
      StudyData data,
      StudySpec spec,
      StepFolders folders,
      Path root,
      Training.Engine engine,
      SessionSettings session,
      BooleanSupplier stop,
      Progress progress) {
    this.plan = plan;
    this.data = data;
    this.spec = spec;
    this.folders = folders;
    this.root = root;
    this.engine = engine;
    this.session = session;
    this.stop = stop;
    this.progress = progress;
  }

  @Override
  public @Nullable ObjectNode run(Step step) throws IOException {
    Files.createDirectories(folders.folder(step));
    Task task = plan.task(step);
    if (task instanceof Task.Given given) {
      return copy(step, RunDirectory.open(given.run()));
    }
    if (task instanceof Task.Pretrain pretrain) {
      return train(step, stage(pretrain), pretrain.seed());
    }
    if (task instanceof Task.Classify classify) {
      return train(step, stage(classify), classify.seed());
    }
    if (task instanceof Task.Spatial spatial) {
      return train(step, stage(spatial), spatial.seed());
    }
    if (task instanceof Task.FineTune tune) {
      return train(step, stage(tune), tune.seed());
    }
    return task instanceof Task.Evaluate evaluate
        ? evaluate(step, evaluate)
        : geometry(step, (Task.Geometry) task);
  }

  Stage stage(Task.Pretrain task) throws IOException {
    return new Pretraining(data.unlabelled(task.size()), task.config());
  }

  Stage stage(Task.Classify task) throws IOException {
    return new IntermediateClassification(
        task.breeds() ? data.breeds() : data.classes(), task.config());
  }

  Stage stage(Task.Spatial task) throws IOException {
    return new IntermediateSpatial(data.labelled(), task.config());
  }

  Stage stage(Task.FineTune task) throws IOException {
    return new FineTuning(data.labelled(task.size()), task.config());
  }

  private Path runOf(Step step) {
    return folders.folder(step).resolve(RUN);
  }

  private Path inputRun(Step step, int input) {
    return runOf(plan.step(step.inputs().get(input)));
  }

  /** What a stage reads of the run that it begins with. */
  private ObjectNode copy(Step step, RunDirectory given) throws IOException {
    Path run = runOf(step);
    Files.createDirectories(run);
    for (Path file : List.of(given.encoderFile(), given.manifestFile())) {
      AtomicFile.write(
          run.resolve(String.valueOf(file.getFileName())), out -> Files.copy(file, out));
    }
    ObjectNode found = Json.mapper().createObjectNode();
    found.put("encoder", Sha256.hex(RunDirectory.open(run).encoderFile()));
    return found;
  }

  private @Nullable ObjectNode train(Step step, Stage stage, long seed) throws IOException {
    Path run = runOf(step);
    TrainingResult result =
        new Training(stage, engine, session)
            .seed(seed)
            .from(step.inputs().isEmpty() ? null : inputRun(step, 0))
            .existing(RunDirectory.Existing.RESUME)
            .cache(root.resolve("cache"))
            .listener(new Steps(step))
            .stop(stop)
            .run(run);
    if (result.end() == TrainingResult.End.STOPPED) {
      return null;
    }
    ObjectNode found = Json.mapper().createObjectNode();
    found.put("epochs", result.epochs());
    found.put("steps", result.steps());
    found.put("loss", result.loss());
    found.put("trainingSeconds", trainingSeconds(run));
    found.put(BEGUN_BY, RunDirectory.open(run).manifest().versions().vinyl());
    return found;
  }

  /** Of all processes that trained it: what its epochs took. */
  private static double trainingSeconds(Path run) throws IOException {
    double seconds = 0;
    try (BufferedReader lines = Files.newBufferedReader(RunDirectory.at(run).metricsFile())) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode node = Json.mapper().readTree(line);
        seconds += node.path("kind").asText().equals("epoch") ? node.path("seconds").asDouble() : 0;
      }
    }
    return seconds;
  }

  /**
   * Removes what only a step that has not ended needs; checkpoints take several times what weights
   * do.
   *
   * @param folder of a step that is done
   */
  static void tidy(Path folder) throws IOException {
    remove(RunDirectory.at(folder.resolve(RUN)).checkpoints());
    remove(folder.resolve(MODELS));
    remove(folder.resolve(GEOMETRY).resolve("features"));
  }

  private static void remove(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      List<Path> parts;
      try (Stream<Path> walk = Files.walk(folder)) {
        parts = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path part : parts) {
        Files.delete(part);
      }
    }
  }

  private ObjectNode evaluate(Step step, Task.Evaluate task) throws IOException {
    SegmentationDataset dataset = data.labelled();
    int images = dataset.samples(Split.TEST).size();
    try (Temporary model = Temporary.in(folders.folder(step), "model.onnx")) {
      TrainedRun.open(inputRun(step, 0)).segmenter().export(model.path());
      EvaluationOptions options =
          EvaluationOptions.defaults()
              .withRunning(running())
              .withBootstrap(new Bootstrap(task.resamples(), 0.95, 0))
              .withMetrics(List.of(Metric.confusion()));
      EvaluationResult result =
          new Evaluation(dataset, List.of(model.path()))
              .options(options)
              .listener(
                  new EvaluationListener() {
                    private int done;

                    @Override
                    public void scored(ImageResult image) {
                      progress.at(step, ++done, images, "");
                    }
                  })
              .run()
              .report()
              .results()
              .get(0);
      return scores(result);
    }
  }

  private static ObjectNode scores(EvaluationResult result) {
    ObjectNode found = Json.mapper().createObjectNode();
    found.put("paperMiou", result.score(PAPER));
    found.put("datasetMiou", result.score("dataset.miou"));
    found.put("pixelAccuracy", result.score("dataset.pixelAccuracy"));
    found.put("images", result.images().size());
    ArrayNode ids = found.putArray("ids");
    result.images().forEach(image -> ids.add(image.sample().id()));
    ImageValues values = result.find(PAPER).flatMap(ScoreResult::images).orElseThrow();
    ArrayNode each = found.putArray("paperMiouOfImages");
    for (int i = 0; i < values.size(); i++) {
      each.add(values.get(i));
    }
    return found;
  }

  private SegmenterOptions running() {
    int threads = session.intraOpThreads();
    return threads == 0
        ? SegmenterOptions.defaults()
        : SegmenterOptions.defaults().withThreads(threads);
  }

  private ObjectNode geometry(Step step, Task.Geometry task) throws IOException {
    Path folder = folders.folder(step);
    List<Path> models = new ArrayList<>();
    for (int i = 0; i < task.names().size(); i++) {
      Path model = folder.resolve(MODELS).resolve(task.names().get(i) + ".onnx");
      Files.createDirectories(folder.resolve(MODELS));
      if (!Files.exists(model)) {
        TrainedRun.open(inputRun(step, i)).features(false).export(model);
      }
      models.add(model);
    }
    List<Sample> samples = new ArrayList<>();
    for (Split split : Split.values()) {
      samples.addAll(data.labelled().samples(split));
    }
    List<Sample> looked = samples.subList(0, Math.min(task.images(), samples.size()));
    FeatureImages images = FeatureImages.of(data.labelled(), looked);
    GeometryReport report =
        GeometryStudy.ofModels(models, images)
            .analysis(
                new GeometryAnalysis(
                    spec.seeds().get(0), task.probeImages(), task.maps(), Set.of()))
            .running(running())
            .listener((what, done, total) -> progress.at(step, done, Math.max(1, total), what))
            .out(folder.resolve(GEOMETRY))
            .run();
    ObjectNode found = Json.mapper().createObjectNode();
    ArrayNode names = found.putArray("names");
    task.names().forEach(names::add);
    found.set("report", Json.mapper().readTree(report.toJson()));
    return found;
  }

  /** Tells of the steps of a training. */
  private final class Steps implements TrainingListener {
    private final Step step;
    private long total = 1;

    Steps(Step step) {
      this.step = step;
    }

    @Override
    public void imageCached(int done, int all) {
      progress.at(step, done, all, "decoding");
    }

    @Override
    public void trainingStarted(TrainingOutline outline) {
      total = outline.steps();
    }

    @Override
    public void stepFinished(StepReport report) {
      progress.at(
          step,
          report.step(),
          total,
          String.format(
              Locale.ROOT, "loss %.3f, %.0f images/s", report.loss(), report.imagesPerSecond()));
    }
  }
}
