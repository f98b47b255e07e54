package dev.vinyl.data.internal.arrow;

import java.util.List;

/**
 * Some rows of a table.
 *
 * @param rows how many, at least 0
 * @param columns in the order of the schema's fields, each with that many rows
 */
public record ArrowBatch(int rows, List<ArrowColumn> columns) {

  /** Checks that the columns are equally long. */
  public ArrowBatch {
    columns = List.copyOf(columns);
    for (ArrowColumn column : columns) {
      if (column.rows() != rows) {
        throw new IllegalArgumentException(
            "a batch of %d rows cannot have a column of %d".formatted(rows, column.rows()));
      }
    }
  }
}
