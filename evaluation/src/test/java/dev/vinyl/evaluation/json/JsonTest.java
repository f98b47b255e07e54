package dev.vinyl.evaluation.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  private record Values(
      double loss, Float rate, double[] curve, float[] row, Map<String, Double> by) {}

  @Test
  void numbersThatAreNotThereAreNullWhereverTheyStand() throws JsonProcessingException {
    Values values =
        new Values(
            Double.NaN,
            Float.NEGATIVE_INFINITY,
            new double[] {1, Double.POSITIVE_INFINITY},
            new float[] {Float.NaN, 0.5f},
            Map.of("iou", Double.NaN));
    String expected =
        "{\"loss\":null,\"rate\":null,\"curve\":[1.0,null],\"row\":[null,0.5],\"by\":{\"iou\":null}}";

    assertThat(Json.mapper().writeValueAsString(values)).isEqualTo(expected);
    assertThat(Json.mapper().writeValueAsString(Json.mapper().valueToTree(values)))
        .isEqualTo(expected);
    assertThat(
            Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(List.of(Double.NaN)))
        .isEqualTo("[ null ]");
  }

  @Test
  void treesAreWrittenLikewiseAndInAsciiWhereAsked() throws JsonProcessingException {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("caf\u00e9", Double.NaN).put("ratio", 0.25).put("share", Float.POSITIVE_INFINITY);

    assertThat(Json.ascii().writeValueAsString(tree))
        .isEqualTo("{\"caf\\u00E9\":null,\"ratio\":0.25,\"share\":null}");
    assertThat(Json.mapper().writeValueAsString(tree)).startsWith("{\"caf\u00e9\":null");
  }
}
