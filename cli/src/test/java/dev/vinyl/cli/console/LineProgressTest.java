package dev.vinyl.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LineProgressTest {

  @Test
  void speaksAtTheFirstAndTheLastUnitAndEveryTenSecondsBetween() {
    AtomicLong clock = new AtomicLong();
    List<String> lines = new ArrayList<>();
    try (Progress progress = new LineProgress("train", 5, "epochs", lines::add, clock::get)) {
      long[] seconds = {0, 4, 9, 10, 11};
      for (int i = 0; i < seconds.length; i++) {
        clock.set(Duration.ofSeconds(seconds[i]).toNanos());
        progress.update(i + 1, i == 3 ? "loss 0.5" : "");
      }
    }
    assertThat(lines)
        .containsExactly(
            "train: 1 of 5 epochs",
            "train: 4 of 5 epochs, loss 0.5, 0:03 min left", // 3 epochs in 10 s
            "train: 5 of 5 epochs");
  }
}
