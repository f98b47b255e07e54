package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.runtime.internal.io.CsvRow;
import java.util.ArrayList;
import java.util.List;

/** The data behind a figure: commas, line feeds, quotes where a value needs them. */
final class Csv {
  private final StringBuilder lines = new StringBuilder();

  Csv(String... header) {
    row(List.of(header));
  }

  Csv(List<String> header) {
    row(header);
  }

  Csv row(String... values) {
    return row(List.of(values));
  }

  final Csv row(List<String> values) {
    lines.append(CsvRow.of(values));
    return this;
  }

  /** All digits; nothing where the number is undefined. */
  static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  /** Names, then the columns {@code estimate,low,high,level}. */
  Csv interval(ConfidenceInterval value, String... names) {
    List<String> cells = new ArrayList<>(List.of(names));
    cells.add(number(value.estimate()));
    cells.add(number(value.low()));
    cells.add(number(value.high()));
    cells.add(number(value.level()));
    return row(cells);
  }

  @Override
  public String toString() {
    return lines.toString();
  }
}
