package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.geometry.GeometryReport.LinearCka;
import dev.vinyl.evaluation.internal.html.GeometryPage.EncoderMeasures;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;

/** The sections with numbers and curves of encoders. */
record GeometrySections(List<EncoderMeasures> encoders) {
  private static final double LEVEL = 0.95;

  void appendTo(Markup page) {
    appendMeasures(page);
    Map<String, List<ConfidenceInterval>> cosines = new LinkedHashMap<>();
    Map<String, List<ConfidenceInterval>> spectra = new LinkedHashMap<>();
    for (EncoderMeasures encoder : encoders) {
      cosines.put(encoder.name(), encoder.cosineByDistance());
      spectra.put(encoder.name(), relative(encoder.spectrum()));
    }
    boolean hasCosines = values(cosines).findAny().isPresent();
    boolean hasSpectra = values(spectra).anyMatch(value -> value > 0);
    if (!hasCosines && !hasSpectra) {
      return;
    }
    Page.section(page, "Curves", "Bands: over images.");
    Page.legend(page, encoders.stream().map(EncoderMeasures::name).toList());
    page.open("div", "class", "figures");
    if (hasCosines) {
      appendCosines(page, cosines);
    }
    if (hasSpectra) {
      appendSpectra(page, spectra);
    }
    page.close().close();
  }

  private void appendMeasures(Markup page) {
    Set<String> names = new LinkedHashSet<>();
    encoders.forEach(encoder -> names.addAll(encoder.measures().keySet()));
    IntervalTable table = new IntervalTable("Encoder", List.copyOf(names));
    encoders.forEach(encoder -> table.add(encoder.name(), encoder.measures()));
    Page.section(page, "Measures", "Of the patch tokens; open a name to read what it is.");
    table.appendTo(page, "measures.csv");
    page.close();
  }

  private static void appendCosines(Markup page, Map<String, List<ConfidenceInterval>> curves) {
    double lowest = values(curves).min().orElse(0);
    double highest = values(curves).max().orElse(1);
    Frame frame =
        new Frame(
            Axis.around(1, longest(curves), 7),
            Axis.around(Math.min(0, lowest), Math.max(1, highest), 8),
            "Manhattan distance in patches",
            "Cosine similarity");
    LineChart chart =
        new LineChart(
            "Cosine similarity by distance",
            "Mean cosine of two patches of an image by their Manhattan distance on the grid.",
            frame,
            curves);
    Page.figure(
        page,
        "Cosine similarity by distance",
        "Mean over all pairs of patches of an image.",
        chart,
        "cosine.csv",
        csv("distance", curves));
  }

  private static void appendSpectra(Markup page, Map<String, List<ConfidenceInterval>> curves) {
    double lowest = values(curves).filter(value -> value > 0).min().orElse(0.1);
    Frame frame =
        new Frame(
            Axis.around(1, longest(curves), 6),
            Axis.powersOfTen(Math.max(lowest, 1e-8), 1),
            "Index",
            "Share of the largest");
    LineChart chart =
        new LineChart(
            "Singular values",
            "Singular values of all tokens, divided by the largest, in descending order.",
            frame,
            curves);
    Page.figure(
        page,
        "Singular values",
        "Divided by the largest; not centred.",
        chart,
        "spectrum.csv",
        csv("index", curves));
  }

  private static List<ConfidenceInterval> relative(List<Double> spectrum) {
    return spectrum.stream()
        .map(value -> value / spectrum.get(0))
        .map(value -> new ConfidenceInterval(value, Double.NaN, Double.NaN, LEVEL))
        .toList();
  }

  private static DoubleStream values(Map<String, List<ConfidenceInterval>> curves) {
    return curves.values().stream()
        .flatMap(List::stream)
        .mapToDouble(ConfidenceInterval::estimate)
        .filter(Double::isFinite);
  }

  private static int longest(Map<String, List<ConfidenceInterval>> curves) {
    return curves.values().stream().mapToInt(List::size).max().orElse(1);
  }

  private static Csv csv(String index, Map<String, List<ConfidenceInterval>> curves) {
    Csv csv = new Csv("encoder", index, "estimate", "low", "high", "level");
    curves.forEach(
        (name, curve) -> {
          for (int i = 0; i < curve.size(); i++) {
            csv.interval(curve.get(i), name, Integer.toString(i + 1));
          }
        });
    return csv;
  }

  /** The section with the matrix of linear CKA. */
  static void appendAlignment(Markup page, LinearCka alignment) {
    Csv csv = new Csv("first", "second", "estimate", "low", "high", "level");
    List<List<Double>> values = new ArrayList<>();
    List<List<String>> hints = new ArrayList<>();
    for (String first : alignment.names()) {
      List<Double> valueRow = new ArrayList<>();
      List<String> hintRow = new ArrayList<>();
      for (String second : alignment.names()) {
        ConfidenceInterval value = alignment.between(first, second);
        csv.interval(value, first, second);
        valueRow.add(value.estimate());
        hintRow.add("%s and %s: %s".formatted(first, second, Numbers.withInterval(value)));
      }
      values.add(valueRow);
      hints.add(hintRow);
    }
    HeatMap chart =
        new HeatMap(
            "Linear CKA",
            "Centred kernel alignment of each two representations, 0 to 1.",
            "",
            "",
            alignment.names(),
            values,
            hints);
    Page.section(page, "Alignment", "1 where one representation is the other, turned and scaled.");
    page.open("div", "class", "figures");
    Page.figure(page, "Linear CKA", "Over the same patches.", chart, "cka.csv", csv);
    page.close().close();
  }
}
