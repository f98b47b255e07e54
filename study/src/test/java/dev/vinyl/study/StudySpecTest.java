package dev.vinyl.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StudySpecTest {
  @TempDir private Path folder;

  private StudySpec of(String yaml) throws IOException {
    Path file = folder.resolve("study.yaml");
    Files.writeString(file, yaml);
    return StudySpec.of(StudySpec.read(file));
  }

  @Test
  void presetsCanBeBound() throws IOException {
    for (String preset : StudySpec.PRESETS) {
      assertThat(StudySpec.of(StudySpec.preset(preset)).name()).isEqualTo(preset);
    }
    StudySpec paper = StudySpec.of(StudySpec.preset("paper"));
    assertThat(paper.pretrain().sizes())
        .extracting(size -> size.of(1_000_000))
        .containsExactly(0, 45_000, 100_000, 200_000);
    assertThat(paper.seeds()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void fewKeysAreEnough() throws IOException {
    StudySpec spec = of("finetune: {sizes: [10, half, all]}");
    assertThat(spec.finetune().sizes())
        .extracting(size -> size.of(101))
        .isEqualTo(List.of(10, 50, 101));
    assertThat(spec.intermediate().kinds()).containsExactly(Intermediate.NONE);
  }

  @Test
  void whatIsWrongIsSaidInOneLine() {
    refused("finetune: {sizes: [10], epoch: 3}", "there is no key finetune.epoch");
    refused("finetune: {sizes: [10]}\nseed: [1]", "did you mean seeds?");
    refused("finetune: {sizes: []}", "finetune.sizes: is empty");
    refused("seeds: [1]", "finetune.sizes: is empty");
    refused("finetune: {sizes: [10, 10]}", "names one of them twice");
    refused("finetune: {sizes: [0]}", "nothing is fine-tuned on 0 images");
    refused("finetune: {sizes: [-3]}", "a size is a number of images, half or all; got -3");
    refused("finetune: {sizes: [most]}", "a size is a number of images, half or all; got most");
    refused("finetune: {sizes: [10]}\nseeds: [1, 1]", "seeds: names one of them twice");
    refused("finetune: {sizes: [10]}\nintermediate: {kinds: [dreams]}", "intermediate.kinds");
    refused("finetune: {sizes: [10]}\nevaluate: {resamples: 3}", "at least 100");
    refused("finetune: {sizes: [10]}\nname: ../x", "name: write letters");
    assertThatThrownBy(() -> StudySpec.preset("large")).hasMessageContaining("there is no preset");
    assertThatThrownBy(() -> StudySpec.read(folder.resolve("none.yaml")))
        .hasMessageContaining("there is no such file");
  }

  private void refused(String yaml, String message) {
    assertThatThrownBy(() -> of(yaml)).hasMessageContaining(message).message().hasLineCount(1);
  }

  @Test
  void settingsOfStagesAreCheckedBeforeAnythingRuns() {
    assertThatThrownBy(() -> TinyStudy.of(folder, "finetune.settings.epoch=3").run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("settings of finetune: there is no key epoch");
    assertThatThrownBy(() -> TinyStudy.of(folder, "pretrain.settings.maskRatio=2").run())
        .hasMessageStartingWith("settings of pretrain: maskRatio");
  }
}
