package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code features} in a process of its own that is killed without warning. */
@Tag("slow")
@Timeout(300)
final class FeaturesKilledTest {
  private static final int IMAGES = 3000;
  private static final int BATCH_BYTES = 8 << 20;

  @TempDir static Path folder;
  private static Path encoder;
  private static Path images;

  @BeforeAll
  static void drawAndExport() throws IOException {
    Workspace workspace = Workspace.create(folder);
    encoder = folder.resolve("encoder.onnx");
    String run = workspace.run().toString();
    assertThat(
            vinyl("export", "--from", run, "--task", "features", "--out", encoder.toString())
                .exitCode())
        .isZero();
    images = Files.createDirectory(folder.resolve("dots"));
    for (int i = 0; i < IMAGES; i++) {
      BufferedImage dot = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
      dot.setRGB(i % 2, i / 2 % 2, 0x10101 * (i % 251) + i);
      ImageIO.write(dot, "png", image(i).toFile());
    }
  }

  @Test
  void leavesNothingThatLooksCompleteAndIsCompletedByTheSameCommand() throws Exception {
    Path whole = folder.resolve("whole.arrow");
    assertEnded(start(whole));

    Path out = Files.createDirectory(folder.resolve("out")).resolve("tokens.arrow");
    Path partial = out.resolveSibling("tokens.arrow.partial");
    for (int batches = 2; batches <= 3; batches++) {
      Process process = start(out);
      while (process.isAlive() && bytes(partial) < (long) batches * BATCH_BYTES) {
        Thread.sleep(2);
      }
      assertThat(process.isAlive()).as("still running when it is killed").isTrue();
      process.toHandle().destroyForcibly(); // SIGKILL, and leaves the streams open
      assertThat(process.waitFor()).as(said(process)).isEqualTo(128 + 9);
      try (Stream<Path> left = Files.list(out.getParent())) {
        assertThat(left).containsExactly(partial);
      }
      vinyl("geometry", partial.toString()).assertFailure(1, "its end is missing");
    }

    // the first batch is not computed anew, so that it does not matter what became of its images
    for (int i = 0; i < 600; i++) {
      Files.writeString(image(i), "garbage");
    }
    assertThat(assertEnded(start(out))).contains(IMAGES + " images of ", ", 0 skipped");
    assertThat(out).hasSameBinaryContentAs(whole);
    try (Stream<Path> left = Files.list(out.getParent())) {
      assertThat(left).containsExactly(out);
    }
  }

  private static Path image(int index) {
    return images.resolve("p%04d.png".formatted(index));
  }

  private static long bytes(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** Waits for the end, and gives what was said. */
  private static String assertEnded(Process process) throws Exception {
    String said = said(process);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static String said(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  private static Process start(Path out) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-opens=java.base/java.nio=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.vinyl.cli.Main"));
    command.addAll(List.of("features", "--model", encoder.toString()));
    command.addAll(List.of("--data", images.toString(), "--out", out.toString()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
