package dev.vinyl.runtime.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class VisibleTextTest {

  @Test
  void whatNobodySeesIsWrittenOut() {
    Map.of(
            "\uFEFFCat_1", "\\ufeffCat_1",
            "a\u00a0b", "a\\u00a0b",
            "a\u200bb\u202eb", "a\\u200bb\\u202eb",
            "a\u0007\u001b[31m", "a\\u0007\\u001b[31m",
            "a\nb\tc\rd", "a\\nb\\tc\\u000dd",
            "a\u3000b\u2028c\u2029", "a\\u3000b\\u2028c\\u2029",
            "a\ud800b", "a\\ud800b",
            "\udb40\udc41", "\\u{e0041}")
        .forEach((text, expected) -> assertThat(VisibleText.of(text)).isEqualTo(expected));
  }

  @Test
  void whatCanBeSeenStays() {
    String text = "a b Größe 猫 🐈 C:\\x";
    assertThat(VisibleText.of(text)).isSameAs(text);
  }
}
