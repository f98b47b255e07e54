package dev.vinyl.evaluation.internal.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vinyl.runtime.image.RgbImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ContactSheetTest {

  @Test
  void laysRowsAndColumnsOutWithWhiteGapsBetween() {
    RgbImage sheet =
        ContactSheet.of(List.of(List.of(grey(10), grey(20)), List.of(grey(30), grey(40))), 2);
    // Gaps of 6 before each tile of 2 and after the last: 6 + 2 + 6 + 2 + 6.
    assertThat(sheet.width()).isEqualTo(22);
    assertThat(sheet.height()).isEqualTo(22);
    assertThat(sheet.get(6, 6, 0)).isEqualTo(10);
    assertThat(sheet.get(15, 7, 1)).isEqualTo(20);
    assertThat(sheet.get(7, 15, 2)).isEqualTo(30);
    assertThat(sheet.get(14, 14, 0)).isEqualTo(40);
    assertThat(sheet.get(5, 6, 0)).isEqualTo(255);
    assertThat(sheet.get(8, 8, 0)).isEqualTo(255);
    assertThat(sheet.get(16, 15, 0)).isEqualTo(255);
  }

  @Test
  void needsAImage() {
    assertThatIllegalArgumentException().isThrownBy(() -> ContactSheet.of(List.of(List.of()), 2));
  }

  private static RgbImage grey(int value) {
    byte[] pixels = new byte[3 * 2 * 2];
    Arrays.fill(pixels, (byte) value);
    return new RgbImage(2, 2, pixels);
  }
}
