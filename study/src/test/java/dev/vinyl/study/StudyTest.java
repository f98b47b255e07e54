package dev.vinyl.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.pretrained.EncoderFamily;
import dev.vinyl.export.pretrained.PretrainedEncoder;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.vit.VitVariant;
import dev.vinyl.export.weights.Safetensors;
import dev.vinyl.study.internal.graph.Step;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.stage.Training;
import dev.vinyl.training.weights.WeightImport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole studies, of a model and images so small that a step takes a moment. */
@Timeout(300)
final class StudyTest {
  @TempDir private static Path shared;
  private static StudyOutcome first;

  @TempDir private Path own;

  @BeforeAll
  static void runOnce() throws IOException {
    first = TinyStudy.of(shared).run();
  }

  @Test
  void endsWithAllTablesAndFigures() throws IOException {
    assertThat(first.failures()).isEmpty();
    assertThat(first.done()).isEqualTo(first.steps()).isEqualTo(first.ran());
    List<String> rows = Files.readAllLines(shared.resolve("cells.csv"));
    assertThat(rows).hasSize(1 + 2 * 2 * 3 * 2);
    assertThat(rows.get(1)).startsWith("0,none,8,1,done,0.");
    assertThat(Files.readString(first.page()))
        .contains("Table 1", "Table 2", "Table A2", "Table A3")
        .contains("Figure 3", "Figure 4", "Figure 5", "Figure 6")
        .contains("Claim 1", "Claim 2", "Claim 3", "Saturating curve")
        .contains("It rests on one encoder of each kind");
    JsonNode report = new ObjectMapper().readTree(Files.readAllBytes(shared.resolve("study.json")));
    assertThat(report.path("claims")).hasSize(3);
    assertThat(report.path("means")).hasSize(12);
    assertThat(report.path("running").asBoolean(true)).isFalse();
    assertThat(report.path("versions").properties())
        .singleElement()
        .satisfies(entry -> assertThat(entry.getValue().asInt()).isEqualTo(first.steps()));
    assertThat(Files.readString(first.page())).doesNotContain("still runs", "Not all steps");
    assertThat(Files.readString(shared.resolve("index.html")))
        .contains("geometry", "Not running")
        .doesNotContain("http-equiv=\"refresh\"");
    assertThat(shared.resolve("cells.arrow")).isNotEmptyFile();
    try (Stream<Path> files = Files.walk(shared)) {
      assertThat(files)
          .noneMatch(file -> file.toString().endsWith(".tmp"))
          .noneMatch(file -> file.endsWith("checkpoints") || file.endsWith("models"))
          .noneMatch(file -> file.endsWith("subsets"));
    }
  }

  @Test
  void encodersFromElsewhereAreCellsToo() throws IOException {
    Path weights = own.resolve("timm.safetensors");
    VitConfig sizes = new VitConfig(32, 32, 8, 16, 1, 2, 8, 16, VitVariant.plain());
    Safetensors.write(
        PretrainedEncoder.named(
            EncoderFamily.TIMM,
            sizes,
            TrainingArtifacts.initialParameters(
                    new EncoderDecoder(sizes, new SegmentationHead(3)), 1)
                .withoutPrefix("encoder.")),
        Map.of(),
        weights);
    Path run = own.resolve("run");
    new WeightImport(weights).heads(2).run(run);
    Path folder = own.resolve("study");
    String encoders = "encoders={vit: \"%s\"}".formatted(run);
    String[] small = {"pretrain.sizes=[0]", "intermediate.kinds=[none]", "seeds=[1]", encoders};

    StudyOutcome outcome = TinyStudy.of(folder, small).run();

    assertThat(outcome.failures()).isEmpty();
    List<String> rows = Files.readAllLines(folder.resolve("cells.csv"));
    assertThat(rows).hasSize(1 + 2 * 3);
    assertThat(rows.subList(4, 7)).allMatch(row -> row.startsWith("0,vit,"));
    assertThat(rows.get(4)).startsWith("0,vit,8,1,done,0.");
    try (Stream<Path> steps = Files.list(folder.resolve("steps"))) {
      Path geometry =
          steps.filter(s -> s.getFileName().toString().startsWith("geometry-")).findAny().get();
      assertThat(Files.readString(geometry.resolve("result.json"))).contains("0 + vit");
    }
    assertThat(Files.readString(outcome.page()))
        .contains("As Table 1: from the encoder vit", "Figure 4: change of mIoU by vit")
        .contains("From this encoder less from random initialization");
    assertThat(TinyStudy.of(folder, small).run().ran()).isZero();
    // another encoder, other cells
    new WeightImport(weights).heads(4).existing(RunDirectory.Existing.OVERWRITE).run(run);
    assertThat(TinyStudy.of(folder, small).run().ran()).isEqualTo(1 + 2 * 3 + 1);
    assertThatThrownBy(() -> StudySpec.of(TinyStudy.keys("encoders={spatial: x}")))
        .hasMessageContaining("encoders: names have letters");
  }

  @Test
  void runAgainDoesNothing() throws IOException {
    Map<Path, Object> before = times();
    StudyOutcome again =
        TinyStudy.of(shared)
            .running(
                Training.Engine.PLAIN,
                () -> {
                  throw new AssertionError("nothing has to be computed");
                })
            .run();
    assertThat(again.ran()).isZero();
    assertThat(again.done()).isEqualTo(again.steps());
    assertThat(times()).isEqualTo(before);
  }

  private static Map<Path, Object> times() throws IOException {
    Map<Path, Object> times = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(shared.resolve("steps"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  /** The steps that have another identity than in the study that was run, by kind. */
  private Map<String, Long> changed(String... keys) throws IOException {
    StudyData data =
        new StudyData(StudySpec.of(TinyStudy.keys()).data(), shared.resolve(Study.DATA));
    TreeSet<String> before = new TreeSet<>();
    for (Step step : GridPlan.of(StudySpec.of(TinyStudy.keys()), data).graph().steps()) {
      before.add(step.identity());
    }
    return GridPlan.of(StudySpec.of(TinyStudy.keys(keys)), data).graph().steps().stream()
        .filter(step -> !before.contains(step.identity()))
        .collect(Collectors.groupingBy(Step::kind, Collectors.counting()));
  }

  @Test
  void changedKeyChangesWhatDependsOnItAndNothingElse() throws IOException {
    assertThat(changed()).isEmpty();
    assertThat(changed("finetune.settings.learningRate=0.01"))
        .isEqualTo(Map.of("finetune", 24L, "evaluate", 24L));
    assertThat(changed("evaluate.resamples=200")).isEqualTo(Map.of("evaluate", 24L));
    assertThat(changed("pretrain.settings.learningRate=0.01"))
        .isEqualTo(
            Map.of(
                "pretrain", 1L,
                "classification", 1L,
                "spatial", 1L,
                "geometry", 1L,
                "finetune", 12L,
                "evaluate", 12L));
    assertThat(changed("geometry.maps=2")).isEqualTo(Map.of("geometry", 1L));
    assertThat(changed("seeds=[1, 2, 3]")).isEqualTo(Map.of("finetune", 12L, "evaluate", 12L));
    assertThat(changed("settings.loaderThreads=1", "settings.checkpoints.every=1")).isEmpty();
    assertThat(changed("data.splitSeed=1")).containsKeys("pretrain", "finetune");
    assertThat(changed("pretrain.sizes=[0, 12]", "geometry.pretrain=[12]"))
        .containsEntry("pretrain", 1L)
        .containsEntry("geometry", 1L)
        .containsEntry("finetune", 12L);
    assertThat(changed("pretrain.settings.maskBlock=1", "pretrain.settings.divideByMasked=false"))
        .isEmpty();
    assertThat(changed("pretrain.settings.normalizedTargets=true")).containsEntry("pretrain", 1L);
    assertThat(changed("pretrain.settings.maskBlock=2")).containsEntry("pretrain", 1L);
    assertThat(changed("finetune.settings.loss.pixelLogSoftmax=true"))
        .isEqualTo(Map.of("finetune", 24L, "evaluate", 24L));
  }

  @Test
  void failureIsRecordedAndTheOthersGoOn() throws IOException {
    String[] few = {
      "pretrain.sizes=[0]", "finetune.sizes=[8]", "seeds=[1]", "geometry.pretrain=[]"
    };
    StudySpec spec = StudySpec.of(TinyStudy.keys(few));
    StudyData data = new StudyData(spec.data(), own.resolve("drawn"));
    data.draw();
    Step broken = GridPlan.of(spec, data).step("finetune/0/none/8/seed-1");
    Path folder = own.resolve("study");
    Path obstacle =
        folder.resolve("steps").resolve(broken.folderName()).resolve("run/obstacle.txt");
    Files.createDirectories(obstacle.getParent());
    Files.createFile(obstacle);
    Files.writeString(folder.resolve("origin.json"), "{\"study\": \"smoke\"}");

    StudyOutcome outcome = TinyStudy.of(folder, few).run();
    assertThat(outcome.failures()).containsOnlyKeys(broken.name());
    assertThat(outcome.failures().get(broken.name())).contains("holds something that is not a run");
    assertThat(outcome.blocked()).isEqualTo(1);
    assertThat(outcome.done()).isEqualTo(3); // classification, its fine-tuning, its scores
    assertThat(TinyStudy.timelessCells(folder).get(1))
        .startsWith("0,none,8,1,blocked,,,")
        .contains(broken.name() + ": cannot");
    assertThat(Files.readString(outcome.page())).contains("Failures", "not a run");

    StudyOutcome left = TinyStudy.of(folder, few).run();
    assertThat(left.ran()).isZero();
    assertThat(left.failures()).hasSize(1);

    Files.delete(obstacle);
    StudyOutcome retried = TinyStudy.of(folder, few).retryFailed(true).run();
    assertThat(retried.failures()).isEmpty();
    assertThat(retried.ran()).isEqualTo(2);
    assertThat(retried.done()).isEqualTo(5);
  }

  @Test
  void someStepsCanBeRunAlone() throws IOException {
    StudyOutcome outcome =
        TinyStudy.of(own, "seeds=[1]").only("evaluate/*/classification/8/*").run();
    // two classifications after 0 and 24 images, the pre-training, two fine-tunings and scores
    assertThat(outcome.done()).isEqualTo(7);
    assertThat(outcome.left()).isEqualTo(outcome.steps() - 7);
    assertThatThrownBy(() -> TinyStudy.of(own).only("nothing").run())
        .hasMessageContaining("no step is named nothing");
  }

  @Test
  void resultsCanBeLookedAtWhileItRuns() throws IOException {
    List<String> seen = new ArrayList<>();
    StudyListener reader =
        new StudyListener() {
          private int scored;

          @Override
          public void finished(String step, double seconds) {
            scored += step.startsWith("evaluate/") ? 1 : 0;
          }

          @Override
          public void started(String step) {
            try {
              if (scored == 0) {
                assertThat(own.resolve("cells.csv")).doesNotExist();
              } else if (seen.isEmpty()) {
                seen.addAll(Files.readAllLines(own.resolve("cells.csv")));
                assertThat(Files.readString(own.resolve("study.html")))
                    .contains("The study still runs", "1 of 4 cells are scored");
                assertThat(read("study.json").path("running").asBoolean()).isTrue();
                assertThat(own.resolve("cells.arrow")).isNotEmptyFile();
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    String[] few = {"seeds=[1]", "finetune.sizes=[8]", "geometry.pretrain=[]"};
    StudyOutcome outcome = TinyStudy.of(own, few).listener(reader).run();
    assertThat(outcome.done()).isEqualTo(outcome.steps());
    assertThat(seen).hasSize(1 + 4);
    assertThat(seen.stream().filter(row -> row.contains(",done,0."))).hasSize(1);
    assertThat(read("study.json").path("running").asBoolean(true)).isFalse();
    assertThat(Files.readString(outcome.page())).contains("4 of 4 cells are scored");
  }

  private JsonNode read(String file) throws IOException {
    return new ObjectMapper().readTree(Files.readAllBytes(own.resolve(file)));
  }

  @Test
  void resultsOfAnotherVersionAreTakenAndNamed() throws IOException {
    String[] few = {
      "seeds=[1]", "pretrain.sizes=[0]", "finetune.sizes=[8]", "geometry.pretrain=[]"
    };
    assertThat(TinyStudy.of(own, few).only("*/0/none/8/*").run().ran()).isEqualTo(2);
    String now = read("study.json").path("version").asText();
    try (Stream<Path> steps = Files.list(own.resolve("steps"))) {
      for (Path step : steps.toList()) {
        Path result = step.resolve("result.json");
        String kept = Files.readString(result);
        assertThat(kept).contains("\"version\":\"" + now + "\"");
        Files.writeString(
            result,
            step.getFileName().toString().startsWith("evaluate")
                ? kept.replace(",\"version\":\"" + now + "\"", "") // before it was written down
                : kept.replace("\"" + now + "\"", "\"0.0.9\""));
      }
    }

    Map<String, Integer> heard = new TreeMap<>();
    StudyListener listener =
        new StudyListener() {
          @Override
          public void madeByOtherVersions(Map<String, Integer> steps) {
            heard.putAll(steps);
          }
        };
    StudyOutcome outcome = TinyStudy.of(own, few).listener(listener).run();
    assertThat(outcome.ran()).isEqualTo(3); // classification, its fine-tuning, its scores
    assertThat(heard).isEqualTo(Map.of("0.0.9", 1, "an unknown version", 1));
    Map<String, Integer> made = new TreeMap<>();
    read("study.json")
        .path("versions")
        .properties()
        .forEach(entry -> made.put(entry.getKey(), entry.getValue().asInt()));
    assertThat(made).isEqualTo(Map.of("0.0.9", 1, "an unknown version", 1, now, 3));
    assertThat(Files.readString(outcome.page())).contains("Not all steps", "1 by 0.0.9", "3 by");
  }

  @Test
  void estimateWritesNothing() throws IOException {
    Path folder = own.resolve("new");
    StudyEstimate estimate = TinyStudy.of(folder).estimate();
    assertThat(folder).doesNotExist();
    assertThat(estimate.steps()).hasSize(first.steps());
    assertThat(estimate.seconds()).isPositive().isFinite();
    assertThat(estimate.toTable()).contains("finetune", "about");
    assertThat(TinyStudy.of(shared).estimate().steps()).isEmpty();
  }

  @Test
  void folderOfAnotherStudyIsRefused() throws IOException {
    assertThatThrownBy(() -> TinyStudy.of(shared, "name=other").run())
        .hasMessageContaining("holds the study smoke, this one is other");
    Files.writeString(own.resolve("letter.txt"), "dear");
    assertThatThrownBy(() -> TinyStudy.of(own).run())
        .hasMessageContaining("holds something that is not a study");
    assertThat(own.resolve("letter.txt")).hasContent("dear");
  }

  @Test
  void dataThatChangedIsRefused() throws IOException {
    StudyOutcome begun = TinyStudy.of(own, "seeds=[1]").only("finetune/0/none/8/*").run();
    assertThat(begun.done()).isEqualTo(1);
    try (Stream<Path> images = Files.list(own.resolve(Study.DATA).resolve("images"))) {
      List<Path> two = images.sorted().limit(2).toList();
      Files.copy(two.get(0), two.get(1), StandardCopyOption.REPLACE_EXISTING);
    }
    assertThatThrownBy(() -> TinyStudy.of(own, "seeds=[1]").run())
        .hasMessageContaining("the data set has changed since this study began");
  }

  @Test
  void sizeBeyondTheDataIsRefused() {
    assertThatThrownBy(() -> TinyStudy.of(own, "finetune.sizes=[8, 1000]").run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "finetune.sizes: 1000 images were asked for, but there are 36; name a smaller size");
    assertThatThrownBy(() -> TinyStudy.of(own, "pretrain.sizes=[49]").run())
        .hasMessageContaining("pretrain.sizes: 49 images were asked for, but there are 48");
    assertThatThrownBy(() -> TinyStudy.of(own, "settings.batchSize=16").run())
        .hasMessageContaining("finetune: batchSize 16 is more than the 8 images");
  }

  @Test
  void settingThatCannotBeIsRefusedBeforeAnythingRuns() {
    assertThatThrownBy(() -> TinyStudy.of(own, "pretrain.settings.maskBlock=5").run())
        .hasMessageContaining("settings of pretrain: a maskBlock of 5 does not divide the");
    assertThat(own.resolve("steps")).doesNotExist();
  }

  @Test
  void secondProcessIsKeptOut() throws IOException {
    AtomicReference<Throwable> refused = new AtomicReference<>();
    StudyListener second =
        new StudyListener() {
          @Override
          public void started(String step) {
            try {
              TinyStudy.of(own).run();
            } catch (IOException e) {
              refused.set(e);
            }
          }
        };
    TinyStudy.of(own, "seeds=[1]").only("finetune/0/none/8/*").listener(second).run();
    assertThat(refused.get()).hasMessageContaining("another process runs this study");
  }
}
