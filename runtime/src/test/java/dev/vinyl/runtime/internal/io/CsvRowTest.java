package dev.vinyl.runtime.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRowTest {
  @Test
  void onlyValuesThatNeedItAreQuoted() {
    assertThat(CsvRow.of(List.of("a b", "1,5", "say \"cat\"", "two\nlines", "", "r\r")))
        .isEqualTo("a b,\"1,5\",\"say \"\"cat\"\"\",\"two\nlines\",,\"r\r\"\n");
    assertThat(CsvRow.of(List.of())).isEqualTo("\n");
  }
}
