package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.internal.html.EvaluationPage;
import dev.vinyl.evaluation.internal.html.EvaluationPage.ImageGroup;
import dev.vinyl.evaluation.internal.html.Provenance;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.Bootstrap.PairedDifference;
import dev.vinyl.evaluation.report.EvaluationReport;
import dev.vinyl.evaluation.report.EvaluationReport.ScoreSlices;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.evaluation.report.SkippedImage;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The pages of real results: image k has class k % 3, and "pet" takes everything for pet. */
class EvaluationPageOfReportTest {
  private static final Provenance PROVENANCE =
      new Provenance("colors, test", "none", Map.of(), Map.of(), 0, "0", "", "vinyl");

  private final ReadsTheColor right = new ReadsTheColor("runs/right.onnx");
  private final ReadsTheColor pet = new ReadsTheColor("runs/pet.onnx");

  EvaluationPageOfReportTest() {
    pet.always = true;
  }

  @Test
  void showsTheBestTheWorstAndTheMostChanged() throws IOException {
    EvaluationPage page = page(new ColoredDataset(20), right, pet);

    // images of pets are right by both models; of the others the second misses every pixel
    assertThat(page.examples())
        .extracting(ImageGroup::heading)
        .containsExactly("Best", "Worst", "Most changed");
    assertThat(ids(page.examples().get(0))).containsExactly("p0", "p3", "p6", "p9", "p12", "p15");
    assertThat(ids(page.examples().get(1))).containsExactly("p1", "p2", "p4", "p5", "p7", "p8");
    assertThat(ids(page.examples().get(2))).containsExactly("p1", "p2", "p4", "p5", "p7", "p8");
    ImageGroup.Example changed = page.examples().get(2).examples().get(0);
    assertThat(changed.scores()).containsExactly(1.0, 0.0);
    assertThat(changed.target().classes()).containsOnly(1).hasSize(16);
    assertThat(changed.predictions().get(0).classes()).containsOnly(1).hasSize(4);
    assertThat(changed.predictions().get(1).classes()).containsOnly(0).hasSize(4);
    assertThat(changed.image().get(3, 3, 0)).isEqualTo(1);
  }

  @Test
  void aSingleModelHasNoChangedImages() throws IOException {
    EvaluationPage page = page(new ColoredDataset(4), right);

    assertThat(page.examples()).extracting(ImageGroup::heading).containsExactly("Best", "Worst");
    assertThat(page.comparisons()).isEmpty();
  }

  @Test
  void givesTheReportsNumbersUnderShortNames() throws IOException {
    EvaluationPage page = page(new ColoredDataset(9), right, pet);

    assertThat(page.title()).isEqualTo("Segmentation of colors, test");
    assertThat(page.models()).extracting(model -> model.name()).containsExactly("right", "pet");
    assertThat(page.models().get(0).scores().values().iterator().next().estimate()).isEqualTo(1);
    // a third of the pixels is pet, and all are taken for it
    assertThat(page.models().get(1).family("dataset.iou").values().iterator().next().estimate())
        .isCloseTo(1.0 / 3, within(1e-12));
    assertThat(page.models().get(1).inTables())
        .containsKeys("paper.miou", "boundary.miou", "calibration.ece")
        .doesNotContainKey("dataset.iou.pet");
    assertThat(page.comparisons().get(0).second()).isEqualTo("pet");
    assertThat(page.comparisons().get(0).differences())
        .containsOnlyKeys("dataset.miou", "paper.miou");
    assertThat(page.comparisons().get(0).differences().values())
        .extracting(PairedDifference::worse)
        .containsExactly(6, 6);
    assertThat(page.slices()).extracting(ScoreSlices::model).containsExactly("right", "pet");
    assertThat(page.images()).hasSize(9);
    assertThat(page.images().get(4).scores()).containsExactly(1.0, 0.0);
    assertThat(page.toHtml()).contains("Segmentation of colors, test", "By species");
  }

  @Test
  void listsWhatWasSkipped() throws IOException {
    EvaluationPage page = page(new ColoredDataset(7, Set.of(2, 5)), right);

    assertThat(page.imageCount()).isEqualTo(5);
    assertThat(page.skipped()).extracting(SkippedImage::id).containsExactly("p2", "p5");
    assertThat(page.toHtml()).contains("<li>p5.jpg: is broken; replace it</li>");
  }

  @Test
  void keepsTheWorstOfVeryManyImages() throws IOException {
    // 1,800,000 / (150 + 90) bytes an image
    EvaluationPage page = page(new ColoredDataset(7600), pet);

    assertThat(page.imageCount()).isEqualTo(7600);
    assertThat(page.images()).hasSize(7500);
    assertThat(page.images().get(0).scores()).containsExactly(0.0);
    assertThat(page.toHtml()).contains("The 7,500 lowest by image.miou.skip; images.csv has all.");
  }

  private static List<String> ids(ImageGroup group) {
    return group.examples().stream().map(ImageGroup.Example::id).toList();
  }

  private static EvaluationPage page(ColoredDataset data, MaskPredictor... models)
      throws IOException {
    EvaluationOptions options =
        EvaluationOptions.defaults().withBootstrap(new Bootstrap(20, 0.95, 1));
    Evaluator evaluator = new Evaluator(data, data.all(), options);
    List<EvaluationResult> results =
        evaluator.evaluateAll(List.of(models), EvaluationListener.NONE);
    ExampleGallery gallery =
        evaluator
            .score(
                List.of(models),
                Collections.nCopies(models.length, Optional.empty()),
                0,
                EvaluationListener.NONE)
            .gallery();
    EvaluationReport report =
        EvaluationReport.of(
            "colors", "test", options.size(), options.bootstrap(), results, List.of("species"));
    return EvaluationPage.of(report, gallery.groups(data, data.all()), PROVENANCE);
  }
}
