package dev.vinyl.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BarProgressTest {
  private static final int WIDTH = 70;

  @Test
  void drawsOverItselfWithinTheWidthAndEndsTheLine() {
    StringWriter screen = new StringWriter();
    try (Progress bar =
        new BarProgress("train", 4, "epochs", new PrintWriter(screen), WIDTH, () -> {})) {
      bar.update(2, "loss 0.5");
      bar.update(4, "loss 0.25, and more than fits into the line of a terminal like this");
    }
    List<String> drawings = List.of(screen.toString().split("\r", -1));
    assertThat(drawings).allSatisfy(line -> assertThat(line.strip()).hasSizeLessThan(WIDTH));
    String last = drawings.get(drawings.size() - 1);
    assertThat(last).startsWith("train 100%").contains("4/4 epochs").endsWith("\n");
  }

  @Test
  void aNoteDoesNotRunOnInTheLineOfABar() {
    StringWriter screen = new StringWriter();
    PrintWriter err = new PrintWriter(screen);
    Console console = new Console(new PrintWriter(new StringWriter()), err, new Terminal(true, 60));
    Progress bar = console.progress("train", 4, "epochs");
    bar.update(2, "");
    console.note("stopping");
    bar.close();
    console.note("stopped");

    assertThat(screen.toString().lines()).contains("stopping", "stopped");
  }
}
