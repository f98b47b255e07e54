package dev.vinyl.runtime.internal.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.TinyModel;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePredictorTest {
  private static final int SIDE = 6000;

  @TempDir Path folder;

  /** A mask of 36 MB doesn't fit into the 32 MB of the child's heap. */
  @Test
  void anImageTooLargeForTheHeapIsItsOwnErrorAndTheNextGoOn() throws Exception {
    Path onnx = new TinyModel().write(folder.resolve("tiny.onnx"));
    Path small = folder.resolve("a.png");
    Path large = folder.resolve("b.png");
    Path last = folder.resolve("c.png");
    ImageFiles.writePng(new RgbImage(20, 10, new byte[600]), small);
    BufferedImage black = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_BINARY);
    ImageIO.write(black, "png", large.toFile());
    ImageFiles.writePng(new RgbImage(10, 20, new byte[600]), last);
    Path out = folder.resolve("out");

    List<String> lines = inAHeapOf32Megabytes(onnx, out, small, large, last);

    assertThat(lines)
        .containsExactly(
            "written " + small,
            "written " + last,
            "failed " + large + ": is too large for this JVM's memory; shrink it or raise -Xmx");
    try (var files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("a-mask.png", "a-overlay.png", "c-mask.png", "c-overlay.png");
    }
  }

  private static List<String> inAHeapOf32Megabytes(Path... arguments)
      throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        new ArrayList<>(
            List.of(
                java,
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName()));
    for (Path argument : arguments) {
      command.add(argument.toString());
    }
    Process child = new ProcessBuilder(command).start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).isZero();
    return output.lines().toList();
  }

  /** Arguments: the model, the folder to write to, the images. */
  static final class Child {
    public static void main(String[] args) throws IOException {
      List<Path> paths = Arrays.stream(args).map(Path::of).toList();
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      try (Segmenter segmenter = Segmenter.open(paths.get(0))) {
        FilePredictor.Result result =
            new FilePredictor(segmenter, paths.get(1))
                .predict(paths.subList(2, paths.size()), (done, total) -> {});
        result.written().forEach(written -> out.println("written " + written.image()));
        result.failed().forEach(failed -> out.println("failed " + failed.reason()));
      }
    }
  }
}
