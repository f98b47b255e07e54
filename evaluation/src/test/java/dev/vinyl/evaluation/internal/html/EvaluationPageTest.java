package dev.vinyl.evaluation.internal.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.evaluation.internal.html.EvaluationPage.ImageGroup;
import dev.vinyl.runtime.image.ClassMask;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class EvaluationPageTest {
  private static final EvaluationPage PAGE =
      SamplePages.evaluation(List.of(SamplePages.image()), 10, 2);

  @TempDir private Path folder;

  @Test
  void writesOneFileThatAsksForNoOther() throws Exception {
    Path file = folder.resolve("report.html");
    PAGE.write(file);

    Document page = parse(Files.readString(file));

    for (String attribute : List.of("src", "href")) {
      for (Element element : elements(page, "*")) {
        // a name of the table opens its image's file, where a reader asks for it
        if (element.hasAttribute(attribute) && !isLinkInTable(element)) {
          assertThat(element.getAttribute(attribute)).matches("(?s)(data:|#).*");
        }
      }
    }
    assertThat(folder.toFile().list()).containsExactly("report.html");
  }

  private static boolean isLinkInTable(Element element) {
    return element.getTagName().equals("a")
        && ((Element) element.getParentNode()).getTagName().equals("td");
  }

  @Test
  void contentsLeadToEverySection() throws Exception {
    Document page = parse(PAGE.toHtml());
    Element contents = elements(page, "nav").get(0);
    List<String> targets = new ArrayList<>();
    NodeList links = contents.getElementsByTagName("a");
    for (int i = 0; i < links.getLength(); i++) {
      targets.add(((Element) links.item(i)).getAttribute("href"));
    }
    List<String> sections = new ArrayList<>();
    elements(page, "section").forEach(section -> sections.add("#" + section.getAttribute("id")));
    sections.add("#provenance");

    assertThat(targets).isEqualTo(sections).doesNotHaveDuplicates().contains("#runs", "#models");
  }

  @Test
  void measuresSayWhatTheyAreOnDemand() throws Exception {
    String lines = "";
    for (Element details : elements(parse(PAGE.toHtml()), "details")) {
      lines += details.getTextContent() + "\n";
    }
    assertThat(lines)
        .contains("dataset.miouMean IoU of the classes, from all pixels.")
        .contains("paper.miouThe paper's:");
  }

  @Test
  void aRowOpensItsImageAndSaysWhatThePageShows() throws Exception {
    EvaluationPage page =
        new EvaluationPage(
            "title",
            SamplePages.CLASSES,
            List.of(SamplePages.model("a", 0.6, 19)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            "paper.miou",
            2,
            List.of(
                new EvaluationPage.Image("x", Optional.of(Path.of("/data/a b.jpg")), List.of(0.5)),
                new EvaluationPage.Image("y", Optional.empty(), List.of(0.5))),
            List.of(
                new ImageGroup(
                    "Best",
                    "",
                    List.of(
                        new ImageGroup.Example(
                            "x",
                            SamplePages.image(),
                            SamplePages.disc(9, 9, 4),
                            List.of(SamplePages.disc(9, 9, 4)),
                            List.of(0.5))))),
            List.of(),
            SamplePages.PROVENANCE);

    Document document = parse(page.toHtml());
    List<String> links = new ArrayList<>();
    for (Element link : elements(document, "a")) {
      if (isLinkInTable(link)) {
        links.add(link.getTextContent() + " " + link.getAttribute("href"));
      }
    }
    String anchor = elements(document, "article").get(0).getAttribute("id");

    assertThat(links).containsExactly("x file:///data/a%20b.jpg", "shown above #" + anchor);
    assertThat(page.toHtml())
        .contains("1 are shown above with their masks; the others are not in this page.");
  }

  @Test
  void sameInputGivesSameBytes() {
    EvaluationPage again = SamplePages.evaluation(List.of(SamplePages.image()), 10, 2);

    assertThat(again.toHtml()).isEqualTo(PAGE.toHtml());
  }

  @Test
  void namesCannotBecomeElements() throws Exception {
    String name = "<img src=x onerror=alert(1)>\"'&\u0000";
    ModelScores model = SamplePages.model(name, 0.6, 19);
    EvaluationPage page =
        new EvaluationPage(
            name,
            List.of(name, "b", "c"),
            List.of(model),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            name,
            1,
            List.of(new EvaluationPage.Image(name, Optional.empty(), List.of(0.5))),
            List.of(),
            List.of(),
            SamplePages.PROVENANCE);

    Document document = parse(page.toHtml());

    assertThat(elements(document, "img")).isEmpty();
    assertThat(elements(document, "h1").get(0).getTextContent())
        .isEqualTo("<img src=x onerror=alert(1)>\"'&\ufffd");
  }

  @Test
  void everyFigureCarriesItsNumbers() throws Exception {
    Document page = parse(PAGE.toHtml());

    List<String> files = new ArrayList<>();
    for (Element link : elements(page, "a")) {
      if (link.hasAttribute("download")) {
        files.add(link.getAttribute("download"));
      }
    }
    assertThat(files)
        .containsExactly(
            "runs.csv",
            "group-differences.csv",
            "scores.csv",
            "differences.csv",
            "classes.csv",
            "confusion.csv",
            "confusion.csv",
            "boundaries.csv",
            "calibration.csv",
            "calibration.csv",
            "species.csv",
            "images.csv",
            "skipped.csv");
    assertThat(csv(page, "scores.csv"))
        .startsWith(
            "row,measure,estimate,low,high,level\nViT-S,dataset.miou,0.62,0.609,0.631,0.95");
    assertThat(csv(page, "images.csv")).contains("\nimage_3,").contains(",\nimage_4,");
  }

  @Test
  void everyImageIsSmallAndCanBeDecoded() throws Exception {
    List<Element> images = elements(parse(PAGE.toHtml()), "img");

    // 3 groups of 2 images: the image, its ground truth, prediction and errors of two models.
    assertThat(images).hasSize(3 * 2 * (2 + 2 * 2));
    for (Element image : images) {
      assertThat(ImageIO.read(new ByteArrayInputStream(content(image.getAttribute("src")))))
          .satisfies(tile -> assertThat(tile.getWidth()).isEqualTo(192))
          .satisfies(tile -> assertThat(tile.getHeight()).isEqualTo(128));
    }
  }

  @Test
  void errorsAreRedWhereTargetAndPredictionDiffer() throws Exception {
    // Left half class 0, right half class 1; the model sees 0 everywhere; the lower half is
    // ignored.
    byte i = (byte) ClassMask.IGNORE;
    ClassMask target = new ClassMask(2, 2, new byte[] {0, 1, i, i});
    ClassMask prediction = new ClassMask(2, 2, new byte[] {0, 0, 0, 0});

    String url = new Thumbnails(SamplePages.image()).errors(target, prediction);
    BufferedImage tile = ImageIO.read(new ByteArrayInputStream(content(url)));

    assertThat(redness(tile.getRGB(40, 30))).isBetween(-20, 20);
    assertThat(redness(tile.getRGB(150, 30))).isGreaterThan(100);
    assertThat(redness(tile.getRGB(40, 110))).isBetween(-20, 20);
    assertThat(redness(tile.getRGB(150, 110))).isBetween(-20, 20);
  }

  @Test
  void staysBelowFiveMegabytesForAUsualReport() {
    String html = SamplePages.evaluation(List.of(SamplePages.image()), 3669, 8).toHtml();

    assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(5_000_000);
  }

  @Test
  void refusesScoresForOtherModels() {
    assertThatThrownBy(
            () ->
                new EvaluationPage(
                    "title",
                    SamplePages.CLASSES,
                    List.of(SamplePages.model("a", 0.6, 19)),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    "paper.miou",
                    1,
                    List.of(new EvaluationPage.Image("cat", Optional.empty(), List.of(0.5, 0.6))),
                    List.of(),
                    List.of(),
                    SamplePages.PROVENANCE))
        .hasMessage("cat has 2 scores for 1 models");
  }

  @Test
  void namesTheFileThatCannotBeWritten() throws IOException {
    Path blocked = Files.writeString(folder.resolve("blocked"), "a file");

    assertThatThrownBy(() -> PAGE.write(blocked.resolve("report.html")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write " + blocked.resolve("report.html"));
  }

  private static int redness(int rgb) {
    return (rgb >> 16 & 0xff) - (rgb >> 8 & 0xff);
  }

  /** A page is XML too, so that Java's parser finds what is unclosed or unescaped. */
  static Document parse(String html) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
  }

  static List<Element> elements(Document page, String tag) {
    NodeList found = page.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  static String csv(Document page, String file) {
    Element link =
        elements(page, "a").stream()
            .filter(a -> a.getAttribute("download").equals(file))
            .findFirst()
            .orElseThrow();
    return new String(content(link.getAttribute("href")), StandardCharsets.UTF_8);
  }

  private static byte[] content(String url) {
    return Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1));
  }
}
