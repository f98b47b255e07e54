package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vinyl.evaluation.metric.PictureScore;
import dev.vinyl.evaluation.metric.ScoreAccumulator;
import dev.vinyl.runtime.image.ClassMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationReportTest {
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
  void writesThreeFilesAndNothingElse() throws IOException {
    Path folder = temp.resolve("new/folder");
    report().write(folder);

    assertThat(Files.readString(folder.resolve("scores.json"))).isEqualTo(report().toJson() + "\n");
    assertThat(Files.readString(folder.resolve("images.csv")))
        .isEqualTo(
            """
            model,id,file,paper_miou,pixel_accuracy,skipped
            pets.onnx,a,a.jpg,0.3333333333333333,0.6666666666666666,
            pets.onnx,b,"b,c.jpg",,,"b,c.jpg: is ""broken""; replace it"
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
      assertThat(files).hasSize(3);
    }
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
    ScoreAccumulator scores = new ScoreAccumulator(List.of("pet", "background", "border"));
    PictureScore score =
        scores.add(
            new ClassMask(3, 1, new byte[] {0, 0, 1}), new ClassMask(3, 1, new byte[] {0, 1, 1}));
    EvaluationResult result =
        new EvaluationResult(
            "pets.onnx",
            scores.scores(),
            List.of(new ScoredPicture("a", Path.of("a.jpg"), score)),
            List.of(
                new SkippedPicture("b", Path.of("b,c.jpg"), "b,c.jpg: is \"broken\"; replace it")),
            1.5);
    return new EvaluationReport("pets", "test", List.of(result));
  }
}
