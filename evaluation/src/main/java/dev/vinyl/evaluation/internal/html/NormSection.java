package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.geometry.EncoderGeometry.TokenNorms;
import dev.vinyl.evaluation.internal.html.GeometryPage.EncoderMeasures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The section with the norms of tokens and with those that stand out. */
record NormSection(List<EncoderMeasures> encoders) {

  /** Nothing where no encoder's norms are known. */
  void appendTo(Markup page) {
    Map<String, TokenNorms> norms = new LinkedHashMap<>();
    encoders.forEach(encoder -> encoder.norms().ifPresent(own -> norms.put(encoder.name(), own)));
    if (norms.isEmpty()) {
      return;
    }
    Page.section(
        page,
        "Token norms",
        "Tokens far longer than the others hold what concerns the whole image, not their place."
            + " An outlier has a modified z-score above 3.5 and at least twice the median norm.");
    Page.legend(page, encoders.stream().map(EncoderMeasures::name).toList());
    page.open("div", "class", "figures");
    Page.figure(
        page,
        "Norms of tokens",
        "In medians of each encoder; a line stands at the cutoff where there are outliers.",
        new NormChart(norms),
        "norms.csv",
        histogram(norms));
    for (EncoderMeasures encoder : encoders) {
      encoder.norms().ifPresent(own -> appendPlaces(page, encoder, own));
    }
    page.close().close();
  }

  private static Csv histogram(Map<String, TokenNorms> norms) {
    Csv csv = new Csv("encoder", "from", "to", "tokens", "median", "cutoff");
    norms.forEach(
        (name, own) -> {
          int steps = own.histogram().size();
          for (int i = 0; i < steps; i++) {
            csv.row(
                name,
                Csv.number(own.largest() * i / steps),
                Csv.number(own.largest() * (i + 1) / steps),
                Long.toString(own.histogram().get(i)),
                Csv.number(own.median()),
                Csv.number(own.cutoff()));
          }
        });
    return csv;
  }

  private static void appendPlaces(Markup page, EncoderMeasures encoder, TokenNorms norms) {
    if (norms.outlierMap().isEmpty()) {
      return;
    }
    Csv csv = new Csv("encoder", "row", "column", "share");
    for (int i = 0; i < norms.outlierMap().size(); i++) {
      csv.row(
          encoder.name(),
          Integer.toString(i / encoder.columns()),
          Integer.toString(i % encoder.columns()),
          Csv.number(norms.outlierMap().get(i)));
    }
    Page.figure(
        page,
        "Where outliers lie, " + encoder.name(),
        "Share of the images whose token there is an outlier; %s of all tokens are, longer than %s."
            .formatted(
                Numbers.smallPercent(norms.outlierShare().estimate()),
                Numbers.plain(norms.cutoff())),
        new PlaceMap(
            "Places of outliers, " + encoder.name(),
            "Share of the images whose token at a place of the grid is an outlier.",
            encoder.columns(),
            norms.outlierMap()),
        "outliers.csv",
        csv);
  }
}
