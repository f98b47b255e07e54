package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.geometry.EncoderGeometry;
import dev.vinyl.evaluation.geometry.EncoderGeometry.RegionAlignment;
import dev.vinyl.evaluation.geometry.EncoderGeometry.SegmentationProbe;
import dev.vinyl.evaluation.geometry.EncoderGeometry.TokenNorms;
import dev.vinyl.evaluation.geometry.GeometryReport;
import dev.vinyl.evaluation.geometry.GeometryReport.LinearCka;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.report.SkippedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the patch tokens of one or several encoders look like, as one HTML file: numbers, the cosine
 * of two patches by their distance, similarity maps, spectra and the alignment of the encoders.
 * What there is nothing of is left out.
 *
 * @param title of the page
 * @param encoders at least one, no two of one name; colours stand for them in their order
 * @param classNames of the masks of the examples
 * @param examples images with similarity maps; may be empty
 * @param alignment of the encoders or their layers with each other, where it was measured
 * @param skipped images that could not be read, where that is known
 * @param provenance where the numbers come from
 */
public record GeometryPage(
    String title,
    List<EncoderMeasures> encoders,
    List<String> classNames,
    List<SimilarityExample> examples,
    Optional<LinearCka> alignment,
    List<SkippedImage> skipped,
    Provenance provenance) {
  /** The name of the file in a folder of results. */
  public static final String FILE = "report.html";

  /** Takes copies; checks that everything speaks of the same encoders. */
  public GeometryPage {
    encoders = List.copyOf(encoders);
    classNames = List.copyOf(classNames);
    examples = List.copyOf(examples);
    skipped = List.copyOf(skipped);
    if (encoders.isEmpty()) {
      throw new IllegalArgumentException("a geometry page needs at least one encoder");
    }
    Set<String> names = new HashSet<>();
    for (EncoderMeasures encoder : encoders) {
      if (!names.add(encoder.name())) {
        throw new IllegalArgumentException("two encoders are named " + encoder.name());
      }
    }
    for (SimilarityExample example : examples) {
      for (SimilarityExample.Reference reference : example.references()) {
        if (reference.maps().size() != names.size()) {
          throw new IllegalArgumentException(
              "%s has %d maps of its %s patch for %d encoders"
                  .formatted(
                      example.id(), reference.maps().size(), reference.name(), names.size()));
        }
      }
    }
  }

  /**
   * The page of a report.
   *
   * @param examples the report's maps, with their images where those are at hand; may be empty
   */
  public static GeometryPage of(
      GeometryReport report, List<SimilarityExample> examples, Provenance provenance) {
    return new GeometryPage(
        "Geometry of patch tokens on " + report.dataset(),
        report.encoders().stream().map(EncoderMeasures::of).toList(),
        report.classNames(),
        examples,
        Optional.ofNullable(report.cka()),
        report.skipped(),
        provenance);
  }

  /**
   * Writes the page, whole or not at all.
   *
   * @param file replaced if it is there
   * @throws IOException one line with the file that cannot be written
   */
  public void write(Path file) throws IOException {
    Page.write(toHtml(), file);
  }

  /** The page as text, to be stored as UTF-8. */
  public String toHtml() {
    String summary =
        "Patch tokens of %s on %s. Ranges are over images."
            .formatted(
                encoders.size() == 1 ? "one encoder" : encoders.size() + " encoders",
                provenance.dataset());
    Markup page = Page.begin(title, summary);
    new GeometrySections(encoders).appendTo(page);
    new NormSection(encoders).appendTo(page);
    alignment.ifPresent(found -> GeometrySections.appendAlignment(page, found));
    if (!examples.isEmpty()) {
      new SimilaritySection(encoderNames(), classNames, examples).appendTo(page);
    }
    Page.skipped(page, skipped);
    return Page.end(page, provenance);
  }

  private List<String> encoderNames() {
    return encoders.stream().map(EncoderMeasures::name).toList();
  }

  /**
   * What one encoder's patch tokens look like.
   *
   * @param name of the encoder, unlike that of any other on the page
   * @param measures by name, such as {@code effectiveRank}, in the order of the table's columns
   * @param cosineByDistance mean cosine at Manhattan distance 1, 2 and so on, -1..1; may be empty
   * @param spectrum singular values, descending; may be empty
   * @param norms of tokens, where they are known
   * @param columns of the grid of patches
   */
  public record EncoderMeasures(
      String name,
      Map<String, ConfidenceInterval> measures,
      List<ConfidenceInterval> cosineByDistance,
      List<Double> spectrum,
      Optional<TokenNorms> norms,
      int columns) {

    /** Takes copies that keep the order. */
    public EncoderMeasures {
      measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
      cosineByDistance = List.copyOf(cosineByDistance);
      spectrum = List.copyOf(spectrum);
    }

    static EncoderMeasures of(EncoderGeometry encoder) {
      Map<String, ConfidenceInterval> all = new LinkedHashMap<>();
      all.put("withinImageVariance", encoder.variances().withinImage());
      all.put("acrossImageVariance", encoder.variances().acrossImages());
      all.put("norms.outlierShare", encoder.norms().outlierShare());
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
          encoder.name(),
          all,
          encoder.cosines().curve(),
          encoder.spectrum().singularValues(),
          Optional.of(encoder.norms()),
          encoder.columns());
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
        for (SegmentationProbe probe : probes.segmentation()) {
          String name = "probe." + probe.kind().key();
          all.put(name + ".patchMiou", probe.patchMiou());
          if (probe.pixelMiou() != null) {
            all.put(name + ".pixelMiou", probe.pixelMiou());
          }
        }
      }
    }
  }
}
