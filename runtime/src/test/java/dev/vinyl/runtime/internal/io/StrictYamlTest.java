package dev.vinyl.runtime.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictYamlTest {

  @Test
  void readsWhatIsTheSameToEveryReader() throws TextException {
    assertThat(
            StrictYaml.parse(
                """
                # before the document
                ---
                whole: [0, -7, 4294967296, 99999999999999999999, 0xff]
                real: [1e-3, 1.5, -.5, 2., 1E+2, .inf]
                truth: [true, FALSE]
                nothing: [null, ~, ]
                text: [no, yes, on, Off, 2024-01-01, '010', "1_000", 1:99, a b, '', !!str 5, <<]
                group: {a: {b: c}}
                """))
        .isEqualTo(
            Map.of(
                "whole",
                List.of(0, -7, 4294967296L, new BigInteger("99999999999999999999"), 255),
                "real",
                List.of(0.001, 1.5, -0.5, 2.0, 100.0, Double.POSITIVE_INFINITY),
                "truth",
                List.of(true, false),
                "nothing",
                Arrays.asList(null, null),
                "text",
                List.of(
                    "no",
                    "yes",
                    "on",
                    "Off",
                    "2024-01-01",
                    "010",
                    "1_000",
                    "1:99",
                    "a b",
                    "",
                    "5",
                    "<<"),
                "group",
                Map.of("a", Map.of("b", "c"))));
  }

  @Test
  void keysAreTextInTheirOrder() throws TextException {
    assertThat(StrictYaml.parse("no: 1\n010: 2\ntrue: 3\n"))
        .asString()
        .isEqualTo("{no=1, 010=2, true=3}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "~"})
  void nothingIsNull(String yaml) throws TextException {
    assertThat(StrictYaml.parse(yaml)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "010",
        "-010",
        "+007",
        "08",
        "0o10",
        "0b11",
        "1_000",
        "1_0.5",
        "0x_ff",
        "1:30",
        "-1:30:59",
        "1:30.5",
        "1_0e3",
        ".5_0"
      })
  void numbersThatReadersDisagreeAboutAreRefused(String value) {
    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> StrictYaml.parse("a: 1\nb: [" + value + "]\n"))
        .withMessageStartingWith("line 2: " + value + " is not the same number")
        .withMessageNotContaining("\n");
  }

  @Test
  void whatWouldBePassedOverIsRefusedWithItsLine() {
    refused("a: 1\n---\nb: 2", "line 3: a second document begins here");
    refused("a: 1\n---\n", "line 3: a second document begins here");
    refused("a: 1\n...\na: 2", "line 3: is no YAML: expected '<document start>'");
    refused("a: 1\nb: 2\na: 3", "line 3: is no YAML: the key a is there a second time");
    refused("b: {x: 1, x: 2}", "line 1: is no YAML: the key x is there a second time");
    refused("a: 1\n\tb: 2", "line 2: is no YAML: found character '\\t(TAB)'");
    refused("a: [1, 2", "line 1: is no YAML: expected ',' or ']'");
    refused("a: !!python/object:os.system x", "line 1: is no YAML: Global tag is not allowed");
    refused("a: !!int '5'", "line 1: the tag tag:yaml.org,2002:int is not understood");
    refused("a: &x [1, *x]", "line 1: an alias refers to what it stands in");
    refused("? [1]\n: 2", "line 1: a key must be a text");
    refused("a: b" + (char) 1, "line 1: is no YAML: the character U+0001");
  }

  private static void refused(String yaml, String message) {
    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> StrictYaml.parse(yaml))
        .withMessageStartingWith(message)
        .withMessageNotContaining("\n");
  }

  @Test
  void aliasesStandForTheirValue() throws TextException {
    assertThat(StrictYaml.parse("mean: &m [1, 2]\nstd: *m\n"))
        .isEqualTo(Map.of("mean", List.of(1, 2), "std", List.of(1, 2)));
  }

  @Test
  void fewLinesOfAliasesDoNotBecomeMillionsOfValues() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      String below = "*a" + (i - 1);
      yaml.append(
          "a%d: &a%d [%s]\n"
              .formatted(i, i, String.join(", ", List.of(below, below, below, below, below))));
    }
    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> StrictYaml.parse(yaml.toString()))
        .withMessageContaining("more than 100000 values");
  }

  @Test
  void hugeNumbersAndDepthsAreRefusedAtOnce() {
    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> StrictYaml.parse("a: " + "9".repeat(1_000_000)))
        .withMessage("line 1: this number is too large");
    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> StrictYaml.parse("[".repeat(10_000)))
        .withMessageContaining("is no YAML");
  }
}
