package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that aren't what the segmenter needs: each ends as one line that names the file. */
class WrongModelTest {
  @TempDir Path folder;

  private void refuses(Path file, String... problems) {
    assertThatThrownBy(() -> Segmenter.open(file))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageNotContaining("\n")
        .satisfies(e -> assertThat(e.getMessage()).contains(problems));
  }

  private void refuses(TinyModel model, String... problems) throws IOException {
    refuses(model.write(folder.resolve("wrong.onnx")), problems);
  }

  @Test
  void missingFile() {
    refuses(folder.resolve("none.onnx"), "there is no such model file", "check the path");
  }

  @Test
  void folderInPlaceOfAFile() {
    refuses(folder, "is a folder");
  }

  @Test
  void emptyFile() throws IOException {
    refuses(Files.createFile(folder.resolve("empty.onnx")), "is empty; download");
  }

  @Test
  void whatLiesThereInsteadOfADownload() throws IOException {
    Path file = folder.resolve("not.onnx");

    refuses(Files.writeString(file, "Dear model, how are you?\n"), "is a text", "'Dear model, how");
    refuses(
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n"),
        "is a git LFS pointer, not the file itself; run 'git lfs pull' in its folder");
    refuses(Files.writeString(file, "<!doctype html>\n<title>404"), "is a web page");
  }

  @Test
  void randomBytes() throws IOException {
    byte[] garbage = new byte[5000];
    new SplittableRandom(1).nextBytes(garbage);

    refuses(Files.write(folder.resolve("garbage.onnx"), garbage), "no ONNX model");
  }

  @Test
  void truncatedModel() throws IOException {
    byte[] whole = Files.readAllBytes(new TinyModel().write(folder.resolve("whole.onnx")));
    for (int length = 1; length < whole.length; length += 37) {
      Path file =
          Files.write(folder.resolve("part.onnx"), Arrays.copyOf(whole, whole.length - length));

      assertThatThrownBy(() -> Segmenter.open(file))
          .isInstanceOf(ModelException.class)
          .hasMessageStartingWith(file + ": ")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void modelWithoutOurMetadata() throws IOException {
    refuses(new TinyModel().withoutMetadata(), "this is no Vinyl model", "vinyl export");
  }

  @Test
  void modelForAnotherTask() throws IOException {
    refuses(
        new TinyModel().task("classify"), "task 'classify'", "task 'segment'", "--task segment");
  }

  @Test
  void classNamesThatDoNotFitTheOutput() throws IOException {
    refuses(
        new TinyModel().classNames(List.of("pet", "background")),
        "output 'logits' must be scores [C, H, W] for its 2 classes",
        "it is FLOAT32 [3, 12, 16]");
    refuses(new TinyModel().classNames(List.of()), "1..255 classes", "names 0");
  }

  @Test
  void inputOfAnotherSizeThanTheMetadataSays() throws IOException {
    refuses(
        new TinyModel().inputWidth(20),
        "input 'image' must be FLOAT [-1, 3, 12, 16]",
        "it is FLOAT [-1, 3, 12, 20]");
  }

  @Test
  void wrongNames() throws IOException {
    refuses(new TinyModel().input("pixels"), "no input 'image', it has [pixels]");
    refuses(
        new TinyModel().output("scores"),
        "no output 'logits' or 'mask'",
        "it has scores FLOAT [-1, 3, 12, 16]");
  }

  @Test
  void secondInput() throws IOException {
    refuses(new TinyModel().extraInput(), "one input", "another");
  }

  @Test
  void wrongElementTypes() throws IOException {
    refuses(new TinyModel().inputType(DataType.DOUBLE), "input 'image'", "it is DOUBLE");
    refuses(
        new TinyModel().outputType(DataType.BFLOAT16),
        "no output 'logits' or 'mask'",
        "it has logits BFLOAT16 [-1, 3, 12, 16]");
  }

  @Test
  void outputOfAnotherBatchThanTheInputEndsTheCallAndNotTheProgram() throws IOException {
    Path file = new TinyModel().doubledBatch().write(folder.resolve("doubled.onnx"));

    try (Segmenter segmenter = Segmenter.open(file)) {
      assertThatThrownBy(() -> segmenter.segment(ImageSource.of(SegmenterTest.noise(16, 12, 1))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(file + ": ONNX Runtime failed to run the model")
          .hasMessageNotContaining("\n");
    }
  }
}
