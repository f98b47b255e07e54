package dev.vinyl.study.internal.results;

import dev.vinyl.data.internal.arrow.ArrowBatch;
import dev.vinyl.data.internal.arrow.ArrowColumn;
import dev.vinyl.data.internal.arrow.ArrowFileOutput;
import dev.vinyl.runtime.internal.io.AtomicFile;
import dev.vinyl.runtime.internal.io.CsvRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** The cells as tables: a row for each, for people and for programs. */
public final class CellFiles {
  /** For people. */
  public static final String CSV = "cells.csv";

  /** For programs. */
  public static final String ARROW = "cells.arrow";

  /** One column, as text and in Arrow. */
  private record Column(
      String name,
      ArrowType type,
      Function<Cell, String> text,
      Function<List<Cell>, ArrowColumn> arrow) {}

  private static final List<Column> COLUMNS =
      List.of(
          whole("pretraining", cell -> cell.key().pretraining()),
          text("intermediate", cell -> cell.key().intermediate()),
          whole("finetuning", cell -> cell.key().finetuning()),
          whole("seed", cell -> cell.key().seed()),
          text("state", cell -> cell.state().label()),
          real("paperMiou", Cell::paperMiou),
          real("datasetMiou", Cell::datasetMiou),
          real("pixelAccuracy", Cell::pixelAccuracy),
          real("trainingSeconds", Cell::trainingSeconds),
          real("scoringSeconds", Cell::scoringSeconds),
          text("identity", Cell::identity),
          text("reason", Cell::reason));

  private CellFiles() {}

  /**
   * Writes both files, each whole or not at all.
   *
   * @throws IOException one line with the file that cannot be written
   */
  public static void write(Path folder, List<Cell> cells) throws IOException {
    byte[] csv = csv(cells).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.resolve(CSV), out -> out.write(csv));
    Schema schema =
        new Schema(
            COLUMNS.stream()
                .map(c -> new Field(c.name(), FieldType.nullable(c.type()), null))
                .toList());
    AtomicFile.write(
        folder.resolve(ARROW),
        stream -> {
          ArrowFileOutput out = new ArrowFileOutput(stream, schema);
          out.write(
              new ArrowBatch(
                  cells.size(), COLUMNS.stream().map(c -> c.arrow().apply(cells)).toList()));
          out.finish();
        });
  }

  static String csv(List<Cell> cells) {
    StringBuilder lines = new StringBuilder();
    lines.append(CsvRow.of(COLUMNS.stream().map(Column::name).toList()));
    for (Cell cell : cells) {
      lines.append(CsvRow.of(COLUMNS.stream().map(c -> c.text().apply(cell)).toList()));
    }
    return lines.toString();
  }

  private static Column whole(String name, ToLongFunction<Cell> of) {
    return new Column(
        name,
        new ArrowType.Int(64, true),
        cell -> Long.toString(of.applyAsLong(cell)),
        cells -> {
          ByteBuffer values = buffer(Long.BYTES * cells.size());
          cells.forEach(cell -> values.putLong(of.applyAsLong(cell)));
          return new ArrowColumn(cells.size(), 0, buffer(0), values.flip());
        });
  }

  private static Column real(String name, ToDoubleFunction<Cell> of) {
    return new Column(
        name,
        new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE),
        cell -> {
          double value = of.applyAsDouble(cell);
          return Double.isNaN(value) ? "" : Double.toString(value);
        },
        cells -> reals(cells.stream().mapToDouble(of).toArray()));
  }

  /** NaN becomes null. */
  private static ArrowColumn reals(double[] values) {
    ByteBuffer bytes = buffer(Double.BYTES * values.length);
    ByteBuffer valid = buffer((values.length + 7) / 8);
    int nulls = 0;
    for (int i = 0; i < values.length; i++) {
      bytes.putDouble(values[i]);
      boolean there = !Double.isNaN(values[i]);
      nulls += there ? 0 : 1;
      valid.put(i / 8, (byte) (valid.get(i / 8) | (there ? 1 << i % 8 : 0)));
    }
    return new ArrowColumn(values.length, nulls, valid, bytes.flip());
  }

  private static Column text(String name, Function<Cell, String> of) {
    return new Column(
        name,
        ArrowType.Utf8.INSTANCE,
        of,
        cells -> {
          List<byte[]> values = new ArrayList<>();
          cells.forEach(cell -> values.add(of.apply(cell).getBytes(StandardCharsets.UTF_8)));
          ByteBuffer offsets = buffer(Integer.BYTES * (cells.size() + 1)).putInt(0);
          ByteBuffer bytes = buffer(values.stream().mapToInt(v -> v.length).sum());
          for (byte[] value : values) {
            bytes.put(value);
            offsets.putInt(bytes.position());
          }
          return new ArrowColumn(cells.size(), 0, buffer(0), offsets.flip(), bytes.flip());
        });
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
