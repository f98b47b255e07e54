package dev.vinyl.data.internal.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class DamagedArrowFileTest {
  private static final Schema NUMBERS =
      new Schema(List.of(new Field("n", FieldType.notNullable(new ArrowType.Int(32, true)), null)));

  @TempDir private Path folder;
  private Path file;
  private byte[] sound;

  @BeforeEach
  void writeASoundFile() throws IOException {
    file = folder.resolve("file.arrow");
    MappedArrowFileTest.write(file, MappedArrowFileTest.batch(1), MappedArrowFileTest.batch(2));
    sound = Files.readAllBytes(file);
  }

  @Test
  void refusesTruncatedFiles() throws IOException {
    for (int length = 0; length < sound.length; length += 1 + length / 32) {
      Files.write(file, Arrays.copyOf(sound, length));
      assertOneLine("Arrow file");
    }
  }

  @Test
  void survivesEverySingleFlippedByte() throws IOException {
    for (int i = 0; i < sound.length; i++) {
      byte[] damaged = sound.clone();
      damaged[i] ^= (byte) (i % 2 == 0 ? 0xff : 0x81);
      openOrOneLine(damaged);
    }
  }

  @Test
  void survivesRandomNumbersInPlaceOfOffsetsAndLengths() throws IOException {
    Random random = new Random(1);
    int[] hostile = {0, 1, -1, 8, 1000, -1000, Integer.MAX_VALUE, Integer.MIN_VALUE};
    for (int round = 0; round < 1000; round++) {
      byte[] damaged = sound.clone();
      for (int change = 0; change <= random.nextInt(3); change++) {
        int place = random.nextInt(sound.length / 4) * 4;
        int value = hostile[random.nextInt(hostile.length)] + random.nextInt(3);
        ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(place, value);
      }
      openOrOneLine(damaged);
    }
  }

  @Test
  void refusesForeignFiles() throws IOException {
    Files.writeString(file, "P6 some image, which is no table of anything");
    assertOneLine("it is not an Arrow file");
    Files.write(file, new byte[0]);
    assertOneLine("it is not an Arrow file");
  }

  @Test
  void namesAFileThatIsNotThereAndAFolder() throws IOException {
    Files.delete(file);
    assertOneLine("no such file");
    Files.createDirectory(file);
    assertOneLine("directory");
  }

  @ParameterizedTest
  @CsvSource({
    "-8, 64, 64",
    "8, -1, 64",
    "8, 0, 64",
    "8, 64, -8",
    "4096, 8, 8",
    "9223372036854775807, 64, 64",
    "8, 2147483647, 64",
    "8, 64, 9223372036854775807",
    "8, 64, 4294967296",
  })
  void refusesRecordBatchesOutsideOfTheFile(long offset, int metadata, long body)
      throws IOException {
    write(new ArrowFooter(NUMBERS, List.of(), List.of(new ArrowBlock(offset, metadata, body))));
    assertOneLine("record batch 0 is not inside of it");
  }

  @Test
  void refusesToMapTheSameBytesOverAndOver() throws IOException {
    ArrowFooter footer;
    try (FileChannel channel = FileChannel.open(file)) {
      footer = FooterReader.read(channel);
    }
    ArrowBlock first = footer.getRecordBatches().get(0);
    ArrowFooter repeated =
        new ArrowFooter(footer.getSchema(), List.of(), Collections.nCopies(20, first));
    write(
        Arrays.copyOf(
            sound,
            (int) first.getOffset() + first.getMetadataLength() + (int) first.getBodyLength()),
        repeated);
    assertOneLine("is not inside of it");
  }

  @Test
  void refusesDictionaries() throws IOException {
    write(new ArrowFooter(NUMBERS, List.of(new ArrowBlock(8, 64, 64)), List.of()));
    assertOneLine("it has dictionaries, which are not supported");
  }

  @Test
  void refusesSchemasThatAreNestedWithoutEnd() throws IOException {
    Field field = NUMBERS.getFields().get(0);
    for (int depth = 0; depth < 20; depth++) {
      field =
          new Field("list", FieldType.notNullable(new ArrowType.FixedSizeList(1)), List.of(field));
    }
    write(new ArrowFooter(new Schema(List.of(field)), List.of(), List.of()));
    assertOneLine("nested deeper than 16");
  }

  /** A file of nothing but zeros and this footer. */
  private void write(ArrowFooter footer) throws IOException {
    write(Arrays.copyOf("ARROW1".getBytes(StandardCharsets.US_ASCII), 136), footer);
  }

  private void write(byte[] start, ArrowFooter footer) throws IOException {
    try (OutputStream stream = Files.newOutputStream(file)) {
      WriteChannel out = new WriteChannel(Channels.newChannel(stream));
      out.write(start);
      out.write(footer, false);
      out.writeIntLittleEndian((int) (out.getCurrentPosition() - start.length));
      out.write("ARROW1".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void openOrOneLine(byte[] damaged) throws IOException {
    Files.write(file, damaged);
    try {
      for (ArrowBatch batch : MappedArrowFile.open(file).batches()) {
        batch.columns().stream().flatMap(ArrowColumn::allBuffers).forEach(this::touch);
      }
    } catch (IOException e) {
      assertThat(e).message().startsWith("cannot read " + file + ": ").hasLineCount(1);
    }
  }

  /** Reads every byte, which would be the end if a buffer reached beyond the file. */
  private void touch(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.capacity()];
    buffer.get(0, copy);
    assertThat(copy.length).isLessThan(sound.length);
  }

  private void assertOneLine(String problem) {
    assertThatIOException()
        .isThrownBy(() -> MappedArrowFile.open(file))
        .satisfies(
            e ->
                assertThat(e)
                    .message()
                    .startsWith("cannot read " + file + ": ")
                    .contains(problem)
                    .hasLineCount(1));
  }
}
