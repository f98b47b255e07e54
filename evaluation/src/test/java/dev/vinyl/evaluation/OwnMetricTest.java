package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vinyl.data.internal.arrow.MappedArrowFile;
import dev.vinyl.evaluation.example.AreaError;
import dev.vinyl.evaluation.internal.html.EvaluationPage;
import dev.vinyl.evaluation.internal.html.Provenance;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.Bootstrap.PairedDifference;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.report.EvaluationReport;
import dev.vinyl.evaluation.report.ScoreRequirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A metric that only this test knows, from the pixels to every file. Image k of nine has class k %
 * 3 everywhere: the first model is always right, the second takes all for class 0, so that the area
 * of that class is wrong by the whole image in six of nine.
 */
class OwnMetricTest {
  private static final String SCORE = "area.error";

  @TempDir static Path folder;
  private static EvaluationReport report;

  @BeforeAll
  static void evaluate() throws IOException {
    ColoredDataset data = new ColoredDataset(9);
    ReadsTheColor first = new ReadsTheColor("right.onnx");
    ReadsTheColor second = new ReadsTheColor("always.onnx");
    second.always = true;
    first.provenance = Map.of("recipe_fingerprint", "a", "seed", "1");
    second.provenance = Map.of("recipe_fingerprint", "a", "seed", "2");
    EvaluationOptions options =
        EvaluationOptions.defaults()
            .withBootstrap(new Bootstrap(300, 0.95, 1))
            .withMetric(new AreaError());
    report =
        EvaluationReport.of(
            "colors",
            "test",
            options.size(),
            options.bootstrap(),
            new Evaluator(data, data.all(), options)
                .evaluateAll(List.of(first, second), EvaluationListener.NONE),
            List.of());
    report.write(folder);
  }

  @Test
  void isInJsonWithItsIntervalAndComparison() throws IOException {
    JsonNode json = new ObjectMapper().readTree(folder.resolve("scores.json").toFile());

    assertThat(json.at("/models/0/scores/area/error").asDouble()).isZero();
    assertThat(json.at("/models/1/scores/area/error").asDouble()).isEqualTo(6.0 / 9);
    assertThat(json.at("/models/1/scores/area/ci95"))
        .isEqualTo(json.at("/models/1/intervals").get(SCORE));
    assertThat(json.at("/comparisons/0/differences").get(SCORE).path("better").asInt())
        .isEqualTo(6);
    assertThat(json.at("/groups/0/scores").get(SCORE).path("mean").asDouble())
        .isCloseTo(3.0 / 9, within(1e-15));
  }

  @Test
  void hasAnIntervalOfDrawnImagesThatGoesWithThoseOfOtherScores() {
    ConfidenceInterval interval = report.results().get(1).interval(SCORE).orElseThrow();
    PairedDifference difference =
        Objects.requireNonNull(report.comparisons().get(0).differences().get(SCORE));

    assertThat(interval.low()).isBetween(0.2, 0.5);
    assertThat(interval.high()).isBetween(0.8, 1.0);
    assertThat(difference.difference().estimate()).isCloseTo(6.0 / 9, within(1e-15));
  }

  @Test
  void isInTheTableForPeople() {
    assertThat(report.toTable()).containsPattern("area\\.error +0\\.0000 +0\\.6667");
  }

  @Test
  void isAColumnOfTheImages() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("images.csv"));
    int column = List.of(lines.get(0).split(",", -1)).indexOf("areaError");

    assertThat(lines.get(10).split(",", -1)[column]).isEqualTo("0.0");
    assertThat(lines.get(11).split(",", -1)[column]).isEqualTo("1.0");
    assertThat(MappedArrowFile.open(folder.resolve("images.arrow")).schema().findField("areaError"))
        .isNotNull();
  }

  @Test
  void isOnThePageWithWhatItIs() {
    Provenance provenance =
        new Provenance("colors, test", "none", Map.of(), Map.of(), 0, "0", "", "vinyl");
    String page = EvaluationPage.of(report, List.of(), provenance).toHtml();

    assertThat(page)
        .contains("<summary>area.error</summary>")
        .contains("by which an object is too large or too small.");
  }

  @Test
  void canBeRequired() {
    List<Metric> metrics = List.of(new AreaError());
    List<String> known =
        EvaluationReport.scoreNames(metrics, Metric.Context.of(List.of("pet", "background")));
    ScoreRequirement required = ScoreRequirement.parse("area.error<=0.5");

    assertThat(known).containsExactly("area.error", "area.ci95.0", "area.ci95.1");
    required.checkNamed(known);
    assertThat(report.violations(List.of(required)))
        .containsExactly(
            "always.onnx: area.error is 0.6666666666666666, but area.error<=0.5 is required");
  }

  @Test
  void needsANameOfItsOwn() {
    assertThatThrownBy(() -> EvaluationOptions.defaults().withMetrics(twice()))
        .hasMessageContaining("area, area");
  }

  private static List<Metric> twice() {
    return List.of(new AreaError(), new AreaError());
  }
}
