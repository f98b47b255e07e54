package dev.vinyl.export.internal.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.WeightFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrtCheckpointTest {
  private static final ParameterSet NONE = ParameterSet.of(List.of());
  private static final ParameterSet WEIGHTS =
      ParameterSet.of(
          List.of(
              new Parameter(
                  "layers.0.weight", new long[] {2, 3}, new float[] {1, -2, 3, -0f, 5, 6e-42f}),
              new Parameter("bias", new long[] {1}, new float[] {Float.NEGATIVE_INFINITY}),
              new Parameter("empty", new long[] {0, 4}, new float[0]),
              new Parameter("scalar", new long[0], new float[] {0.25f})));
  private static final ParameterSet FROZEN =
      ParameterSet.of(List.of(new Parameter("ü", new long[] {2}, new float[] {7, 8})));

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("state.ckpt");
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    OrtCheckpoint.write(WEIGHTS, FROZEN, file);

    OrtCheckpoint read = OrtCheckpoint.read(file);

    assertThat(read.trainable().names())
        .containsExactly("layers.0.weight", "bias", "empty", "scalar");
    assertThat(read.frozen().names()).containsExactly("ü");
    for (Parameter parameter : WEIGHTS.and(FROZEN)) {
      Parameter back = read.trainable().and(read.frozen()).get(parameter.name());
      assertThat(back.shape()).isEqualTo(parameter.shape());
      assertThat(bits(back)).isEqualTo(bits(parameter));
    }
    assertThat(read.step()).isZero();
    assertThat(read.optimizer().isPresent()).isFalse();
    assertThat(read.properties()).isEmpty();
  }

  @Test
  void beginsWithTheIdentifierThatOnnxRuntimeLooksFor() throws IOException {
    OrtCheckpoint.write(NONE, NONE, file);
    assertThat(Arrays.copyOfRange(Files.readAllBytes(file), 4, 8))
        .isEqualTo("ODTC".getBytes(StandardCharsets.US_ASCII));
    assertThat(OrtCheckpoint.read(file).trainable().size()).isZero();
  }

  @Test
  void sameParametersGiveTheSameBytes() throws IOException {
    Path second = folder.resolve("second.ckpt");
    OrtCheckpoint.write(WEIGHTS, FROZEN, file);
    OrtCheckpoint.write(WEIGHTS, FROZEN, second);
    assertThat(second).hasSameBinaryContentAs(file);
  }

  @Test
  void refusesANameInBothSets() {
    assertThatThrownBy(() -> OrtCheckpoint.write(WEIGHTS, WEIGHTS, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parameter layers.0.weight is both trainable and frozen");
    assertThat(file).doesNotExist();
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThatThrownBy(() -> OrtCheckpoint.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessage(file + ": no such file");
  }

  @Test
  void refusesOtherFiles() throws IOException {
    Files.writeString(file, "Only a text, whatever its name may be.");
    assertRefused("it does not begin like one");
    Files.write(file, new byte[0]);
    assertRefused("it has 0 bytes");
  }

  @Test
  void refusesOtherVersions() throws IOException {
    finish(new FlatBufferBuilder(), 3, 0);
    assertRefused("it has version 3, and 2 is known");
  }

  @Test
  void refusesAFileWithoutParameters() throws IOException {
    finish(new FlatBufferBuilder(), 2, 0);
    assertRefused("it holds no parameters");
  }

  @Test
  void refusesValuesKeptElsewhere() throws IOException {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    builder.startTable(4);
    builder.addBoolean(3, true, false);
    finish(builder, 2, builder.endTable());
    assertRefused("it keeps its values elsewhere");
  }

  @Test
  void refusesTensorsOfAnotherType() throws IOException {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int values = builder.createByteVector(new byte[8]);
    finish(builder, 2, module(builder, tensor(builder, "w", 11, values, 1)));
    assertRefused("w is not float32 (type 11)");
  }

  @Test
  void refusesShapesThatDoNotFit() throws IOException {
    for (long[] shape : new long[][] {{3}, {-2}, {1L << 62, 4}, {1L << 62, 4, 0}}) {
      FlatBufferBuilder builder = new FlatBufferBuilder();
      int values = builder.createByteVector(new byte[8]);
      finish(builder, 2, module(builder, tensor(builder, "w", 1, values, shape)));
      assertRefused("w has 2 values and the shape " + Arrays.toString(shape));
    }
  }

  @Test
  void refusesBytesThatAreNoFloats() throws IOException {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int values = builder.createByteVector(new byte[7]);
    finish(builder, 2, module(builder, tensor(builder, "w", 1, values, 2)));
    assertRefused("7 bytes are no float32 values");
  }

  @Test
  void refusesANameThatComesTwice() throws IOException {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int values = builder.createByteVector(new byte[4]);
    int tensor = tensor(builder, "w", 1, values, 1);
    finish(builder, 2, module(builder, tensor, tensor));
    assertRefused("w comes twice");
  }

  /** 40 000 tensors that all lead to the same million bytes would need 40 GB. */
  @Test
  void refusesAFileThatUnfoldsIntoMoreThanItHolds() throws IOException {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int values = builder.createByteVector(new byte[1_000_000]);
    int[] tensors =
        IntStream.range(0, 40_000).map(i -> tensor(builder, "w" + i, 1, values, 250_000)).toArray();
    finish(builder, 2, module(builder, tensors));
    assertRefused("more values than the file has bytes");
  }

  @Test
  void survivesBeingCutAnywhere() throws IOException {
    OrtCheckpoint.write(WEIGHTS, FROZEN, file);
    byte[] sound = Files.readAllBytes(file);
    for (int length = 0; length < sound.length; length++) {
      Files.write(file, Arrays.copyOf(sound, length));
      readOrRefuse();
    }
  }

  @Test
  void survivesRandomDamage() throws IOException {
    OrtCheckpoint.write(WEIGHTS, FROZEN, file);
    byte[] sound = Files.readAllBytes(file);
    Random random = new Random(1);
    int[] nasty = {0, 1, 0x7f, 0x80, 0xff, 4};
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = sound.clone();
      for (int change = 0; change <= random.nextInt(4); change++) {
        int value =
            random.nextBoolean() ? random.nextInt(256) : nasty[random.nextInt(nasty.length)];
        damaged[random.nextInt(damaged.length)] = (byte) value;
      }
      Files.write(file, damaged);
      readOrRefuse();
    }
  }

  private void readOrRefuse() throws IOException {
    try {
      OrtCheckpoint.read(file);
    } catch (WeightFileException e) {
      assertThat(e).message().startsWith(file + ": ").hasLineCount(1);
    }
  }

  private void assertRefused(String problem) {
    assertThatThrownBy(() -> OrtCheckpoint.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith(file + ": damaged, or no ONNX Runtime checkpoint: ")
        .hasMessageContaining(problem)
        .message()
        .hasLineCount(1);
  }

  private static int tensor(
      FlatBufferBuilder builder, String name, int type, int values, long... shape) {
    builder.startVector(8, shape.length, 8);
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      builder.addLong(shape[axis]);
    }
    int dims = builder.endVector();
    int nameOffset = builder.createString(name);
    builder.startTable(7);
    builder.addOffset(0, nameOffset, 0);
    builder.addOffset(2, dims, 0);
    builder.addInt(3, type, 0);
    builder.addOffset(4, values, 0);
    return builder.endTable();
  }

  private static int module(FlatBufferBuilder builder, int... tensors) {
    int vector = builder.createVectorOfTables(tensors);
    builder.startTable(4);
    builder.addOffset(0, vector, 0);
    return builder.endTable();
  }

  private void finish(FlatBufferBuilder builder, int version, int moduleState) throws IOException {
    builder.startTable(4);
    builder.addInt(0, version, 0);
    builder.addOffset(1, moduleState, 0);
    builder.finish(builder.endTable(), "ODTC");
    ByteBuffer bytes = builder.dataBuffer();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    Files.write(file, copy);
  }

  private static int[] bits(Parameter parameter) {
    return IntStream.range(0, parameter.values().length)
        .map(i -> Float.floatToRawIntBits(parameter.values()[i]))
        .toArray();
  }
}
