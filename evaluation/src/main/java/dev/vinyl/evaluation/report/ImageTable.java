package dev.vinyl.evaluation.report;

import dev.vinyl.data.internal.arrow.ArrowBatch;
import dev.vinyl.data.internal.arrow.ArrowColumn;
import dev.vinyl.data.internal.arrow.ArrowFileOutput;
import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The scores of every model and image as an Arrow file: a record batch for each model, a row for
 * each scored image.
 */
final class ImageTable implements ImageColumns {
  private static final ArrowType INT32 = new ArrowType.Int(32, true);
  private static final ArrowType INT64 = new ArrowType.Int(64, true);
  private static final ArrowType FLOAT64 =
      new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

  private final int classes;
  private final List<Field> fields = new ArrayList<>();
  private final List<Function<List<Row>, ArrowColumn>> columns = new ArrayList<>();

  private ImageTable(int classes) {
    this.classes = classes;
  }

  static void write(Path file, List<EvaluationResult> results) throws IOException {
    List<String> classNames = results.get(0).classNames();
    ImageTable table = new ImageTable(classNames.size());
    ImageColumns.addTo(table, results);
    Schema schema = new Schema(table.fields, Map.of(CLASSES_KEY, String.join("\n", classNames)));
    AtomicFile.write(
        file,
        stream -> {
          ArrowFileOutput out = new ArrowFileOutput(stream, schema);
          for (EvaluationResult result : results) {
            out.write(table.batch(Row.of(result)));
          }
          out.finish();
        });
  }

  private ArrowBatch batch(List<Row> rows) {
    return new ArrowBatch(rows.size(), columns.stream().map(column -> column.apply(rows)).toList());
  }

  @Override
  public void text(String name, Function<Row, String> of) {
    add(field(name, ArrowType.Utf8.INSTANCE, false), rows -> text(rows, of));
  }

  @Override
  public void whole(String name, ToIntFunction<Row> of) {
    add(field(name, INT32, false), rows -> ints(rows.stream().mapToInt(of).toArray()));
  }

  @Override
  public void pixels(String name, PixelCount of) {
    FieldType list = FieldType.notNullable(new ArrowType.FixedSizeList(classes));
    add(
        new Field(name, list, List.of(field("item", INT64, false))),
        rows ->
            longLists(
                rows.stream().flatMapToLong(row -> Arrays.stream(of.ofAll(row))).toArray(),
                classes));
  }

  @Override
  public void real(String name, ToDoubleFunction<Row> of) {
    add(field(name, FLOAT64, false), rows -> doubles(rows, of));
  }

  @Override
  public void realOrNull(String name, ToDoubleFunction<Row> of) {
    add(field(name, FLOAT64, true), rows -> doubles(rows, of));
  }

  private void add(Field field, Function<List<Row>, ArrowColumn> column) {
    fields.add(field);
    columns.add(column);
  }

  private static Field field(String name, ArrowType type, boolean nullable) {
    return new Field(name, new FieldType(nullable, type, null), null);
  }

  private static ArrowColumn doubles(List<Row> rows, ToDoubleFunction<Row> of) {
    return column(rows.stream().mapToDouble(of).toArray());
  }

  /** UTF-8 text without nulls. */
  private static <T> ArrowColumn text(List<T> rows, Function<T, String> of) {
    List<byte[]> values =
        rows.stream().map(row -> of.apply(row).getBytes(StandardCharsets.UTF_8)).toList();
    ByteBuffer offsets = buffer(Integer.BYTES * (rows.size() + 1));
    ByteBuffer bytes = buffer(values.stream().mapToInt(v -> v.length).reduce(0, Math::addExact));
    offsets.putInt(0);
    for (byte[] value : values) {
      bytes.put(value);
      offsets.putInt(bytes.position());
    }
    return new ArrowColumn(rows.size(), 0, buffer(0), offsets.flip(), bytes.flip());
  }

  private static ArrowColumn ints(int[] values) {
    ByteBuffer bytes = buffer(Integer.BYTES * values.length);
    bytes.asIntBuffer().put(values);
    return new ArrowColumn(values.length, 0, buffer(0), bytes);
  }

  /** NaN becomes null. */
  private static ArrowColumn column(double[] values) {
    ByteBuffer bytes = buffer(Double.BYTES * values.length);
    byte[] valid = new byte[(values.length + 7) / 8];
    int nulls = 0;
    for (int i = 0; i < values.length; i++) {
      bytes.putDouble(values[i]);
      if (Double.isNaN(values[i])) {
        nulls++;
      } else {
        valid[i / 8] |= (byte) (1 << (i % 8));
      }
    }
    ByteBuffer validity = nulls == 0 ? buffer(0) : ByteBuffer.wrap(valid);
    return new ArrowColumn(values.length, nulls, validity, bytes.flip());
  }

  /** Lists of one size, [rows, size]. */
  private static ArrowColumn longLists(long[] values, int size) {
    ByteBuffer bytes = buffer(Long.BYTES * values.length);
    bytes.asLongBuffer().put(values);
    ArrowColumn items = new ArrowColumn(values.length, 0, buffer(0), bytes);
    return new ArrowColumn(values.length / size, 0, List.of(buffer(0)), List.of(items));
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
