package dev.vinyl.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelDescriptionTest {
  private static final String INPUT = "input: {height: 8, width: 16, scale: 1e-2}\n";

  @TempDir private Path folder;

  @Test
  void classesMayBeCalledLikeYamlsOldTargetValues() throws IOException {
    ModelDescription description =
        ModelDescription.read(
            write("\uFEFF" + INPUT.replace("\n", "\r\n") + "classes: [no, yes, off, 3, 'true']\n"));

    assertThat(description.metadata().classNames())
        .containsExactly("no", "yes", "off", "3", "true");
    assertThat(description.metadata().preprocess().scale()).isEqualTo(0.01f);
  }

  @Test
  void whatWouldBeMisreadIsRefused() throws IOException {
    refused("classes: [a, b]\n---\nclasses: [c]", "line 4: a second document begins here");
    refused("classes: [a]\nclasses: [c]", "line 3: is no YAML: the key classes is there a second");
    refused("classes: [a, True]", "a name in classes must be a text; put it in quotes, got true");
    refused("classes: [a, 1.0]", "a name in classes must be a text; put it in quotes, got 1.0");
    refused("classes: [a, null]", "a name in classes must be a text; put it in quotes, got null");
    refused("classes: [a, 010]", "line 2: 010 is not the same number");
    refused("output: {name: 1:30}\nclasses: [a]", "line 2: 1:30 is not the same number");
  }

  @Test
  void keysOfAnotherTaskAreRefused() throws IOException {
    ModelDescription features =
        ModelDescription.read(write("task: features\n" + INPUT + "output: {leadingTokens: 5}\n"));
    assertThat(features.metadata().task()).isEqualTo(ModelTask.FEATURES);
    assertThat(features.metadata().classNames()).isEmpty();
    assertThat(features.leadingTokens()).isEqualTo(5);

    refused("task: features\nclasses: [a]", "classes means nothing for task features");
    refused("task: features\noutput: {threshold: 0.5}", "output.threshold means nothing for task");
    refused("classes: [a]\noutput: {leadingTokens: 1}", "output.leadingTokens means nothing for");
    refused(
        "task: features\noutput: {leadingTokens: -1}", "output.leadingTokens must be at least 0");
    refused("task: features\noutput: {leadingTokens: one}", "output.leadingTokens must be a whole");
    refused("task: tokens", "task must be one of segment, features, got tokens");
  }

  private void refused(String rest, String message) throws IOException {
    Path file = write(INPUT + rest);
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelDescription.read(file))
        .withMessageStartingWith(file + ": " + message);
  }

  @Test
  void otherEncodingsAreNamed() throws IOException {
    Path file = folder.resolve("net.yaml");
    Files.write(file, ("\uFEFF" + INPUT).getBytes(StandardCharsets.UTF_16LE));

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelDescription.read(file))
        .withMessage(file + ": is text in UTF-16; save it as UTF-8");
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("net.yaml"), yaml);
  }
}
