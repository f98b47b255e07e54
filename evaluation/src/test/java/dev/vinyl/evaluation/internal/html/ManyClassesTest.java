package dev.vinyl.evaluation.internal.html;

import static dev.vinyl.evaluation.internal.html.EvaluationPageTest.csv;
import static dev.vinyl.evaluation.internal.html.EvaluationPageTest.elements;
import static dev.vinyl.evaluation.internal.html.EvaluationPageTest.parse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.Figure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The classes of a page, by their number. */
class ManyClassesTest {
  private static final int CLASSES = 150;
  private static final EvaluationPage PAGE = SamplePages.ofManyClasses(CLASSES, 1);
  private static final ConfusionMatrix MATRIX =
      PAGE.models().get(0).figures("Confusion", Figure.Confusion.class).get(0).matrix();

  @Test
  void theBestAndTheWorstHaveBarsAndAllAreInAFoldedTable() throws Exception {
    Document page = parse(PAGE.toHtml());
    Element section = section(page, "classes");

    assertThat(texts(section, "h3"))
        .containsExactly("IoU by class, best 10", "IoU by class, worst 10");
    assertThat(texts(section, "summary")).containsExactly("All 150 classes");
    List<String> bars = new ArrayList<>();
    for (Element text : below(section, "text")) {
      if (text.getAttribute("class").equals("name")) {
        bars.add(text.getTextContent());
      }
    }
    int best = 0;
    for (int c = 0; c < CLASSES; c++) {
      best = MATRIX.iou(c) > MATRIX.iou(best) ? c : best;
    }
    assertThat(bars).hasSize(20);
    assertThat(bars.get(0)).isEqualTo(name(best));
    assertThat(bars.get(10)).isEqualTo("wall 147 (not in the ground truth)");
    Element table = below(section, "details").get(0);
    assertThat(below(table, "tr")).hasSize(1 + CLASSES);
    assertThat(csv(page, "classes.csv").lines()).hasSize(1 + CLASSES);
  }

  @Test
  void anAbsentClassHasADashAndItsReason() throws Exception {
    Element section = section(parse(PAGE.toHtml()), "classes");

    assertThat(section.getTextContent())
        .contains(
            "Not in the ground truth: wall 147, building, edifice 148, chest of drawers, chest,"
                + " bureau, dresser 149. A class that is not predicted either has no score.");
    assertThat(row(section, 147))
        .containsExactly("wall 147", "\u2013not in the ground truth", "0.000only predicted");
    assertThat(row(section, 148))
        .containsExactly("building, edifice 148", "\u2013not in the ground truth", "\u2013");
    assertThat(PAGE.toHtml().replaceAll("(?s)<script>.*?</script>", "")).doesNotContain("NaN");
  }

  @Test
  void confusionsAreTheLargestPairs() throws Exception {
    Document page = parse(PAGE.toHtml());
    Element section = section(page, "confusion");
    int truth = 0;
    int seen = 1;
    for (int t = 0; t < CLASSES; t++) {
      for (int p = 0; p < CLASSES; p++) {
        if (t != p && MATRIX.count(t, p) > MATRIX.count(truth, seen)) {
          truth = t;
          seen = p;
        }
      }
    }
    double share = 0;
    for (int t = 0; t < CLASSES - 3; t++) {
      for (int p = 0; p < CLASSES; p++) {
        share = t == p ? share : Math.max(share, 1.0 * MATRIX.count(t, p) / ofTruth(t));
      }
    }

    assertThat(below(section, "svg")).isEmpty();
    assertThat(below(section, "tr")).hasSizeBetween(101, 201);
    assertThat(texts(below(section, "tr").get(1), "th"))
        .containsExactly(name(truth) + " \u2192 " + name(seen));
    assertThat(texts(below(section, "tr").get(1), "td"))
        .containsExactly(
            Numbers.count(MATRIX.count(truth, seen)),
            Numbers.smallPercent(1.0 * MATRIX.count(truth, seen) / ofTruth(truth)));
    assertThat(csv(page, "confusion.csv")).contains("," + share + "\n");
  }

  private static long ofTruth(int target) {
    long sum = 0;
    for (int p = 0; p < CLASSES; p++) {
      sum += MATRIX.count(target, p);
    }
    return sum;
  }

  @Test
  void fewClassesHaveTheirSquareAndTheirTableInSight() throws Exception {
    Document page = parse(SamplePages.ofManyClasses(20, 2).toHtml());

    assertThat(below(section(page, "classes"), "details")).isEmpty();
    assertThat(below(section(page, "classes"), "tr")).hasSize(1 + 20);
    assertThat(below(section(page, "confusion"), "rect")).hasSize(2 * 20 * 20);
    assertThat(below(section(page, "confusion"), "table")).isEmpty();
  }

  @Test
  void coloursOfManyClassesAreFolded() throws Exception {
    assertThat(texts(section(parse(PAGE.toHtml()), "images"), "summary"))
        .containsExactly("Colours of the 150 classes; 24 colours, which repeat");
  }

  @Test
  void aPageOfTheMostClassesAndEightModelsStaysSmall() {
    String html = SamplePages.ofManyClasses(254, 8).toHtml();

    assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(1_500_000);
  }

  private static List<String> row(Element section, int index) {
    Element row = below(section, "tr").get(1 + index);
    List<String> cells = new ArrayList<>(texts(row, "th"));
    cells.addAll(texts(row, "td"));
    return cells;
  }

  private static String name(int classIndex) {
    return PAGE.classNames().get(classIndex);
  }

  private static Element section(Document page, String id) {
    return elements(page, "section").stream()
        .filter(section -> section.getAttribute("id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<Element> below(Element parent, String tag) {
    List<Element> found = new ArrayList<>();
    for (int i = 0; i < parent.getElementsByTagName(tag).getLength(); i++) {
      found.add((Element) Objects.requireNonNull(parent.getElementsByTagName(tag).item(i)));
    }
    return found;
  }

  private static List<String> texts(Element parent, String tag) {
    return below(parent, tag).stream().map(Element::getTextContent).toList();
  }
}
