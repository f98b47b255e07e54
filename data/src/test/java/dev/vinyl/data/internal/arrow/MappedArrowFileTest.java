package dev.vinyl.data.internal.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Arrow's own writer and reader. */
final class MappedArrowFileTest {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              new Field("id", FieldType.notNullable(new ArrowType.Int(32, true)), null),
              new Field("name", FieldType.nullable(new ArrowType.Binary()), null),
              new Field(
                  "point",
                  FieldType.notNullable(new ArrowType.FixedSizeList(2)),
                  List.of(
                      new Field(
                          "item",
                          FieldType.notNullable(
                              new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
                          null)))),
          Map.of("about", "a test"));

  @TempDir private Path folder;

  @Test
  void readsWhatArrowsOwnWriterWrote() throws IOException {
    Path file = folder.resolve("arrow.arrow");
    writeWithArrow(file, 3);

    MappedArrowFile mapped = MappedArrowFile.open(file);

    assertThat(mapped.path()).isEqualTo(file);
    assertThat(mapped.schema()).isEqualTo(SCHEMA);
    assertThat(mapped.batches()).hasSize(3);
    for (int number = 0; number < 3; number++) {
      ArrowBatch batch = mapped.batches().get(number);
      assertThat(batch.rows()).isEqualTo(2);
      ByteBuffer ids = batch.columns().get(0).buffers().get(1);
      assertThat(List.of(ids.getInt(0), ids.getInt(4)))
          .containsExactly(10 * number, 10 * number + 1);
      assertThat(ids.isReadOnly()).isTrue();
      ArrowColumn names = batch.columns().get(1);
      assertThat(names.nullCount()).isEqualTo(1);
      assertThat(names.buffers().get(0).get(0) & 3).isEqualTo(1);
      assertThat(names.buffers().get(1).getInt(4)).isEqualTo(3);
      byte[] name = new byte[3];
      names.buffers().get(2).get(0, name);
      assertThat(name).containsExactly(7, 8, number);
      ArrowColumn points = batch.columns().get(2);
      assertThat(points.buffers()).hasSize(1);
      ArrowColumn items = points.children().get(0);
      assertThat(items.rows()).isEqualTo(4);
      assertThat(items.buffers().get(1).getFloat(12)).isEqualTo(0.5f + number);
    }
  }

  @Test
  void arrowsOwnReaderReadsWhatWasWritten() throws IOException {
    Path file = folder.resolve("ours.arrow");
    write(file, batch(5), batch(6));

    try (BufferAllocator allocator = new RootAllocator();
        FileChannel channel = FileChannel.open(file);
        ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      assertThat(root.getSchema()).isEqualTo(SCHEMA);
      for (int first = 5; first <= 6; first++) {
        assertThat(reader.loadNextBatch()).isTrue();
        assertThat(root.getRowCount()).isEqualTo(2);
        IntVector ids = (IntVector) root.getVector("id");
        assertThat(ids.get(0)).isEqualTo(first);
        assertThat(ids.get(1)).isEqualTo(-1);
        VarBinaryVector names = (VarBinaryVector) root.getVector("name");
        assertThat(names.isNull(0)).isTrue();
        assertThat(names.get(1)).containsExactly(1, 2, 3);
        FixedSizeListVector points = (FixedSizeListVector) root.getVector("point");
        assertThat(points.getObject(1).toString()).isEqualTo("[2.5,3.5]");
      }
      assertThat(reader.loadNextBatch()).isFalse();
    }
  }

  @Test
  void readsItsOwnFilesAgain() throws IOException {
    Path file = folder.resolve("ours.arrow");
    write(file, batch(5), batch(6));

    MappedArrowFile mapped = MappedArrowFile.open(file);

    assertThat(mapped.schema()).isEqualTo(SCHEMA);
    assertThat(mapped.batches()).containsExactly(batch(5), batch(6));
  }

  @Test
  void fileWithoutBatchesIsAFile() throws IOException {
    Path file = folder.resolve("empty.arrow");
    write(file);

    assertThat(MappedArrowFile.open(file).batches()).isEmpty();
  }

  @Test
  void refusesToWriteABatchOfAnotherSchema() {
    ArrowBatch batch = new ArrowBatch(1, List.of(new ArrowColumn(1, 0, ints(), ints(1))));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ArrowFileOutput(OutputStream.nullOutputStream(), SCHEMA).write(batch))
        .withMessage("the schema has 3 fields, and the batch 1 columns");
  }

  @Test
  void columnsOfABatchAreEquallyLong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ArrowBatch(2, List.of(new ArrowColumn(1, 0, ints(), ints(1)))))
        .withMessage("a batch of 2 rows cannot have a column of 1");
  }

  static void write(Path file, ArrowBatch... batches) throws IOException {
    AtomicFile.write(
        file,
        stream -> {
          ArrowFileOutput out = new ArrowFileOutput(stream, SCHEMA);
          for (ArrowBatch batch : batches) {
            out.write(batch);
          }
          out.finish();
        });
  }

  /** Two rows: (first, null, [0.5, 1.5]) and (-1, {1, 2, 3}, [2.5, 3.5]). */
  static ArrowBatch batch(int first) {
    ByteBuffer items = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    items.asFloatBuffer().put(new float[] {0.5f, 1.5f, 2.5f, 3.5f});
    return new ArrowBatch(
        2,
        List.of(
            new ArrowColumn(2, 0, ints(), ints(first, -1)),
            new ArrowColumn(
                2,
                1,
                ByteBuffer.wrap(new byte[] {2}),
                ints(0, 0, 3),
                ByteBuffer.wrap(new byte[] {1, 2, 3})),
            new ArrowColumn(2, 0, List.of(ints()), List.of(new ArrowColumn(4, 0, ints(), items)))));
  }

  private static ByteBuffer ints(int... values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asIntBuffer().put(values);
    return buffer;
  }

  /** Rows (10 n, {7, 8, n}, [0.5, 0.5]) and (10 n + 1, null, [0, 0.5 + n]) in batch n. */
  private static void writeWithArrow(Path file, int batches) throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
        OutputStream out = Files.newOutputStream(file);
        ArrowFileWriter writer = new ArrowFileWriter(root, null, Channels.newChannel(out))) {
      IntVector ids = (IntVector) root.getVector("id");
      VarBinaryVector names = (VarBinaryVector) root.getVector("name");
      FixedSizeListVector points = (FixedSizeListVector) root.getVector("point");
      for (int number = 0; number < batches; number++) {
        root.allocateNew();
        ids.setSafe(0, 10 * number);
        ids.setSafe(1, 10 * number + 1);
        names.setSafe(0, new byte[] {7, 8, (byte) number});
        names.setNull(1);
        Float4Vector items = (Float4Vector) points.getDataVector();
        float[] values = {0.5f, 0.5f, 0, 0.5f + number};
        for (int i = 0; i < 4; i++) {
          items.setSafe(i, values[i]);
        }
        points.setNotNull(0);
        points.setNotNull(1);
        root.setRowCount(2);
        writer.writeBatch();
      }
    }
  }
}
