package dev.vinyl.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.evaluation.Evaluation;
import dev.vinyl.evaluation.EvaluationListener;
import dev.vinyl.evaluation.EvaluationOptions;
import dev.vinyl.evaluation.EvaluationPart;
import dev.vinyl.evaluation.metric.MetricResult;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.export.vit.VitConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scores of real executors beside those of one machine. */
class SegmentationScoringTest {
  /** Below {@code target}, since cancelled tasks may write a little longer than a test runs. */
  private Path temp;

  private Path folder;
  private DatasetSource source;
  private SegmentationDataset pets;
  private List<Sample> samples;

  @BeforeEach
  void makePets() throws IOException {
    temp = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "scoring");
    folder = temp.resolve("pets");
    SyntheticPets.write(folder, new SyntheticPets.Spec(120, 48, 3));
    source = DatasetSource.folder(folder.toString());
    pets = source.open();
    samples = pets.samples(Split.TRAIN);
  }

  @Test
  void filesOfResultsAreThoseOfOneMachine() throws IOException {
    List<Path> models = List.of(model("square", VitConfig.micro(), 1), model("wide", wide(), 2));
    Files.write(samples.get(5).image(), new byte[0]);
    Files.writeString(samples.get(40).image(), "a text");
    Evaluation evaluation = evaluation(models);

    Evaluation.Outcome here = evaluation.options(masks("here")).run();
    Evaluation.Outcome there =
        evaluation
            .options(masks("there"))
            .scorer(SegmentationScoring.on(LocalCluster.session(), source))
            .run();
    here.write(temp.resolve("results/here"));
    there.write(temp.resolve("results/there"));

    assertThat(there.report().results().get(0).skipped())
        .isEqualTo(here.report().results().get(0).skipped())
        .hasSize(2);
    assertThat(scores(there)).isEqualTo(scores(here));
    assertThat(files("there")).isEqualTo(files("here")).hasSize(2 * (samples.size() - 2));
    assertThat(shown("there")).isEqualTo(shown("here")).contains("data:image");
    assertThat(temp.resolve("results/there/confusion.csv"))
        .hasSameTextualContentAs(temp.resolve("results/here/confusion.csv"));
  }

  @Test
  void aLostExecutorCostsNothingButItsTasks() throws Exception {
    List<Path> models = List.of(model("m", VitConfig.micro(), 3));
    String here = scores(evaluation(models).run());
    WatchedPets slow = watched(100);

    CompletableFuture<Evaluation.Outcome> there =
        CompletableFuture.supplyAsync(() -> onSpark(models, slow));
    while (slow.process().isEmpty()) {
      Thread.sleep(50);
    }
    ProcessHandle executor = slow.process().orElseThrow();
    assertThat(executor.pid()).isNotEqualTo(ProcessHandle.current().pid());
    executor.destroyForcibly();

    assertThat(scores(there.get())).isEqualTo(here);
    assertThat(slow.loads()).isGreaterThan(samples.size());
  }

  @Test
  void aModelThatWasReplacedIsAnother() throws IOException {
    Path file = model("m", VitConfig.micro(), 4);
    Evaluation evaluation =
        evaluation(List.of(file)).scorer(SegmentationScoring.on(LocalCluster.session(), source));
    String before = scores(evaluation.run());
    model("m", VitConfig.micro(), 5);

    String after = scores(evaluation.run());

    assertThat(after).isNotEqualTo(before).isEqualTo(scores(evaluation(List.of(file)).run()));
  }

  @Test
  void anInterruptedJobGoesOn() throws IOException {
    List<Path> models = List.of(model("m", VitConfig.micro(), 6));
    Path kept = temp.resolve("kept");
    WatchedPets watched = watched(20);
    SegmentationScoring scoring =
        SegmentationScoring.on(LocalCluster.session(), watched).resumable(kept);
    EvaluationListener stopping =
        new EvaluationListener() {
          private int heard;

          @Override
          public void done(int images) {
            heard++;
            if (heard == 3) {
              throw new IllegalStateException("stopped");
            }
          }
        };

    assertThatThrownBy(() -> evaluation(models).scorer(scoring).listener(stopping).run())
        .hasMessage("stopped");
    List<String> done = keptImages(kept);
    Evaluation.Outcome found = evaluation(models).scorer(scoring).run();

    assertThat(done).hasSizeBetween(24, samples.size() - 12);
    for (String id : done) {
      assertThat(watched.loads(id)).isEqualTo(1);
    }
    assertThat(scores(found)).isEqualTo(scores(evaluation(models).run()));
    assertThat(kept).doesNotExist();
  }

  @Test
  void whatIsWrongIsSaidInALineAndNotTriedAgain() throws IOException {
    Path model = model("m", VitConfig.micro(), 7);
    WatchedPets watched = new WatchedPets(folder.toString(), log().toString(), 0, 7);
    Path text = Files.writeString(temp.resolve("text.onnx"), "no model");

    assertThatThrownBy(() -> onSpark(List.of(model), watched))
        .hasMessageContaining("classes are 0..2, but pixel (0, 0) has ground truth 7");
    assertThat(watched.loads()).isLessThan(samples.size());
    assertThatThrownBy(() -> onSpark(List.of(text), watched))
        .hasMessageStartingWith(text.toString());
  }

  private List<String> keptImages(Path kept) throws IOException {
    List<String> ids = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(kept, "part-*.bin")) {
      for (Path file : files) {
        EvaluationPart part =
            new Packed(Files.readAllBytes(file)).unpackOnly(EvaluationPart.class, Set.of());
        samples.subList(part.from(), part.to()).forEach(sample -> ids.add(sample.id()));
      }
    }
    return ids;
  }

  private Evaluation.Outcome onSpark(List<Path> models, DatasetSource dataset) {
    try {
      return evaluation(models)
          .scorer(SegmentationScoring.on(LocalCluster.session(), dataset))
          .run();
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private Evaluation evaluation(List<Path> models) {
    return new Evaluation(pets, models).samples("train", samples);
  }

  private EvaluationOptions masks(String name) {
    return EvaluationOptions.defaults().withMasks(temp.resolve(name));
  }

  private WatchedPets watched(int millis) throws IOException {
    return new WatchedPets(folder.toString(), log().toString(), millis, -1);
  }

  private Path log() throws IOException {
    return Files.createDirectories(temp.resolve("log"));
  }

  private Path model(String name, VitConfig config, int seed) throws IOException {
    Path file = temp.resolve(name + ".onnx");
    return TestModels.export(config, seed, file);
  }

  private static VitConfig wide() {
    VitConfig micro = VitConfig.micro();
    return micro.withImageSize(micro.imageHeight(), 2 * micro.imageWidth());
  }

  private static String scores(Evaluation.Outcome found) {
    List<String> lines = new ArrayList<>();
    for (EvaluationResult result : found.report().results()) {
      result.scores().forEach(s -> lines.add(s.name() + " " + s.value() + " " + s.interval()));
      for (MetricResult.Column column : result.columns()) {
        for (int i = 0; i < column.values().size(); i++) {
          lines.add(column.name() + " " + i + " " + column.values().get(i));
        }
      }
    }
    return String.join("\n", lines);
  }

  /** The images that the page of results shows. */
  private String shown(String results) throws IOException {
    String page = Files.readString(temp.resolve("results").resolve(results).resolve("report.html"));
    return page.lines().filter(line -> line.contains("<figure")).collect(Collectors.joining("\n"));
  }

  private Map<String, String> files(String name) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(temp.resolve(name))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(
            temp.resolve(name).relativize(file).toString(),
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }
}
