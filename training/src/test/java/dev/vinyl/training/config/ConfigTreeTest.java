package dev.vinyl.training.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigTreeTest {
  @TempDir private Path folder;

  @Test
  void laterLayersReplaceValuesAndListsAndMergeGroups() throws IOException {
    ConfigTree lower = ConfigTree.parse("a: 1\ng: {x: 1, y: [1, 2]}", "lower");
    ConfigTree upper = ConfigTree.parse("g: {y: [3], z: 4}\nb: 2", "upper");

    assertThat(lower.overlaidBy(upper))
        .isEqualTo(ConfigTree.parse("a: 1\ng: {x: 1, y: [3], z: 4}\nb: 2", "expected"));
    assertThat(lower).isEqualTo(ConfigTree.parse("a: 1\ng: {x: 1, y: [1, 2]}", "unchanged"));
  }

  @Test
  void oneKeyIsSetAsOnACommandLine() throws IOException {
    ConfigTree tree = ConfigTree.parse("a: 1\ng: {x: 1}", "test");

    assertThat(tree.with("g.x=2.5").with("g.list=[1, 2]").with("b=yes or no=?"))
        .isEqualTo(
            ConfigTree.parse("a: 1\ng: {x: 2.5, list: [1, 2]}\nb: 'yes or no=?'", "expected"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"epochs", "=5", ".x=5", "g.=5", "g..x=5"})
  void refusesWhatIsNotKeyAndValue(String assignment) throws IOException {
    ConfigTree tree = ConfigTree.parse("a: 1", "test");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> tree.with(assignment))
        .withMessage("a setting is written key=value, such as epochs=10; got " + assignment);
  }

  @Test
  void refusesAKeyWithoutAValue() throws IOException {
    ConfigTree tree = ConfigTree.parse("a: 1", "test");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> tree.with("a="))
        .withMessage("a: has no value; write a=VALUE");
  }

  @Test
  void brokenFilesAreNamed() throws IOException {
    Path missing = folder.resolve("missing.yaml");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigTree.read(missing))
        .withMessage(missing + ": there is no such file; check the path");

    Path broken = Files.writeString(folder.resolve("broken.yaml"), "a: 1\nb: [1, 2\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigTree.read(broken))
        .withMessageStartingWith(broken + ": line 3: is no YAML: ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));

    Path twice = Files.writeString(folder.resolve("twice.yaml"), "a: 1\na: 2\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigTree.read(twice))
        .withMessage(twice + ": line 2: is no YAML: the key a is there a second time; keep one");

    Path list = Files.writeString(folder.resolve("list.yaml"), "- 1\n- 2\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigTree.read(list))
        .withMessage(list + ": holds no keys; write lines such as epochs: 100");

    Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigTree.read(binary))
        .withMessage(binary + ": is text in UTF-16; save it as UTF-8");

    Path two = Files.writeString(folder.resolve("two.yaml"), "a: 1\n---\na: 2\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigTree.read(two))
        .withMessageStartingWith(two + ": line 3: a second document begins here");

    Path octal = Files.writeString(folder.resolve("octal.yaml"), "a: 1\nb: {c: 010}\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigTree.read(octal))
        .withMessageStartingWith(octal + ": line 2: 010 is not the same number");
  }

  @Test
  void aMarkBeforeTheTextIsNoPartOfTheFirstKey() throws IOException {
    Path marked = Files.writeString(folder.resolve("marked.yaml"), "\uFEFFa: 1\r\nb: 2\r\n");

    assertThat(ConfigTree.read(marked)).isEqualTo(ConfigTree.parse("a: 1\nb: 2", "expected"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"count=010", "count=1_000", "ratio=1:30", "steps=[1, 08]"})
  void anAmbiguousNumberOnTheCommandLineIsRefusedWithItsKey(String assignment) throws IOException {
    ConfigTree tree = ConfigTree.parse(SAMPLE, "test");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> tree.with(assignment))
        .withMessageStartingWith(assignment.substring(0, 5))
        .withMessageContaining("is not the same number to all readers of YAML");
  }

  @Test
  void emptyFileSetsNothing() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.yaml"), "# nothing yet\n");
    ConfigTree tree = ConfigTree.parse("a: 1", "test");

    assertThat(tree.overlaidBy(ConfigTree.read(empty))).isEqualTo(tree);
  }

  record Sample(int count, double ratio, List<Integer> steps, Mode mode, Inner inner) {
    Sample {
      if (count < 1) {
        throw new IllegalArgumentException("count must be at least 1, got " + count);
      }
    }

    enum Mode {
      FAST,
      SLOW
    }

    record Inner(boolean on, String text) {}
  }

  private static final String SAMPLE =
      "count: 3\nratio: 0.5\nsteps: [1, 2]\nmode: fast\ninner: {on: true, text: hello}\n";

  @Test
  void bindsARecordAndWritesItBack() throws IOException {
    Sample sample = ConfigTree.parse(SAMPLE, "test").bind(Sample.class);

    assertThat(sample)
        .isEqualTo(
            new Sample(3, 0.5, List.of(1, 2), Sample.Mode.FAST, new Sample.Inner(true, "hello")));
    String yaml = ConfigTree.of(sample).toYaml();
    assertThat(ConfigTree.parse(yaml, "written").bind(Sample.class)).isEqualTo(sample);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cuont=4          | there is no key cuont; did you mean count?
          inner.txt=x      | there is no key inner.txt; did you mean inner.text?
          zzzzzz=1         | there is no key zzzzzz; known keys: count, inner, mode, ratio, steps
          inner.zzzzzz=1   | there is no key inner.zzzzzz; known keys in inner: on, text
          count=many       | count: expected a whole number
          count="5"        | count: expected a whole number
          count=2.5        | count: expected a whole number
          count=[1]        | count: expected a whole number
          count=9999999999 | count: expected a whole number
          ratio=half       | ratio: expected a number
          steps=7          | steps: expected a list such as [1, 2]
          steps=[1, x]     | steps[1]: expected a whole number
          mode=medium      | mode: expected one of fast, slow
          mode=1           | mode: expected one of fast, slow
          inner=7          | inner: expected a group of keys
          inner.on=maybe   | inner.on: expected true or false
          inner.text=7     | inner.text: expected a text
          count.x=7        | count: expected a whole number
          """)
  void saysWhichKeyIsWrongAndWhatIsExpected(String assignment, String message) throws IOException {
    ConfigTree tree = ConfigTree.parse(SAMPLE, "test").with(assignment);

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> tree.bind(Sample.class))
        .withMessage(message);
  }

  @Test
  void saysWhichKeyIsMissing() throws IOException {
    ConfigTree tree =
        ConfigTree.parse("count: 3\nratio: 0.5\nsteps: [1]\nmode: fast\ninner: {on: true}", "test");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> tree.bind(Sample.class))
        .withMessage("the key inner.text is missing");
  }

  @Test
  void emptyValueIsNamed() throws IOException {
    ConfigTree tree = ConfigTree.parse(SAMPLE, "test");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> tree.overlaidBy(ConfigTree.parse("count:", "x")).bind(Sample.class))
        .withMessage("count: expected a whole number");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> tree.overlaidBy(ConfigTree.parse("steps: null", "x")).bind(Sample.class))
        .withMessage("steps: expected a list such as [1, 2]");
  }

  @Test
  void theRecordsOwnRefusalComesThroughUnchanged() throws IOException {
    ConfigTree tree = ConfigTree.parse(SAMPLE, "test").with("count=0");

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> tree.bind(Sample.class))
        .withMessage("count must be at least 1, got 0");
  }
}
