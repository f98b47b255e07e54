package dev.vinyl.study;

import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.study.internal.graph.Identity;
import dev.vinyl.study.internal.graph.Step;
import dev.vinyl.study.internal.graph.StepGraph;
import dev.vinyl.study.internal.results.CellKey;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunManifest;
import dev.vinyl.training.stage.ClassificationConfig;
import dev.vinyl.training.stage.FineTuning;
import dev.vinyl.training.stage.FineTuningConfig;
import dev.vinyl.training.stage.IntermediateClassification;
import dev.vinyl.training.stage.IntermediateSpatial;
import dev.vinyl.training.stage.ModelSettings;
import dev.vinyl.training.stage.Pretraining;
import dev.vinyl.training.stage.PretrainingConfig;
import dev.vinyl.training.stage.StageConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A study as steps: what several cells begin with is one step. Made once for each run; immutable
 * afterwards.
 */
final class GridPlan {
  /** The kind of the steps that score cells. */
  static final String EVALUATE = "evaluate";

  /** The kind of the step that measures encoders. */
  static final String GEOMETRY = "geometry";

  /** The kind of the steps that take an encoder from elsewhere. */
  static final String ENCODER = "encoder";

  private static final String BREEDS = "breeds";

  private final StudySpec spec;
  private final StudyData data;
  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private final Map<String, Step> byIdentity = new LinkedHashMap<>();
  private final Map<String, Record> bound = new HashMap<>();
  private final Map<CellKey, Step> cells = new LinkedHashMap<>();
  private @Nullable Step geometry;

  private GridPlan(StudySpec spec, StudyData data) {
    this.spec = spec;
    this.data = data;
  }

  /**
   * Plans a study. Opens the data sets that it needs and reads them for their fingerprints.
   *
   * @throws IllegalArgumentException if a stage has no such setting, one is out of range, or a size
   *     is larger than the data
   * @throws IOException if a data set cannot be read
   */
  static GridPlan of(StudySpec spec, StudyData data) throws IOException {
    GridPlan plan = new GridPlan(spec, data);
    plan.addCells();
    plan.addGeometry();
    return plan;
  }

  StepGraph graph() {
    return new StepGraph(List.copyOf(steps.values()));
  }

  Task task(Step step) {
    Task task = tasks.get(step.name());
    if (task == null) {
      throw new IllegalArgumentException("no step of this plan: " + step.name());
    }
    return task;
  }

  Step step(String name) {
    Step step = steps.get(name);
    if (step == null) {
      throw new IllegalArgumentException("no step of this plan: " + name);
    }
    return step;
  }

  /** The step that scores each cell, in the order of tables. */
  Map<CellKey, Step> cells() {
    return cells;
  }

  /** The step that measures encoders, if there is one. */
  @Nullable Step geometry() {
    return geometry;
  }

  private void addCells() throws IOException {
    for (int size : pretrainSizes(spec.pretrain().sizes())) {
      for (Intermediate kind : spec.intermediate().kinds()) {
        for (int tuned : tuneSizes()) {
          for (long seed : spec.seeds()) {
            Step encoder = encoder(size, kind, seed, intermediateSettings(kind), "");
            FineTuningConfig config =
                bind(
                    "finetune", () -> FineTuningConfig.of(stage(FineTuning.NAME, spec.finetune())));
            addCell(size, kind.label(), tuned, seed, encoder, config);
          }
        }
      }
    }
    for (Map.Entry<String, String> given : spec.encoders().entrySet()) {
      Step encoder = given(given.getKey(), Path.of(given.getValue()));
      FineTuningConfig config = fineTuningOf(given.getKey(), Path.of(given.getValue()));
      for (int tuned : tuneSizes()) {
        for (long seed : spec.seeds()) {
          addCell(0, given.getKey(), tuned, seed, encoder, config);
        }
      }
    }
  }

  /** Of an encoder from elsewhere: its model counts, whatever the study's is. */
  private FineTuningConfig fineTuningOf(String name, Path folder) throws IOException {
    ConfigTree settings =
        ModelSettings.from(stage(FineTuning.NAME, spec.finetune()), RunDirectory.open(folder));
    return bind("finetune." + name, () -> FineTuningConfig.of(settings));
  }

  private Step given(String name, Path folder) throws IOException {
    RunDirectory run = RunDirectory.open(folder);
    Map<String, String> facts = new TreeMap<>();
    facts.put("encoder", Sha256.hex(run.encoderFile()));
    facts.put("model", ModelSettings.asText(StageConfig.of(run).model()));
    return add(ENCODER + "/" + name, ENCODER, facts, List.of(), new Task.Given(folder));
  }

  private void addCell(
      int size, String kind, int tuned, long seed, @Nullable Step encoder, FineTuningConfig config)
      throws IOException {
    requireBatch("finetune", config.common(), tuned);
    String cell = "%d/%s/%d/seed-%d".formatted(size, kind, tuned, seed);
    Map<String, String> facts = labelledFacts();
    facts.put("images", Integer.toString(tuned));
    Step tune =
        training("finetune/" + cell, new Task.FineTune(tuned, seed, config), facts, encoder);
    Map<String, String> scoring = labelledFacts();
    scoring.put("resamples", Integer.toString(spec.evaluate().resamples()));
    Step evaluate =
        add(
            EVALUATE + "/" + cell,
            EVALUATE,
            scoring,
            List.of(tune),
            new Task.Evaluate(spec.evaluate().resamples()));
    cells.put(new CellKey(size, kind, tuned, seed), evaluate);
  }

  private void addGeometry() throws IOException {
    StudySpec.GeometrySpec geometrySpec = spec.geometry();
    List<Step> encoders = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int size : pretrainSizes(geometrySpec.pretrain())) {
      for (Intermediate kind : geometrySpec.kinds()) {
        ConfigTree own =
            switch (kind) {
              case NONE -> ConfigTree.parse("", "none");
              case CLASSIFICATION -> geometrySpec.classification();
              case BREEDS -> geometrySpec.breeds();
              case SPATIAL -> geometrySpec.spatial();
            };
        Step encoder =
            encoder(
                size,
                kind,
                spec.seeds().get(0),
                intermediateSettings(kind).overlaidBy(own),
                own.leaves().isEmpty() ? "" : "-for-geometry");
        if (encoder != null) { // random weights have no geometry worth a look
          encoders.add(encoder);
          names.add(size + (kind == Intermediate.NONE ? "" : " + " + kind.label()));
        }
      }
    }
    for (Map.Entry<String, String> given : spec.encoders().entrySet()) {
      Path run = Path.of(given.getValue());
      if (isComparable(run)) {
        encoders.add(given(given.getKey(), run));
        names.add("0 + " + given.getKey());
      }
    }
    if (encoders.isEmpty()) {
      return;
    }
    Map<String, String> facts = labelledFacts();
    facts.put("looked at", Integer.toString(geometrySpec.images()));
    facts.put("probe images", Integer.toString(geometrySpec.probeImages()));
    facts.put("maps", Integer.toString(geometrySpec.maps()));
    facts.put("names", String.join(", ", names));
    geometry =
        add(
            GEOMETRY,
            GEOMETRY,
            facts,
            encoders,
            new Task.Geometry(
                names, geometrySpec.images(), geometrySpec.probeImages(), geometrySpec.maps()));
  }

  /** Encoders can be compared patch by patch where they have the same rows and columns of them. */
  private boolean isComparable(Path run) throws IOException {
    VitConfig ours =
        bind("finetune", () -> FineTuningConfig.of(stage(FineTuning.NAME, spec.finetune())))
            .common()
            .model();
    VitConfig given = StageConfig.of(RunDirectory.open(run)).model();
    return given.gridHeight() == ours.gridHeight() && given.gridWidth() == ours.gridWidth();
  }

  /** Of pre-training and the stage after it; null for random weights. */
  private @Nullable Step encoder(
      int size, Intermediate kind, long seed, ConfigTree settings, String suffix)
      throws IOException {
    long own = spec.pretrain().perSeed() ? seed : spec.seeds().get(0);
    String of = size + (spec.pretrain().perSeed() ? "/seed-" + own : "");
    Step pretrained = size == 0 ? null : pretrained(size, own, of);
    if (kind == Intermediate.NONE) {
      return pretrained;
    }
    String name = "%s/%s%s".formatted(kind.label(), of, suffix);
    if (kind == Intermediate.SPATIAL) {
      StageConfig config =
          bind(
              "intermediate.spatial" + suffix,
              () ->
                  StageConfig.of(
                      stage(IntermediateSpatial.NAME, spec.intermediate().recipe(), settings),
                      IntermediateSpatial.NAME));
      return training(name, new Task.Spatial(own, config), labelledFacts(), pretrained);
    }
    boolean breeds = kind == Intermediate.BREEDS;
    ClassificationConfig config =
        bind(
            "intermediate." + kind.label() + suffix,
            () ->
                ClassificationConfig.of(
                    stage(
                        breeds ? BREEDS : IntermediateClassification.NAME,
                        spec.intermediate().recipe(),
                        settings)));
    Map<String, String> facts =
        breeds ? labelledFacts() : new TreeMap<>(Map.of("data", data.classes().fingerprint()));
    if (!breeds) {
      facts.put("split seed", Long.toString(spec.data().splitSeed()));
    }
    return training(name, new Task.Classify(breeds, own, config), facts, pretrained);
  }

  private Step pretrained(int size, long seed, String of) throws IOException {
    PretrainingConfig config =
        bind(
            "pretrain",
            () ->
                PretrainingConfig.of(
                    stage(Pretraining.NAME, spec.pretrain().recipe(), spec.pretrain().settings())));
    requireBatch("pretrain", config.common(), size);
    Map<String, String> facts = new TreeMap<>();
    facts.put("data", data.unlabelled().fingerprint());
    facts.put("images", Integer.toString(size));
    facts.put("choice of images", Long.toString(spec.data().splitSeed()));
    return training("pretrain/" + of, new Task.Pretrain(size, seed, config), facts, null);
  }

  private Step training(String name, Task task, Map<String, String> facts, @Nullable Step from)
      throws IOException {
    Map<String, String> all = new TreeMap<>(facts);
    RunManifest.decisiveSettings(Task.settings(task))
        .forEach((key, value) -> all.put("setting " + key, value));
    all.put("seed", Long.toString(seed(task)));
    String kind = name.substring(0, name.indexOf('/'));
    return add(name, kind, all, from == null ? List.of() : List.of(from), task);
  }

  private static long seed(Task task) {
    if (task instanceof Task.Pretrain pretrain) {
      return pretrain.seed();
    }
    if (task instanceof Task.Classify classify) {
      return classify.seed();
    }
    return task instanceof Task.Spatial spatial ? spatial.seed() : ((Task.FineTune) task).seed();
  }

  /** One step for each identity, under the name that it had first. */
  private Step add(
      String name, String kind, Map<String, String> facts, List<Step> inputs, Task task) {
    String identity = Identity.of(kind, facts, inputs.stream().map(Step::identity).toList());
    Step known = byIdentity.get(identity);
    if (known != null) {
      return known;
    }
    Step step = new Step(name, kind, identity, inputs.stream().map(Step::name).toList());
    byIdentity.put(identity, step);
    steps.put(name, step);
    tasks.put(name, task);
    return step;
  }

  private Map<String, String> labelledFacts() throws IOException {
    Map<String, String> facts = new TreeMap<>();
    facts.put("data", data.labelled().fingerprint());
    facts.put("test images", Integer.toString(spec.data().test()));
    facts.put("split seed", Long.toString(spec.data().splitSeed()));
    return facts;
  }

  private Set<Integer> pretrainSizes(List<Size> sizes) throws IOException {
    Set<Integer> numbers = new LinkedHashSet<>();
    for (Size size : sizes) {
      boolean none = size.text().equals("0");
      numbers.add(none ? 0 : within(size, data.unlabelled().images().size(), "pretrain.sizes"));
    }
    return numbers;
  }

  private Set<Integer> tuneSizes() throws IOException {
    Set<Integer> numbers = new LinkedHashSet<>();
    for (Size size : spec.finetune().sizes()) {
      numbers.add(within(size, data.trainable(), "finetune.sizes"));
    }
    return numbers;
  }

  private static int within(Size size, int there, String key) {
    int number = size.of(there);
    if (number > there || number == 0) {
      throw new IllegalArgumentException(
          "%s: %s images were asked for, but there are %d; name a smaller size"
              .formatted(key, size.text(), there));
    }
    return number;
  }

  private static void requireBatch(String stage, StageConfig config, int images) {
    if (config.batchSize() > images) {
      throw new IllegalArgumentException(
          "%s: batchSize %d is more than the %d images of a size; set batchSize to %d or less"
              .formatted(stage, config.batchSize(), images, images));
    }
  }

  private ConfigTree intermediateSettings(Intermediate kind) throws ConfigException {
    return switch (kind) {
      case NONE -> ConfigTree.parse("", "none");
      case CLASSIFICATION -> spec.intermediate().classification();
      case BREEDS -> spec.intermediate().breeds();
      case SPATIAL -> spec.intermediate().spatial();
    };
  }

  private ConfigTree stage(String name, StudySpec.FinetuneSpec own) throws ConfigException {
    return stage(name, own.recipe(), own.settings());
  }

  /** The recipe's settings with those of the study and of the stage on top. */
  private ConfigTree stage(String name, String recipe, ConfigTree own) throws ConfigException {
    ConfigTree settings = StageConfig.recipe(recipe.isEmpty() ? spec.recipe() : recipe, name);
    for (ConfigTree layer : List.of(spec.settings(), own)) {
      for (Map.Entry<String, String> entry : layer.leaves().entrySet()) {
        settings = settings.with(entry.getKey() + "=" + entry.getValue());
      }
    }
    return settings;
  }

  /** Makes a stage's settings. */
  @FunctionalInterface
  private interface Binding<T extends Record> {
    T make() throws ConfigException;
  }

  @SuppressWarnings("unchecked") // a group is always bound to one type
  private <T extends Record> T bind(String group, Binding<T> binding) {
    @Nullable Record known = bound.get(group);
    if (known != null) {
      return (T) known;
    }
    try {
      T made = binding.make();
      bound.put(group, made);
      return made;
    } catch (ConfigException | IllegalArgumentException e) {
      throw new IllegalArgumentException("settings of %s: %s".formatted(group, e.getMessage()), e);
    }
  }
}
