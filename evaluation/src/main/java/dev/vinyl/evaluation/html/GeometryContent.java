package dev.vinyl.evaluation.html;

import dev.vinyl.evaluation.geometry.EncoderGeometry;
import dev.vinyl.evaluation.geometry.GeometryReport;
import dev.vinyl.evaluation.geometry.RegionAlignment;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a page shows of a geometry report. */
final class GeometryContent {
  private GeometryContent() {}

  static GeometryPage page(
      GeometryReport report, List<SimilarityExample> examples, Provenance provenance) {
    return new GeometryPage(
        "Geometry of patch tokens on " + report.dataset(),
        report.encoders().stream().map(GeometryContent::measures).toList(),
        report.classNames(),
        examples,
        Optional.ofNullable(report.cka()),
        report.skipped(),
        provenance);
  }

  private static EncoderMeasures measures(EncoderGeometry encoder) {
    Map<String, ConfidenceInterval> all = new LinkedHashMap<>();
    all.put("withinImageVariance", encoder.variances().withinImage());
    all.put("acrossImageVariance", encoder.variances().acrossImages());
    all.put("effectiveRank", encoder.spectrum().effectiveRank());
    all.put("covarianceEffectiveRank", encoder.spectrum().covarianceEffectiveRank());
    all.put("participationRatio", encoder.spectrum().participationRatio());
    addAlignment(all, encoder.alignment());
    addProbes(all, encoder.probes());
    encoder
        .autocorrelation()
        .moransI()
        .forEach((reference, value) -> all.put("moransI." + reference.key(), value));
    all.values().removeIf(value -> Double.isNaN(value.estimate()));
    return new EncoderMeasures(
        encoder.name(), all, encoder.cosines().curve(), encoder.spectrum().singularValues());
  }

  private static void addAlignment(
      Map<String, ConfidenceInterval> all, @Nullable RegionAlignment alignment) {
    if (alignment != null) {
      all.put("alignment.within", alignment.within());
      all.put("alignment.across", alignment.across());
      all.put("alignment.gap", alignment.gap());
      all.put("alignment.silhouette", alignment.silhouette());
    }
  }

  private static void addProbes(
      Map<String, ConfidenceInterval> all, EncoderGeometry.@Nullable Probes probes) {
    if (probes != null) {
      all.put("probe.paper", probes.paper().accuracy());
      EncoderGeometry.HeldOutProbe heldOut = probes.heldOut();
      if (heldOut != null) {
        all.put("probe.heldOut", heldOut.test().accuracy());
      }
    }
  }
}
