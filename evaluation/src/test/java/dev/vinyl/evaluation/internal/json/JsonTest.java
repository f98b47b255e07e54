package dev.vinyl.evaluation.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void numbersThatAreNotThereAreNullWhereverTheyStand() throws JsonProcessingException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("loss", Double.NaN);
    values.put("rate", Float.NEGATIVE_INFINITY);
    values.put("curve", new double[] {1, Double.POSITIVE_INFINITY});
    values.put("row", new float[] {Float.NaN, 0.5f});
    values.put("by", Map.of("iou", Double.NaN));
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
