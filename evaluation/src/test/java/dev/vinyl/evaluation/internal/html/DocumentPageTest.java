package dev.vinyl.evaluation.internal.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.evaluation.internal.html.DocumentPage.CosineMap;
import dev.vinyl.evaluation.internal.html.DocumentPage.Curves;
import dev.vinyl.evaluation.internal.html.DocumentPage.Entry;
import dev.vinyl.evaluation.internal.html.DocumentPage.Maps;
import dev.vinyl.evaluation.internal.html.DocumentPage.Point;
import dev.vinyl.evaluation.internal.html.DocumentPage.Table;
import dev.vinyl.evaluation.internal.html.DocumentPage.Text;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class DocumentPageTest {
  private final DocumentPage page =
      new DocumentPage(
              "Runs <of> a day",
              "Two.",
              new Provenance("pets", "", Map.of(), Map.of(), 1, "0", "", "vinyl"))
          .section(
              "Scores",
              "Of both.",
              List.of(
                  new Text("Why", "Because a < b."),
                  new Table(
                      "Table 1",
                      List.of("Run", "Score"),
                      List.of(List.of(Entry.of("first"), new Entry("0.5", "paper 0.6")))),
                  curves("Figure 1", 250),
                  curves("Figure 2", Double.NaN),
                  new Maps(
                      "cat",
                      Optional.empty(),
                      List.of(
                          new CosineMap(
                              "corner", List.of(List.of(1.0, -0.5), List.of(0.0, 0.2)), 0, 1)))));

  private static Curves curves(String heading, double last) {
    return new Curves(
        heading,
        "Means.",
        "Images",
        "mIoU",
        true,
        Map.of(
            "line",
            List.of(
                new Point(60, new ConfidenceInterval(40, 39, 41, 0.95)),
                new Point(250, new ConfidenceInterval(last, Double.NaN, Double.NaN, 0.95)))));
  }

  private static Document parse(String html) throws Exception {
    String xml = html.replaceFirst("<!DOCTYPE html>", "");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  @Test
  void isWellFormedAndHoldsWhatItWasGiven() throws Exception {
    Document document = parse(page.toHtml());
    assertThat(document.getElementsByTagName("h1").item(0).getTextContent())
        .isEqualTo("Runs <of> a day");
    assertThat(document.getElementsByTagName("td").item(0).getTextContent())
        .isEqualTo("0.5paper 0.6");
    // two points with a value in the first diagram, one in the second
    assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(3);
    assertThat(document.getElementsByTagName("figure").getLength()).isEqualTo(3);
  }

  @Test
  void refreshesOnlyWhereThatIsAskedFor() throws Exception {
    assertThat(page.toHtml()).doesNotContain("http-equiv=\"refresh\"");
    page.refreshedEvery(5);
    assertThat(page.toHtml())
        .containsOnlyOnce("<meta http-equiv=\"refresh\" content=\"5\"/></head>");
    parse(page.toHtml());
  }
}
