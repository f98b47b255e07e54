package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Numbers with their ranges, by what was measured and by measure. Whichever of the two are fewer
 * stand side by side.
 */
final class IntervalTable {
  private final String subjectsAre;
  private final List<String> measures;
  private final Map<String, String> lines;
  private final Map<String, Map<String, ConfidenceInterval>> subjects = new LinkedHashMap<>();

  /**
   * A table without numbers.
   *
   * @param subjectsAre such as {@code Model}
   * @param measures the names of all numbers
   */
  IntervalTable(String subjectsAre, List<String> measures) {
    this(subjectsAre, measures, Measures.LINES);
  }

  /**
   * Likewise.
   *
   * @param lines what each measure is, by its name
   */
  IntervalTable(String subjectsAre, List<String> measures, Map<String, String> lines) {
    this.subjectsAre = subjectsAre;
    this.measures = measures;
    this.lines = lines;
  }

  void add(String subject, Map<String, ConfidenceInterval> values) {
    subjects.put(subject, values);
  }

  /** The table and a link to its numbers. */
  void appendTo(Markup page, String file) {
    List<String> names = List.copyOf(subjects.keySet());
    page.open("div", "class", "scroll", "tabindex", "0").open("table");
    if (names.size() <= measures.size()) {
      appendRows(page, "Measure", measures, names, (row, column) -> value(column, row));
    } else {
      appendRows(page, subjectsAre, names, measures, this::value);
    }
    page.close().close();
    Csv csv = new Csv("row", "measure", "estimate", "low", "high", "level");
    subjects.forEach(
        (name, values) ->
            measures.forEach(
                measure -> {
                  ConfidenceInterval value = values.get(measure);
                  if (value != null) {
                    csv.interval(value, name, measure);
                  }
                }));
    Page.download(page, file, csv);
  }

  private @Nullable ConfidenceInterval value(String subject, String measure) {
    Map<String, ConfidenceInterval> values = subjects.get(subject);
    return values == null ? null : values.get(measure);
  }

  private void appendRows(
      Markup page,
      String corner,
      List<String> rows,
      List<String> columns,
      BiFunction<String, String, @Nullable ConfidenceInterval> value) {
    page.open("thead").open("tr").leaf("th", corner, "scope", "col");
    for (String column : columns) {
      page.open("th", "scope", "col");
      Measures.append(page, column, lines);
      page.close();
    }
    page.close().close().open("tbody");
    for (String row : rows) {
      page.line().open("tr").open("th", "scope", "row");
      Measures.append(page, row, lines);
      page.close();
      columns.forEach(column -> appendCell(page, value.apply(row, column)));
      page.close();
    }
    page.close();
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
