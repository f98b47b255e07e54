package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choices of {@code vinyl export} beyond the usual segmenter. */
final class ExportCommandTest {
  @TempDir static Path folder;
  private static Workspace pets;

  @BeforeAll
  static void train() {
    pets = Workspace.create(folder);
  }

  @Test
  void integersThatImagesScaledSegmentAsWell() {
    Path model = folder.resolve("integers.onnx");
    String images = pets.data().resolve("images").toString();
    CommandLineFixture exported =
        export(
            model,
            "segment",
            "--variant",
            "optimized",
            "--precision",
            "int8-static",
            "--images",
            images);

    assertThat(exported.exitCode()).as(exported.err()).isZero();
    assertThat(exported.out())
        .startsWith(model + ": segment (pet, background, border), optimized, int8-static, ");
    assertThat(exported.err()).contains("on 16 images", "logits: largest difference ");
    assertThat(folder.resolve("integers.onnx.md")).exists();
    CommandLineFixture predicted =
        new Workspace(folder, pets.data(), pets.run(), model)
            .predict(folder.resolve("masks"), pets.data().resolve("images"));
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
  }

  @Test
  void featuresComeFromAnyRunAndEveryLayer() {
    CommandLineFixture exported = export(folder.resolve("f.onnx"), "features", "--layers");

    assertThat(exported.exitCode()).as(exported.err()).isZero();
    assertThat(exported.err()).contains("tokens: ", "layer_01: ");
  }

  @Test
  void masksArePossibleFromImagesOfAnySize() {
    CommandLineFixture exported =
        export(folder.resolve("m.onnx"), "segment", "--output", "mask", "--with-preprocessing");

    assertThat(exported.exitCode()).as(exported.err()).isZero();
    assertThat(exported.err()).contains("mask: ", "confidence: ");
  }

  @Test
  void choicesThatDoNotExistOrFitAreRefused() {
    Path out = folder.resolve("refused.onnx");

    export(out, "detect").assertFailure(2, "known: segment, features, classify, reconstruct");
    export(out, "segment", "--precision", "int4").assertFailure(2, "fp32, fp16, int8, int8-static");
    export(out, "segment", "--precision", "int8-static").assertFailure(2, "needs --images DIR");
    export(out, "segment", "--opset", "12").assertFailure(2, "13..23, got 12");
    export(out, "segment", "--precision", "fp16", "--opset", "16").assertFailure(2, "17 or more");
    export(out, "segment", "--output", "boxes")
        .assertFailure(2, "known: logits, logits-and-tokens, mask");
    export(out, "segment", "--layers").assertFailure(2, "--layers is for --task features");
    export(out, "features", "--output", "mask").assertFailure(2, "is for --task segment");
    export(out, "classify").assertFailure(1, "a classifier comes from a run of classification");
    export(out, "reconstruct").assertFailure(1, "comes from a run of pretrain");
    assertThat(out).doesNotExist();
  }

  private static CommandLineFixture export(Path out, String task, String... more) {
    String[] command = {
      "export", "--from", pets.run().toString(), "--task", task, "--out", out.toString()
    };
    return vinyl(Stream.of(command, more).flatMap(Stream::of).toArray(String[]::new));
  }
}
