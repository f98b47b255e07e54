package dev.vinyl.study.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class IdentityTest {
  private static final Map<String, String> SETTINGS = Map.of("epochs", "3", "rate", "0.1");

  private final String identity = Identity.of("finetune", SETTINGS, List.of("aa", "bb"));

  @Test
  void isTheSameForTheSameStepInWhateverOrderItsSettingsAre() {
    Map<String, String> turned = new LinkedHashMap<>();
    turned.put("rate", "0.1");
    turned.put("epochs", "3");
    assertThat(Identity.of("finetune", turned, List.of("aa", "bb"))).isEqualTo(identity);
    assertThat(identity).matches("[0-9a-f]{64}");
  }

  @Test
  void changesWithKindSettingsAndInputs() {
    assertThat(
            List.of(
                Identity.of("evaluate", SETTINGS, List.of("aa", "bb")),
                Identity.of("finetune", Map.of("epochs", "4", "rate", "0.1"), List.of("aa", "bb")),
                Identity.of("finetune", Map.of("epochs", "3"), List.of("aa", "bb")),
                Identity.of("finetune", SETTINGS, List.of("aa")),
                Identity.of("finetune", SETTINGS, List.of("bb", "aa"))))
        .doesNotContain(identity)
        .doesNotHaveDuplicates();
  }

  @Test
  void textsThatRunTogetherAreNotTheSame() {
    assertThat(Identity.of("a", Map.of("b", "cd"), List.of()))
        .isNotEqualTo(Identity.of("a", Map.of("bc", "d"), List.of()));
    assertThat(Identity.of("a", Map.of(), List.of("b", "c")))
        .isNotEqualTo(Identity.of("a", Map.of(), List.of("bc")));
  }
}
