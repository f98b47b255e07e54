package dev.vinyl.evaluation.internal.html;

import static dev.vinyl.evaluation.internal.html.EvaluationPageTest.elements;
import static dev.vinyl.evaluation.internal.html.EvaluationPageTest.parse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ChartTest {
  private static final ConfidenceInterval NONE =
      new ConfidenceInterval(Double.NaN, Double.NaN, Double.NaN, 0.95);

  @Test
  void barsAreAsLongAsTheirValues() throws Exception {
    BarChart chart =
        new BarChart(
            "title",
            "description",
            "IoU",
            List.of("pet", "absent"),
            List.of("a", "b"),
            List.of(
                List.of(SamplePages.interval(0.5, 0.1), NONE),
                List.of(SamplePages.interval(0.25, 0.05), NONE)));

    List<Element> bars = elements(drawn(chart), "rect");

    // The axis is 382 - 4 = 378 units long; absent values have no bar.
    assertThat(bars).extracting(bar -> bar.getAttribute("width")).containsExactly("189", "94.5");
    assertThat(bars.get(0).getTextContent())
        .isEqualTo("a, pet: 0.500 (95 % interval 0.400 to 0.600)");
  }

  @Test
  void undefinedValuesAreGapsInACurve() throws Exception {
    Frame frame = new Frame(Axis.around(0, 4, 4), Axis.shares(), "Distance", "Cosine");
    ConfidenceInterval half = SamplePages.interval(0.5, 0.1);
    LineChart chart =
        new LineChart("title", "description", frame, Map.of("a", List.of(half, half, NONE, half)));

    List<Element> paths = elements(drawn(chart), "path");

    // x: 60 + 368 i / 4; y: 248 - 238 * value.
    assertThat(paths.get(0).getAttribute("d"))
        .isEqualTo("M152 105.2L244 105.2L244 152.8L152 152.8ZM428 105.2L428 152.8Z");
    assertThat(paths.get(1).getAttribute("d")).isEqualTo("M152 129L244 129M428 129");
  }

  @Test
  void saysWhatItShowsToThoseWhoCannotSeeIt() throws Exception {
    HeatMap chart =
        new HeatMap(
            "Confusion",
            "Rows are true classes.",
            "Ground truth",
            "Prediction",
            List.of("a"),
            List.of(List.of(Double.NaN)),
            List.of(List.of("nothing")));

    Element svg = elements(drawn(chart), "svg").get(0);

    assertThat(svg.getAttribute("role")).isEqualTo("img");
    assertThat(svg.getAttribute("aria-labelledby")).isEqualTo("v1 v2");
    assertThat(svg.getFirstChild().getTextContent()).isEqualTo("Confusion");
    assertThat(elements(drawn(chart), "rect").get(0).getAttribute("class"))
        .isEqualTo("cell undefined");
  }

  private static Document drawn(Chart chart) throws Exception {
    Markup page = new Markup();
    chart.appendTo(page);
    return parse(page.finish());
  }
}
