package dev.vinyl.runtime.internal.io;

import java.util.List;
import java.util.stream.Collectors;

/** Rows of CSV files, as RFC 4180 has them but for line feeds alone between them. */
public final class CsvRow {
  private CsvRow() {}

  /** A line with its line feed; values with commas, quotes or line breaks are quoted. */
  public static String of(List<String> values) {
    return values.stream().map(CsvRow::quoted).collect(Collectors.joining(",", "", "\n"));
  }

  private static String quoted(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
