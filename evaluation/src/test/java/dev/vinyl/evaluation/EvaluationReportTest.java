package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset.Foreground;
import dev.vinyl.data.Split;
import dev.vinyl.data.internal.arrow.ArrowBatch;
import dev.vinyl.data.internal.arrow.MappedArrowFile;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.Metric.FittedTemperature;
import dev.vinyl.evaluation.metric.PredictedImage;
import dev.vinyl.evaluation.report.EvaluationReport;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.evaluation.report.ScoreRequirement;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.runtime.image.ClassMask;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationReportTest {
  private static final Optional<Foreground> FOREGROUND =
      Optional.of(new Foreground("pet", "border"));

  @TempDir Path temp;

  @Test
  void jsonHoldsTheScoresUnderTheirConventions() throws IOException {
    JsonNode json = new ObjectMapper().readTree(report().toJson());
    JsonNode model = json.at("/models/0");

    assertThat(model.path("model").asText()).isEqualTo("pets.onnx");
    assertThat(model.at("/scores/dataset/miou").asDouble()).isEqualTo((0.5 + 0.5) / 2);
    assertThat(model.at("/scores/dataset/pixelAccuracy").asDouble()).isEqualTo(2.0 / 3);
    assertThat(model.at("/scores/dataset/iou/pet").asDouble()).isEqualTo(0.5);
    assertThat(model.at("/scores/dataset/iou/background").asDouble()).isEqualTo(0.5);
    assertThat(model.at("/scores/paper/miou").asDouble()).isEqualTo(1.0 / 3);
    assertThat(model.path("images").isInt() || model.path("images").isLong()).isTrue();
    assertThat(model.path("skipped").asInt()).isEqualTo(1);
    assertThat(json.path("images").asInt()).isEqualTo(1);
    assertThat(json.path("skipped").asInt()).isEqualTo(1);
    assertThat(json.at("/skippedPictures/0/reason").asText())
        .isEqualTo("b,c.jpg: is \"broken\"; replace it");
    assertThat(json.path("split").asText()).isEqualTo("test");
  }

  @Test
  void anAbsentClassIsNullAndNotANumber() throws IOException {
    JsonNode json = new ObjectMapper().readTree(report().toJson());

    assertThat(json.at("/models/0/scores/dataset/iou/border").isNull()).isTrue();
  }

  @Test
  void writesItsFilesAndNothingElse() throws IOException {
    Path folder = temp.resolve("new/folder");
    report().write(folder);

    assertThat(Files.readString(folder.resolve("scores.json"))).isEqualTo(report().toJson() + "\n");
    assertThat(Files.readString(folder.resolve("images.csv")))
        .isEqualTo(
            """
            model,id,file,paperMiou,imageMiouSkip,pixelAccuracy,confidence,skipped
            pets.onnx,a,a.jpg,0.3333333333333333,0.5,0.6666666666666666,,
            pets.onnx,b,"b,c.jpg",,,,,"b,c.jpg: is ""broken""; replace it"
            """);
    assertThat(Files.readString(folder.resolve("confusion.csv")))
        .isEqualTo(
            """
            model,truth,pet,background,border
            pets.onnx,pet,1,1,0
            pets.onnx,background,0,1,0
            pets.onnx,border,0,0,0
            """);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(4);
    }
  }

  @Test
  void theArrowTableHoldsIntersectionAndUnionOfEachClass() throws IOException {
    report().write(temp);
    MappedArrowFile table = MappedArrowFile.open(temp.resolve("images.arrow"));
    ArrowBatch batch = table.batches().get(0);

    assertThat(batch.rows()).isEqualTo(1);
    assertThat(table.schema().getCustomMetadata())
        .containsEntry("classes", "pet\nbackground\nborder");
    // ground truth 0 0 1, prediction 0 1 1
    assertThat(longs(table, "intersection")).containsExactly(1, 1, 0);
    assertThat(longs(table, "union")).containsExactly(2, 2, 0);
    int confidence = table.schema().getFields().indexOf(table.schema().findField("confidence"));
    assertThat(batch.columns().get(confidence).nullCount()).isEqualTo(1);
  }

  private static long[] longs(MappedArrowFile table, String name) {
    int column = table.schema().getFields().indexOf(table.schema().findField(name));
    ByteBuffer values =
        table.batches().get(0).columns().get(column).children().get(0).buffers().get(1);
    return new long[] {values.getLong(0), values.getLong(8), values.getLong(16)};
  }

  @Test
  void namesEveryScoreThatIsNotAsRequired() {
    List<ScoreRequirement> required =
        List.of(
            ScoreRequirement.parse("dataset.miou>=0.5"),
            ScoreRequirement.parse("dataset.iou.pet > 0.5"),
            ScoreRequirement.parse("dataset.mious<1"));

    assertThat(report().violations(required))
        .containsExactly(
            "pets.onnx: dataset.iou.pet is 0.5, but dataset.iou.pet>0.5 is required",
            "pets.onnx: there is no score 'dataset.mious'; near are dataset.miou, dataset.iou.pet,"
                + " paper.miou, which dataset.mious<1.0 requires");
  }

  @Test
  void aScoreThatThereIsNotIsKnownBeforeAnythingIsScored() {
    List<String> known =
        EvaluationReport.scoreNames(
            Metric.standard(),
            new Metric.Context(
                List.of("pet", "st.bernard", "border"), FOREGROUND, Optional.empty()));

    assertThat(known)
        .contains(
            "dataset.miou",
            "dataset.iou.st.bernard",
            "foreground.iou",
            "boundary.iou.border",
            "trimap.accuracy.20",
            "calibration.ece",
            "calibration.bins.14.accuracy",
            "dataset.ci95.0")
        .doesNotContain("calibration.temperature.ece");
    assertThat(
            EvaluationReport.scoreNames(
                Metric.standard(),
                new Metric.Context(
                    List.of("a"),
                    Optional.empty(),
                    Optional.of(new FittedTemperature(1, 0, 0, 0, "", 1)))))
        .contains("calibration.temperature.ece")
        .doesNotContain("foreground.iou");
    assertThatThrownBy(() -> ScoreRequirement.parse("boundary.mIuo>=0.4").checkNamed(known))
        .hasMessageStartingWith(
            "boundary.mIuo>=0.4: there is no score 'boundary.mIuo'; near are boundary.miou");
    assertThatThrownBy(() -> ScoreRequirement.parse("x>=0.4").checkNamed(known))
        .hasMessage("x>=0.4: there is no score 'x'; name one below scores in scores.json");
  }

  /** Whoever finds a number under a path finds its interval under the same path. */
  @Test
  void everyScoreHasAnIntervalUnderItsPath() throws IOException {
    JsonNode model = new ObjectMapper().readTree(report().toJson()).at("/models/0");
    List<String> intervals = new ArrayList<>();
    model.path("intervals").fieldNames().forEachRemaining(intervals::add);
    List<String> scores = new ArrayList<>();
    addNumbers(scores, "", model.path("scores"));

    assertThat(intervals).containsExactlyInAnyOrderElementsOf(scores);
    assertThat(intervals).contains("foreground.iou", "dataset.dice.pet", "trimap.accuracy.3");
    assertThat(model.path("intervalsOver").asText()).isEqualTo("images");
  }

  private static void addNumbers(List<String> paths, String path, JsonNode node) {
    for (Map.Entry<String, JsonNode> child : node.properties()) {
      String name = path + child.getKey();
      if (child.getValue().isObject()) {
        addNumbers(paths, name + ".", child.getValue());
      } else if (!name.endsWith("ci95") && !name.equals("calibration")) {
        paths.add(name);
      }
    }
  }

  /**
   * Class k of 23 has 100 pixels, of which k are taken for the class after it; of classes 21 and 22
   * there is no pixel, and 22 is not predicted either.
   */
  @Test
  void theTableOfManyClassesShowsTheBestAndTheWorst() {
    int classes = 23;
    List<String> names = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      names.add(c == 4 ? "a class with a name that is longer than a column" : "class " + c);
    }
    byte[] target = new byte[21 * 100];
    byte[] prediction = new byte[21 * 100];
    for (int i = 0; i < target.length; i++) {
      target[i] = (byte) (i / 100);
      prediction[i] = (byte) (i % 100 < i / 100 ? i / 100 + 1 : i / 100);
    }
    Metric.Context context = new Metric.Context(names, Optional.empty(), Optional.empty());
    PredictedImage image =
        PredictedImage.of(
            classes, "a", new ClassMask(100, 21, target), new ClassMask(100, 21, prediction));

    List<String> lines = report(context, image, List.of()).toTable().lines().toList();

    // class k: (100 - k) pixels of 100 + (k - 1) that others were taken for
    int best = lines.indexOf("dataset.iou, best 10 of 23 classes");
    assertThat(lines.get(best + 1)).matches(" +class 0 +1\\.0000");
    assertThat(lines.get(best + 2)).matches(" +class 1 +0\\.9900");
    assertThat(lines.get(best + 5)).matches("  a class with .* than a column +0\\.9320");
    assertThat(lines.get(best + 11)).isEqualTo("dataset.iou, worst 10 of 23 classes");
    assertThat(lines.get(best + 12)).matches(" +class 21 +0\\.0000");
    assertThat(lines.get(best + 13)).matches(" +class 20 +0\\.6723");
    assertThat(lines.get(best + 22))
        .isEqualTo("scores.json has all; 1 have no score, as absent classes");
    assertThat(lines).filteredOn(line -> line.startsWith("dataset.iou")).hasSize(2);
  }

  @Test
  void refusesARequirementWithoutANumber() {
    assertThatThrownBy(() -> ScoreRequirement.parse("dataset.miou=high"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 'dataset.miou=high'");
  }

  @Test
  void saysWhichFileCannotBeWritten() throws IOException {
    Path file = Files.writeString(temp.resolve("occupied"), "x");

    assertThatThrownBy(() -> report().write(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write " + file.resolve("images.csv") + ": ");
    assertThat(Files.readString(file)).isEqualTo("x");
  }

  private static EvaluationReport report() {
    List<String> classes = List.of("pet", "background", "border");
    Metric.Context context = new Metric.Context(classes, FOREGROUND, Optional.empty());
    ClassMask target = new ClassMask(3, 1, new byte[] {0, 0, 1});
    ClassMask prediction = new ClassMask(3, 1, new byte[] {0, 1, 1});
    return report(
        context,
        PredictedImage.of(3, "a", target, prediction),
        List.of(new SkippedImage("b", Path.of("b,c.jpg"), "b,c.jpg: is \"broken\"; replace it")));
  }

  private static EvaluationReport report(
      Metric.Context context, PredictedImage image, List<SkippedImage> skipped) {
    BatchResults.OfModel found =
        new BatchResults.OfModel(image.prediction(), image.confusion(), 0.01);
    MetricAccumulators metrics = new MetricAccumulators(Metric.standard(), context);
    metrics.add(image);
    ModelAccumulator model = new ModelAccumulator(Metric.standard(), context);
    EvaluationPart part = new EvaluationPart(0, List.of(model));
    part.add(
        new BatchResults(
            List.of(new BatchResults.Scored(sample("a"), image.target(), 0.5, List.of(found))),
            List.of(metrics)));
    EvaluationOptions options = EvaluationOptions.defaults();
    EvaluationResult result =
        new EvaluationResult(
            "pets.onnx",
            Map.of(),
            context,
            model.results(options.bootstrap()),
            model.matrices(),
            part.images(0, List.of(sample("a"))),
            skipped,
            1.5);
    return EvaluationReport.of(
        "pets", "test", options.size(), options.bootstrap(), List.of(result), List.of());
  }

  private static Sample sample(String id) {
    return new Sample(
        id,
        Path.of(id + ".jpg"),
        Path.of(id + ".png"),
        Split.TEST,
        Map.of("breed", "Bombay", "species", "cat"));
  }
}
