package dev.vinyl.evaluation.html;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers with their ranges: a row for each thing that was measured, a column for each measure. */
final class IntervalTable {
  private final String rowsAre;
  private final List<String> columns;
  private final Map<String, Map<String, ConfidenceInterval>> rows = new LinkedHashMap<>();

  IntervalTable(String rowsAre, List<String> columns) {
    this.rowsAre = rowsAre;
    this.columns = columns;
  }

  void row(String name, Map<String, ConfidenceInterval> values) {
    rows.put(name, values);
  }

  /** The table and a link to its numbers. */
  void appendTo(Markup page, String file) {
    Csv csv = new Csv("row", "measure", "estimate", "low", "high", "level");
    page.open("div", "class", "scroll", "tabindex", "0").open("table").open("thead").open("tr");
    page.leaf("th", rowsAre, "scope", "col");
    columns.forEach(column -> page.leaf("th", column, "scope", "col"));
    page.close().close().open("tbody");
    rows.forEach(
        (name, values) -> {
          page.line().open("tr").leaf("th", name, "scope", "row");
          for (String column : columns) {
            ConfidenceInterval value = values.get(column);
            appendCell(page, value);
            if (value != null) {
              csv.interval(value, name, column);
            }
          }
          page.close();
        });
    page.close().close().close();
    Page.download(page, file, csv);
  }

  private static void appendCell(Markup page, @Nullable ConfidenceInterval value) {
    if (value == null) {
      page.leaf("td", Numbers.UNDEFINED);
      return;
    }
    page.open("td").text(Numbers.plain(value.estimate()));
    if (Numbers.hasRange(value)) {
      page.leaf("span", Numbers.range(value), "class", "range", "title", Numbers.level(value));
    }
    page.close();
  }
}
