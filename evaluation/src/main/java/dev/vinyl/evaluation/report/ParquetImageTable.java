package dev.vinyl.evaluation.report;

import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * The scores of every model and image as a Parquet file, uncompressed: the rows of all models, one
 * after the other. Loaded only where it is asked for, since its library is optional.
 */
final class ParquetImageTable implements ImageColumns {
  private final List<Type> fields = new ArrayList<>();
  private final List<BiConsumer<RecordConsumer, Row>> columns = new ArrayList<>();

  private ParquetImageTable() {}

  static void write(Path file, List<EvaluationResult> results) throws IOException {
    ParquetImageTable table = new ParquetImageTable();
    ImageColumns.addTo(table, results);
    String classes = String.join("\n", results.get(0).classNames());
    AtomicFile.fill(
        file,
        temporary -> {
          try (ParquetWriter<Row> out =
              new WriterBuilder(new LocalOutputFile(temporary), table)
                  .withConf(new PlainParquetConfiguration())
                  .withExtraMetaData(Map.of(CLASSES_KEY, classes))
                  .build()) {
            for (EvaluationResult result : results) {
              for (Row row : Row.of(result)) {
                out.write(row);
              }
            }
          }
        });
  }

  @Override
  public void text(String name, Function<Row, String> of) {
    add(
        Types.required(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.stringType()).named(name),
        (out, row) -> out.addBinary(Binary.fromString(of.apply(row))));
  }

  @Override
  public void whole(String name, ToIntFunction<Row> of) {
    add(
        Types.required(PrimitiveTypeName.INT32).named(name),
        (out, row) -> out.addInteger(of.applyAsInt(row)));
  }

  @Override
  public void pixels(String name, PixelCount of) {
    add(
        Types.requiredList().requiredElement(PrimitiveTypeName.INT64).named(name),
        (out, row) -> addList(out, of.ofAll(row)));
  }

  @Override
  public void real(String name, ToDoubleFunction<Row> of) {
    add(
        Types.required(PrimitiveTypeName.DOUBLE).named(name),
        (out, row) -> out.addDouble(of.applyAsDouble(row)));
  }

  @Override
  public void realOrNull(String name, ToDoubleFunction<Row> of) {
    add(
        Types.optional(PrimitiveTypeName.DOUBLE).named(name),
        row -> !Double.isNaN(of.applyAsDouble(row)),
        (out, row) -> out.addDouble(of.applyAsDouble(row)));
  }

  private void add(Type field, BiConsumer<RecordConsumer, Row> value) {
    add(field, row -> true, value);
  }

  /** Parquet has no null to write: a field that is left out is one. */
  private void add(Type field, Predicate<Row> present, BiConsumer<RecordConsumer, Row> value) {
    int index = fields.size();
    fields.add(field);
    columns.add(
        (out, row) -> {
          if (present.test(row)) {
            out.startField(field.getName(), index);
            value.accept(out, row);
            out.endField(field.getName(), index);
          }
        });
  }

  /** In the three levels that Parquet's specification gives a list. */
  private static void addList(RecordConsumer out, long[] values) {
    out.startGroup();
    out.startField("list", 0);
    for (long value : values) {
      out.startGroup();
      out.startField("element", 0);
      out.addLong(value);
      out.endField("element", 0);
      out.endGroup();
    }
    out.endField("list", 0);
    out.endGroup();
  }

  /** Makes the library's writer, which has no other way in. */
  private static final class WriterBuilder extends ParquetWriter.Builder<Row, WriterBuilder> {
    private final ParquetImageTable table;

    WriterBuilder(OutputFile file, ParquetImageTable table) {
      super(file);
      this.table = table;
    }

    @Override
    protected WriterBuilder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract nevertheless
    protected WriteSupport<Row> getWriteSupport(Configuration configuration) {
      return new RowSupport(table);
    }
  }

  /** Hands rows to the library value by value. */
  private static final class RowSupport extends WriteSupport<Row> {
    private final ParquetImageTable table;
    private @Nullable RecordConsumer out;

    RowSupport(ParquetImageTable table) {
      this.table = table;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract nevertheless
    public WriteContext init(Configuration configuration) {
      return new WriteContext(new MessageType("images", table.fields), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      out = recordConsumer;
    }

    @Override
    public void write(Row row) {
      RecordConsumer consumer = Objects.requireNonNull(out);
      consumer.startMessage();
      table.columns.forEach(column -> column.accept(consumer, row));
      consumer.endMessage();
    }
  }
}
