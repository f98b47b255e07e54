package dev.vinyl.cli;

import dev.vinyl.evaluation.geometry.EncoderGeometry;
import dev.vinyl.evaluation.geometry.EncoderGeometry.ProbeKind;
import dev.vinyl.evaluation.geometry.EncoderGeometry.SegmentationProbe;
import dev.vinyl.evaluation.geometry.GeometryReport;
import dev.vinyl.evaluation.geometry.GeometryReport.LinearCka;
import dev.vinyl.evaluation.geometry.SimilarityMap.ReferencePatch;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A geometry report for people: a column for each encoder, each number with its interval. */
final class GeometryTable {
  private static final String NAME = "%-34s";
  private static final int COLUMN = 28;

  private GeometryTable() {}

  static String of(GeometryReport report) {
    List<EncoderGeometry> encoders = report.encoders();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %d images; numbers with intervals of 95 %%"
            .formatted(report.dataset(), encoders.get(0).images()));
    lines.add(row("", encoders, encoder -> cut(encoder.name())));
    lines.add(number("within-image variance", encoders, e -> e.variances().withinImage()));
    lines.add(number("across-image variance", encoders, e -> e.variances().acrossImages()));
    lines.add(number("cosine of neighbours", encoders, e -> e.cosines().at(1)));
    lines.add(
        number(
            "cosine of opposite corners",
            encoders,
            e -> e.cosines().at(e.cosines().maxDistance())));
    lines.add(number("outlier tokens, share by norm", encoders, e -> e.norms().outlierShare()));
    lines.add(number("effective rank", encoders, e -> e.spectrum().effectiveRank()));
    lines.add(number("participation ratio", encoders, e -> e.spectrum().participationRatio()));
    for (ReferencePatch reference : ReferencePatch.values()) {
      lines.add(
          number(
              "Moran's I, map of " + reference.label(),
              encoders,
              e -> e.autocorrelation().of(reference)));
    }
    if (!report.classNames().isEmpty()) {
      addLabelled(lines, encoders);
    }
    LinearCka cka = report.cka();
    if (cka != null) {
      lines.add("linear CKA over %d images".formatted(report.ckaImages()));
      for (int i = 0; i < encoders.size(); i++) {
        List<ConfidenceInterval> values = cka.values().get(i);
        lines.add(
            NAME.formatted("  " + encoders.get(i).name())
                + String.join("", values.stream().map(v -> padded(text(v))).toList()));
      }
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static void addLabelled(List<String> lines, List<EncoderGeometry> encoders) {
    lines.add(
        number(
            "cosine within region - across",
            encoders,
            e -> e.alignment() == null ? null : e.alignment().gap()));
    lines.add(
        number(
            "silhouette of regions",
            encoders,
            e -> e.alignment() == null ? null : e.alignment().silhouette()));
    lines.add(
        number(
            "probe accuracy, paper (training)",
            encoders,
            e -> e.probes() == null ? null : e.probes().paper().accuracy()));
    lines.add(number("probe accuracy, held out", encoders, GeometryTable::heldOut));
    for (ProbeKind kind : ProbeKind.values()) {
      if (encoders.stream().anyMatch(e -> segmentation(e, kind) != null)) {
        addSegmentation(lines, encoders, kind);
      }
    }
  }

  private static void addSegmentation(
      List<String> lines, List<EncoderGeometry> encoders, ProbeKind kind) {
    lines.add(
        number(
            kind.label() + ", patch mIoU",
            encoders,
            encoder -> {
              SegmentationProbe probe = segmentation(encoder, kind);
              return probe == null ? null : probe.patchMiou();
            }));
    lines.add(
        number(
            kind.label() + ", pixel mIoU",
            encoders,
            encoder -> {
              SegmentationProbe probe = segmentation(encoder, kind);
              return probe == null ? null : probe.pixelMiou();
            }));
  }

  private static @Nullable SegmentationProbe segmentation(EncoderGeometry encoder, ProbeKind kind) {
    EncoderGeometry.Probes probes = encoder.probes();
    return probes == null ? null : probes.segmentation(kind);
  }

  private static @Nullable ConfidenceInterval heldOut(EncoderGeometry encoder) {
    EncoderGeometry.Probes probes = encoder.probes();
    EncoderGeometry.HeldOutProbe heldOut = probes == null ? null : probes.heldOut();
    return heldOut == null ? null : heldOut.test().accuracy();
  }

  private static String number(
      String name,
      List<EncoderGeometry> encoders,
      Function<EncoderGeometry, @Nullable ConfidenceInterval> value) {
    return row(name, encoders, encoder -> text(value.apply(encoder)));
  }

  private static String row(
      String name, List<EncoderGeometry> encoders, Function<EncoderGeometry, String> text) {
    StringBuilder line = new StringBuilder(NAME.formatted(name));
    encoders.forEach(encoder -> line.append(padded(text.apply(encoder))));
    return line.toString();
  }

  private static String padded(String text) {
    return ("%" + COLUMN + "s").formatted(text);
  }

  private static String cut(String name) {
    return name.length() < COLUMN ? name : "..." + name.substring(name.length() - COLUMN + 4);
  }

  private static String text(@Nullable ConfidenceInterval value) {
    return value == null || Double.isNaN(value.estimate())
        ? "none"
        : String.format(
            Locale.ROOT, "%.4f [%.4f, %.4f]", value.estimate(), value.low(), value.high());
  }
}
