package dev.vinyl.evaluation.html;

import dev.vinyl.evaluation.geometry.LinearCka;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.ArrayList;
import java.util.List;

/** The section with the matrix of linear CKA. */
record AlignmentSection(LinearCka alignment) {

  void appendTo(Markup page) {
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
