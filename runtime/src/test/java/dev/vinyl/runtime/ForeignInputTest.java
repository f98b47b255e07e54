package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.internal.model.TensorSpec;
import dev.vinyl.runtime.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models of other people's that take their images in other types than float32. */
class ForeignInputTest {
  private static final String WHOLE = "scale: 1";
  private static final String SHARES = "scale: 0.00392156862745";

  @TempDir Path folder;

  /** Gives what it was given, as float32. */
  private Path echo(DataType type, String input) throws Exception {
    Path file =
        new ForeignModel()
            .cast("x", DataType.FLOAT, "same")
            .output("same", DataType.FLOAT, -1, 3, ForeignModel.HEIGHT, ForeignModel.WIDTH)
            .describedInput(input)
            .write(folder.resolve("model.onnx"));
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    model
        .getGraphBuilder()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .setElemType(type.getNumber());
    return Files.write(file, model.build().toByteArray());
  }

  /** What the model was given for the first values of two images; the second has them doubled. */
  private static List<Float> given(Path file, float... values) throws Exception {
    try (BatchModel model = BatchModel.open(file, SessionSettings.forInference())) {
      assertThat(model.input().type()).isEqualTo(TensorSpec.Type.FLOAT32);
      int bytes = model.input().bytes();
      ByteBuffer in = ByteBuffer.allocateDirect(2 * bytes).order(ByteOrder.nativeOrder());
      ByteBuffer out = ByteBuffer.allocateDirect(2 * bytes).order(ByteOrder.nativeOrder());
      List<Float> found = new ArrayList<>();
      for (int round = 0; round < 2; round++) { // the second uses the first one's buffer
        for (int i = 0; i < values.length; i++) {
          in.putFloat(Float.BYTES * i, values[i]);
          in.putFloat(bytes + Float.BYTES * i, 2 * values[i]);
        }
        model.run(2, in, Map.of("same", out));
        found.clear();
        for (int i = 0; i < values.length; i++) {
          found.add(out.getFloat(Float.BYTES * i));
        }
        for (int i = 0; i < values.length; i++) {
          found.add(out.getFloat(bytes + Float.BYTES * i));
        }
      }
      return found;
    }
  }

  /** Halves have 11 bits: 1/3 is 1365/4096, 0.1 is 1638/16384, 2049 lies between 2048 and 2050. */
  @Test
  void halvesAreRoundedToTheNearest() throws Exception {
    assertThat(given(echo(DataType.FLOAT16, SHARES), 1, -2.5f, 1f / 3, 0.1f, 2049))
        .containsExactly(
            1f,
            -2.5f,
            1365f / 4096,
            1638f / 16384,
            2048f, //
            2f,
            -5f,
            1365f / 2048,
            1638f / 8192,
            4096f);
  }

  @Test
  void bytesAreRoundedAndHeldInTheirRange() throws Exception {
    assertThat(given(echo(DataType.UINT8, WHOLE), 0, 1.4f, 1.5f, 127.6f, 254.7f, -3))
        .containsExactly(0f, 1f, 2f, 128f, 255f, 0f, 0f, 3f, 3f, 255f, 255f, 0f);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "FLOAT16", "UINT8"})
  void anImageGetsTheSameMask(DataType type) throws Exception {
    byte[] pixels = new byte[3 * ForeignModel.WIDTH * ForeignModel.HEIGHT];
    int[] reds = {0, 51, 102, 127, 204, 255};
    for (int i = 0; i < reds.length; i++) {
      pixels[3 * i] = (byte) reds[i];
      pixels[3 * i + 1] = 77;
    }
    ImageSource image =
        ImageSource.of(new RgbImage(ForeignModel.WIDTH, ForeignModel.HEIGHT, pixels));

    try (Segmenter segmenter = Segmenter.open(echo(type, WHOLE))) {
      // the channel of the largest value: green below 77, else red
      assertThat(segmenter.segment(image).mask().classes()).containsExactly(1, 1, 0, 0, 0, 0);
    }
  }

  @Test
  void bytesAreTakenAsTheyAreInTheImage() throws Exception {
    for (String input : List.of(SHARES, "scale: 1, mean: [123, 116, 103]")) {
      refused(
          echo(DataType.UINT8, input),
          "input 'x' takes UINT8, an image's 0..255 as they are; write scale: 1 under input");
    }
  }

  @Test
  void otherTypesAreRefused() throws Exception {
    refused(
        echo(DataType.INT64, WHOLE),
        "input 'x' must be FLOAT [-1, 3, 2, 3]",
        "it is INT64 [-1, 3, 2, 3]");
  }

  private static void refused(Path file, String... parts) {
    assertThatThrownBy(() -> Segmenter.open(file).close())
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(file + ": ")
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }
}
