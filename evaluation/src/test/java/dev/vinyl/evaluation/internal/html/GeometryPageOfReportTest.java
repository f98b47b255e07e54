package dev.vinyl.evaluation.internal.html;

import static dev.vinyl.evaluation.internal.html.SamplePages.interval;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.Split;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.geometry.EncoderGeometry;
import dev.vinyl.evaluation.geometry.EncoderGeometry.CosineByDistance;
import dev.vinyl.evaluation.geometry.EncoderGeometry.ProbeAccuracy;
import dev.vinyl.evaluation.geometry.EncoderGeometry.ProbeKind;
import dev.vinyl.evaluation.geometry.EncoderGeometry.RegionAlignment;
import dev.vinyl.evaluation.geometry.EncoderGeometry.SegmentationProbe;
import dev.vinyl.evaluation.geometry.EncoderGeometry.SpatialAutocorrelation;
import dev.vinyl.evaluation.geometry.EncoderGeometry.TokenNorms;
import dev.vinyl.evaluation.geometry.EncoderGeometry.TokenSpectrum;
import dev.vinyl.evaluation.geometry.EncoderGeometry.VarianceDecomposition;
import dev.vinyl.evaluation.geometry.GeometryReport;
import dev.vinyl.evaluation.geometry.GeometryReport.ImageMaps;
import dev.vinyl.evaluation.geometry.SimilarityMap;
import dev.vinyl.evaluation.geometry.SimilarityMap.ReferencePatch;
import dev.vinyl.evaluation.internal.html.GeometryPage.EncoderMeasures;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class GeometryPageOfReportTest {
  private static final ConfidenceInterval NONE =
      new ConfidenceInterval(Double.NaN, Double.NaN, Double.NaN, 0.95);
  private static final SimilarityMap MAP = new SimilarityMap(1, 2, 0, new double[] {1, 0});

  @Test
  void givesTheReportsNumbersUnderTheirNamesInJson() {
    GeometryPage page = GeometryPage.of(report(alignment()), List.of(), SamplePages.PROVENANCE);

    EncoderMeasures encoder = page.encoders().get(0);
    assertThat(encoder.name()).isEqualTo("vit");
    assertThat(encoder.measures())
        .containsEntry("withinImageVariance", interval(0.5, 0.1))
        .containsEntry("effectiveRank", interval(7, 1))
        .containsEntry("participationRatio", interval(5, 1))
        .containsEntry("alignment.gap", interval(0.2, 0.05))
        .containsEntry("probe.paper", interval(0.8, 0.01))
        .containsEntry("probe.knn.patchMiou", interval(0.7, 0.02))
        .containsEntry("norms.outlierShare", interval(0.1, 0.02))
        .containsEntry("moransI.foreground", interval(0.4, 0.1))
        .doesNotContainKeys(
            "acrossImageVariance", "moransI.border", "probe.heldOut", "probe.knn.pixelMiou");
    assertThat(encoder.cosineByDistance()).containsExactly(interval(0.9, 0.01));
    assertThat(encoder.spectrum()).containsExactly(9.0, 3.0);
    assertThat(page.alignment()).isEmpty();
  }

  /** Four steps of 2 up to 8, the median 1; the second patch is an outlier in a fifth of images. */
  @Test
  void showsTheNormsAndWhereOutliersLie() throws Exception {
    GeometryPage page = GeometryPage.of(report(alignment()), List.of(), SamplePages.PROVENANCE);
    Document html = EvaluationPageTest.parse(page.toHtml());

    assertThat(EvaluationPageTest.csv(html, "norms.csv"))
        .contains("\nvit,0.0,2.0,16,1.0,2.3\n", "\nvit,6.0,8.0,2,1.0,2.3\n");
    assertThat(EvaluationPageTest.csv(html, "outliers.csv"))
        .isEqualTo("encoder,row,column,share\nvit,0,0,0.0\nvit,0,1,0.2\n");
    assertThat(page.toHtml()).contains("row 0, column 1: 20.0 % of images");
  }

  @Test
  void leavesOutWhatNeedsLabels() {
    GeometryPage page = GeometryPage.of(report(null), List.of(), SamplePages.PROVENANCE);

    assertThat(page.encoders().get(0).measures().keySet())
        .noneMatch(name -> name.startsWith("alignment"));
  }

  @Test
  void showsImagesBesideTheMapsThatAllEncodersHave() throws IOException {
    ImageMaps maps =
        new ImageMaps(
            "cat",
            List.of(
                Map.of(ReferencePatch.BACKGROUND_CORNER, MAP, ReferencePatch.BORDER, MAP),
                Map.of(ReferencePatch.BACKGROUND_CORNER, MAP)));

    SimilarityExample example = SimilarityExample.of(maps, new OneImage());

    assertThat(example.image()).isPresent();
    assertThat(example.mask()).isEmpty();
    assertThat(example.references())
        .extracting(SimilarityExample.Reference::name)
        .containsExactly("background corner");
    assertThat(SimilarityExample.of(maps).image()).isEmpty();
  }

  @Test
  void saysWhichImageIsNotAmongThese() {
    ImageMaps maps = new ImageMaps("dog", List.of(Map.of()));

    assertThatThrownBy(() -> SimilarityExample.of(maps, new OneImage()))
        .isInstanceOf(IOException.class)
        .hasMessage("photos has no image dog; name the images that the features are of");
  }

  private static GeometryReport report(@Nullable RegionAlignment alignment) {
    EncoderGeometry encoder =
        new EncoderGeometry(
            "vit",
            "a1b2",
            1,
            2,
            2,
            10,
            new VarianceDecomposition(interval(0.5, 0.1), NONE, 10),
            new CosineByDistance(List.of(interval(0.9, 0.01)), 10),
            new TokenNorms(
                1, 0.25, 8, 2.3, interval(0.1, 0.02), List.of(16L, 2L, 0L, 2L), List.of(0.0, 0.2)),
            new TokenSpectrum(
                List.of(9.0, 3.0),
                List.of(4.0, 1.0),
                interval(7, 1),
                interval(6, 1),
                interval(5, 1),
                20),
            new SpatialAutocorrelation(
                Map.of(
                    ReferencePatch.BACKGROUND_CORNER,
                    interval(0.3, 0.1),
                    ReferencePatch.FOREGROUND,
                    interval(0.4, 0.1),
                    ReferencePatch.BORDER,
                    NONE),
                10),
            alignment,
            alignment == null ? null : probes());
    return new GeometryReport(
        "photos", List.of("pet"), 1, List.of(encoder), null, 0, List.of(), List.of());
  }

  private static RegionAlignment alignment() {
    return new RegionAlignment(
        interval(0.6, 0.1),
        interval(0.4, 0.1),
        interval(0.2, 0.05),
        interval(0.1, 0.1),
        List.of(NONE),
        10);
  }

  private static EncoderGeometry.Probes probes() {
    ProbeAccuracy paper = new ProbeAccuracy(interval(0.8, 0.01), ConfusionMatrix.empty(1), 10);
    return new EncoderGeometry.Probes(paper, 10, null, List.of(segmentation()));
  }

  private static SegmentationProbe segmentation() {
    return new SegmentationProbe(
        ProbeKind.KNN, interval(0.7, 0.02), ConfusionMatrix.empty(1), null, 10, 20, 10, Split.TEST);
  }

  /** An image without a mask. */
  private static final class OneImage implements FeatureImages {
    @Override
    public String name() {
      return "photos";
    }

    @Override
    public List<String> classNames() {
      return List.of();
    }

    @Override
    public List<String> ids() {
      return List.of("bird", "cat");
    }

    @Override
    public List<Split> splits() {
      return List.of();
    }

    @Override
    public Loaded load(int index) throws IOException {
      if (index != 1) {
        throw new IOException("another image was asked for");
      }
      return new Loaded(SamplePages.image(), null);
    }
  }
}
