package dev.vinyl.evaluation.internal.html;

import static dev.vinyl.evaluation.internal.html.EvaluationPageTest.csv;
import static dev.vinyl.evaluation.internal.html.EvaluationPageTest.elements;
import static dev.vinyl.evaluation.internal.html.EvaluationPageTest.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.evaluation.internal.html.GeometryPage.EncoderMeasures;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class GeometryPageTest {
  private static final GeometryPage PAGE = SamplePages.geometry(List.of(SamplePages.image()));

  @Test
  void showsCurvesMapsAndAlignmentWithTheirNumbers() throws Exception {
    Document page = parse(PAGE.toHtml());

    assertThat(elements(page, "a"))
        .extracting(link -> link.getAttribute("download"))
        .filteredOn(file -> !file.isEmpty())
        .containsExactly("measures.csv", "cosine.csv", "spectrum.csv", "cka.csv", "similarity.csv");
    assertThat(csv(page, "cka.csv")).contains("\nViT-S,ViNy-S,0.61,");
    // One image, two references, two encoders, 8 x 8 patches, and the header.
    assertThat(csv(page, "similarity.csv").lines()).hasSize(1 + 2 * 2 * 64);
    assertThat(csv(page, "spectrum.csv")).contains("\nViT-S,1,1.0,,,0.95\n");
  }

  @Test
  void framesTheReferencePatch() throws Exception {
    List<Element> marks =
        elements(parse(PAGE.toHtml()), "rect").stream()
            .filter(mark -> mark.getAttribute("class").equals("marker"))
            .toList();

    // Patches 0 and 27 = 3 * 8 + 3, each for two encoders.
    assertThat(marks)
        .extracting(mark -> mark.getAttribute("x") + "," + mark.getAttribute("y"))
        .containsExactly("0,0", "0,0", "3,3", "3,3");
  }

  @Test
  void leavesOutWhatThereIsNothingOf() throws Exception {
    EncoderMeasures bare =
        new EncoderMeasures(
            "a",
            Map.of("rank", SamplePages.interval(3, 1)),
            List.of(),
            List.of(),
            Optional.empty(),
            8);
    GeometryPage page =
        new GeometryPage(
            "title",
            List.of(bare),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(),
            SamplePages.PROVENANCE);

    assertThat(elements(parse(page.toHtml()), "h2"))
        .extracting(Element::getTextContent)
        .containsExactly("Measures", "Provenance");
  }

  @Test
  void refusesMapsOfOtherEncoders() {
    assertThatThrownBy(
            () ->
                new GeometryPage(
                    "title",
                    PAGE.encoders().subList(0, 1),
                    PAGE.classNames(),
                    PAGE.examples(),
                    Optional.empty(),
                    List.of(),
                    SamplePages.PROVENANCE))
        .hasMessage("cat 0 has 2 maps of its corner patch for 1 encoders");
  }
}
