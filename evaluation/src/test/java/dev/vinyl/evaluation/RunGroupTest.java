package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.report.EvaluationReport;
import dev.vinyl.evaluation.report.EvaluationReport.RunGroup;
import dev.vinyl.evaluation.report.EvaluationResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which models are runs of one recipe, and what is said of them. */
class RunGroupTest {

  @Test
  void groupsByEverythingButTheSeed() throws IOException {
    EvaluationReport report =
        report(
            model("a1", "a", "1", "", false),
            model("b1", "b", "1", "", false),
            model("a2", "a", "2", "", true),
            model("alone", "c", "1", "", false),
            model("b2", "b", "2", "", false),
            model("a1 again", "a", "1", "", false),
            new ReadsTheColor("foreign"),
            new ReadsTheColor("foreign too"));

    assertThat(report.groups()).extracting(RunGroup::name).containsExactly("group 1", "group 2");
    assertThat(report.groups().get(0).models()).containsExactly(0, 2);
    assertThat(report.groups().get(0).seeds()).containsExactly("1", "2");
    assertThat(report.groups().get(1).models()).containsExactly(1, 4);
    assertThat(report.groups().get(0).provenance()).containsOnlyKeys("recipe_fingerprint");
  }

  @Test
  void saysWhatTheRunsBeganWith() throws IOException {
    assertThat(
            report(
                    model("1", "drawn", "1", "", false),
                    model("2", "drawn", "2", "", false),
                    model("3", "shared", "1", "e", false),
                    model("4", "shared", "2", "e", false),
                    model("5", "several", "1", "e", false),
                    model("6", "several", "1", "f", false))
                .groups())
        .extracting(RunGroup::encoder)
        .containsExactly(
            RunGroup.FirstEncoder.DRAWN,
            RunGroup.FirstEncoder.SHARED,
            RunGroup.FirstEncoder.SEVERAL);
  }

  @Test
  void aGroupHasMeanDeviationAndAnIntervalWithinWhatAScoreCanBe() throws IOException {
    // the second run takes everything for pet, a third of the pixels: accuracies 1 and 1 / 3
    EvaluationReport report =
        report(model("1", "a", "1", "", false), model("2", "a", "2", "", true));
    RunGroup.RunScore score =
        Objects.requireNonNull(report.groups().get(0).scores().get("dataset.pixelAccuracy"));

    assertThat(score.interval().estimate()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(score.standardDeviation()).isCloseTo(2.0 / 3 / Math.sqrt(2), within(1e-12));
    assertThat(score.interval().low()).isZero();
    assertThat(score.interval().high()).isEqualTo(1);
    assertThat(score.bootstrap().low()).isLessThan(0.35);
    JsonNode json = new ObjectMapper().readTree(report.toJson()).at("/groups/0");
    assertThat(json.path("over").asText()).isEqualTo("runs and images");
    assertThat(json.path("models").toString()).isEqualTo("[\"1\",\"2\"]");
    assertThat(json.at("/scores/dataset.pixelAccuracy/standardDeviation").asDouble())
        .isEqualTo(score.standardDeviation());
    assertThat(json.at("/scores/dataset.pixelAccuracy/ci95").toString()).isEqualTo("[0.0,1.0]");
    assertThat(json.at("/scores").has("calibration.ece")).isTrue();
    assertThat(json.at("/scores").has("foreground.iou")).isTrue();
  }

  /** Runs of a group agree to the last pixel, so that only images are left to chance. */
  @Test
  void groupsAreComparedImageByImage() throws IOException {
    EvaluationReport report =
        report(
            model("1", "a", "1", "", true),
            model("2", "a", "2", "", true),
            model("3", "b", "1", "", false),
            model("4", "b", "2", "", false));
    ConfidenceInterval accuracy =
        Objects.requireNonNull(
                report.groupComparisons().get(0).differences().get("dataset.pixelAccuracy"))
            .interval();

    // 20 of 30 images are wrong in one group and right in the other
    double error = Math.sqrt(20.0 / 30 * (10.0 / 30) / 29);
    assertThat(report.groupComparisons()).hasSize(1);
    assertThat(accuracy.estimate()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(accuracy.high()).isCloseTo(2.0 / 3 + 2.045 * error, within(0.2 * error));
    JsonNode json = new ObjectMapper().readTree(report.toJson()).at("/groupComparisons/0");
    assertThat(json.path("group").asText()).isEqualTo("group 2");
    assertThat(json.path("against").asText()).isEqualTo("group 1");
    assertThat(json.at("/differences/dataset.pixelAccuracy/significant").asBoolean()).isTrue();
  }

  /** A pair of models has an interval over images and nothing that claims more. */
  @Test
  void aPairOfModelsIsNeverCalledSignificant() throws IOException {
    String json = report(model("1", "a", "1", "", true), model("2", "a", "2", "", false)).toJson();

    assertThat(json).doesNotContain("significant");
    assertThat(new ObjectMapper().readTree(json).at("/comparisons/0/over").asText())
        .isEqualTo("images");
  }

  private static ReadsTheColor model(
      String name, String recipe, String seed, String encoder, boolean always) {
    ReadsTheColor model = new ReadsTheColor(name);
    Map<String, String> said = new TreeMap<>(Map.of("recipe_fingerprint", recipe, "seed", seed));
    if (!encoder.isEmpty()) {
      said.put("encoder_sha256", encoder);
    }
    model.provenance = said;
    model.always = always;
    return model;
  }

  private static EvaluationReport report(MaskPredictor... models) throws IOException {
    ColoredDataset data = new ColoredDataset(30);
    EvaluationOptions options =
        EvaluationOptions.defaults().withBootstrap(new Bootstrap(400, 0.95, 1));
    List<EvaluationResult> results =
        new Evaluator(data, data.all(), options)
            .evaluateAll(List.of(models), EvaluationListener.NONE);
    return EvaluationReport.of(
        "colors", "test", options.size(), options.bootstrap(), results, List.of());
  }
}
