package dev.vinyl.runtime.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
  @Test
  void distanceCountsChangedLetters() {
    assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Spelling.distance("epoch", "Epochs")).isEqualTo(1);
    assertThat(Spelling.distance("", "abc")).isEqualTo(3);
  }

  @Test
  void theNearestWordsComeFirst() {
    List<String> known = List.of("paper.miou", "dataset.miou", "dataset.iou.pet", "epochs");

    assertThat(Spelling.near("datset.miou", known, 2))
        .containsExactly("dataset.miou", "paper.miou");
    assertThat(Spelling.near("xyz", known, 3)).isEmpty();
  }
}
