package dev.vinyl.runtime;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.model.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models whose tensors lie in other files, laid out as download tools do. */
class ExternalDataTest {
  @TempDir Path folder;

  private Path blobs;
  private Path snapshot;

  @BeforeEach
  void makeFolders() throws IOException {
    blobs = Files.createDirectories(folder.resolve("blobs"));
    snapshot = Files.createDirectories(folder.resolve("snapshots/3f2a"));
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static TensorProto external(String name, String location, int offset) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.FLOAT.getNumber())
        .addAllDims(List.of(1L, 3L, 1L, 1L))
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", Integer.toString(offset)))
        .addExternalData(entry("length", "12"))
        .build();
  }

  /** Scores are the channels times (1, 2, 0.5) plus (0, 0, 0.25). */
  private static Path model(Path file, String scales, String biases) throws IOException {
    return new ForeignModel()
        .constant(external("scales", scales, 4))
        .constant(external("biases", biases, 0))
        .node("Mul", List.of("x", "scales"), "scaled")
        .node("Add", List.of("scaled", "biases"), "out")
        .output("out", DataType.FLOAT, -1, 3, ForeignModel.HEIGHT, ForeignModel.WIDTH)
        .write(file);
  }

  private static Path floats(Path file, float... values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return Files.write(file, bytes.array());
  }

  private static void link(Path from, Path to) throws IOException {
    Path folder = Files.createDirectories(Objects.requireNonNull(from.getParent()));
    Files.createSymbolicLink(from, folder.relativize(to));
  }

  private static void answers(Path file) throws IOException {
    byte[] pixels = new byte[3 * ForeignModel.HEIGHT * ForeignModel.WIDTH];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = 100;
      pixels[i + 1] = (byte) (i < 9 ? 60 : 20);
      pixels[i + 2] = 90;
    }
    // 0.39, 0.47 or 0.16, 0.43
    try (Segmenter segmenter = Segmenter.open(file)) {
      assertThat(
              segmenter
                  .segment(
                      ImageSource.of(new RgbImage(ForeignModel.WIDTH, ForeignModel.HEIGHT, pixels)))
                  .mask()
                  .classes())
          .containsExactly(1, 1, 1, 2, 2, 2);
    }
  }

  @Test
  void linksIntoACacheAreFollowed() throws IOException {
    Path real = model(blobs.resolve("aaa.onnx"), "net.onnx_data", "more/net.onnx_data");
    Files.move(blobs.resolve("aaa.yaml"), snapshot.resolve("net.yaml"));
    floats(blobs.resolve("bbb"), 9, 1, 2, 0.5f);
    Path other = Files.createDirectories(folder.resolve("other/blobs"));
    floats(other.resolve("ccc"), 0, 0, 0.25f);
    link(snapshot.resolve("net.onnx"), real);
    link(snapshot.resolve("net.onnx_data"), blobs.resolve("bbb"));
    link(snapshot.resolve("more/net.onnx_data"), other.resolve("ccc"));

    answers(snapshot.resolve("net.onnx"));

    try (var left = Files.walk(folder)) {
      assertThat(left.filter(file -> Files.isRegularFile(file, NOFOLLOW_LINKS))).hasSize(4);
    }
  }

  @Test
  void filesBesideTheModelAreReadAsEver() throws IOException {
    Path file = model(snapshot.resolve("net.onnx"), "net.data", "more/net.data");
    floats(snapshot.resolve("net.data"), 0, 1, 2, 0.5f);
    floats(Files.createDirectories(snapshot.resolve("more")).resolve("net.data"), 0, 0, 0.25f);

    answers(file);
  }

  @Test
  void namesThatLeadOutOfTheFolderStayRefused() throws IOException {
    floats(blobs.resolve("bbb"), 9, 1, 2, 0.5f);
    Path absolute = blobs.resolve("bbb").toAbsolutePath();
    link(snapshot.resolve("net.data"), blobs.resolve("bbb"));
    for (String location :
        List.of("../../blobs/bbb", absolute.toString(), "x/../../../blobs/bbb")) {
      Path file = model(snapshot.resolve("net.onnx"), location, "net.data");
      assertThatThrownBy(() -> Segmenter.open(file).close())
          .isInstanceOf(ModelException.class)
          .hasMessageStartingWith(file + ": ONNX Runtime cannot open it")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void aMissingPartIsNamed() throws IOException {
    Path file =
        new ForeignModel()
            .constant(external("scales", "net.onnx_data", 4096))
            .node("Mul", List.of("x", "scales"), "out")
            .output("out", DataType.FLOAT, -1, 3, ForeignModel.HEIGHT, ForeignModel.WIDTH)
            .write(snapshot.resolve("net.onnx"));
    assertThatThrownBy(() -> Segmenter.open(file).close())
        .isInstanceOf(ModelException.class)
        .hasMessage(
            file
                + ": its weights lie in the file net.onnx_data beside it, which is missing; put"
                + " both into one folder");

    Files.writeString(
        snapshot.resolve("net.onnx_data"), "version https://git-lfs.github.com/spec/v1\n");
    assertThatThrownBy(() -> Segmenter.open(file).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("the file net.onnx_data beside it, which is a git LFS pointer");
  }
}
