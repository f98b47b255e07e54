package dev.vinyl.training.stage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.evaluation.Evaluation;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.internal.engine.Engines;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingListener.EpochReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written does not depend on the country: in Egypt numbers have other digits. */
final class OtherDigitsTest {
  private static final Locale EGYPT = new Locale("ar", "EG");

  @TempDir private Path folder;

  @Test
  void filesHaveTheSameNamesAndBytesInEgypt() throws IOException {
    assertThat(String.format(EGYPT, "%d", 1)).as("Java's digits in Egypt").isEqualTo("\u0661");
    Map<String, byte[]> here = in(Locale.ROOT, "here");
    Map<String, byte[]> there = in(EGYPT, "there");

    assertThat(here)
        .containsKeys("pets/annotations/list.txt", "run/checkpoints/epoch-0002/progress.json");
    assertThat(there.keySet()).isEqualTo(here.keySet());
    assertThat(
            there.entrySet().stream().flatMap(file -> otherDigits(file.getKey(), file.getValue())))
        .isEmpty();
    here.keySet()
        .removeIf(
            name ->
                !name.matches(
                    "pets/.*|run/run.yaml|.*\\.safetensors|.*\\.ckpt|pets\\.onnx(\\.md)?"));
    assertThat(here).containsKeys("pets.onnx", "pets.onnx.md", "run/encoder.safetensors");
    assertThat(here)
        .allSatisfy(
            (name, bytes) ->
                assertThat(withoutTime(requireNonNull(there.get(name))))
                    .as(name)
                    .isEqualTo(withoutTime(bytes)));
  }

  /** As a text of one letter a byte, without the line in which a run says when it began. */
  private static String withoutTime(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("startedAt: .*", "");
  }

  /** Digits that are none of ASCII's in a text, with what stands around them. */
  private static Stream<String> otherDigits(String name, byte[] bytes) {
    if (!name.matches(".*\\.(csv|html|json|jsonl|md|txt|yaml)")) {
      return Stream.of(); // bytes may look like anything
    }
    return Pattern.compile(".{0,40}[\u0660-\u0669\u066b\u066c].{0,10}")
        .matcher(new String(bytes, StandardCharsets.UTF_8))
        .results()
        .map(found -> name + ": " + found.group());
  }

  @Test
  void aRunInEgyptGoesOnFromItsCheckpoints() throws IOException {
    SyntheticPets.write(folder.resolve("pets"), SyntheticPets.Spec.of(12, 1));
    Locale before = Locale.getDefault();
    Locale.setDefault(EGYPT);
    try {
      assertThat(train(folder, RunDirectory.Existing.REFUSE)).containsExactly(1, 2);
      assertThat(train(folder, RunDirectory.Existing.RESUME)).isEmpty();
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Draws, trains, exports and scores; the files by their names. */
  private Map<String, byte[]> in(Locale locale, String name) throws IOException {
    Path work = folder.resolve("work"); // the same for both, since files name others
    Locale before = Locale.getDefault();
    Locale.setDefault(locale);
    try {
      SyntheticPets.write(work.resolve("pets"), SyntheticPets.Spec.of(12, 1));
      train(work, RunDirectory.Existing.REFUSE);
      Path model = work.resolve("pets.onnx");
      TrainedRun.open(work.resolve("run")).segmenter().export(model);
      evaluate(work, model);
    } finally {
      Locale.setDefault(before);
    }
    Path done = Files.move(work, folder.resolve(name));
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(done)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String relative = done.relativize(file).toString();
        if (!relative.startsWith("run/tensorboard")) { // named after the time
          files.put(relative, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  /** Gives the numbers of the epochs that were trained. */
  private static List<Integer> train(Path work, RunDirectory.Existing existing) throws IOException {
    ConfigTree settings =
        StageConfig.recipe("vinyl", FineTuning.NAME)
            .with("model={preset: micro, depth: 1}")
            .with("epochs=2")
            .with("batchSize=6");
    List<Integer> epochs = new ArrayList<>();
    new Training(
            new FineTuning(OxfordPets.open(work.resolve("pets")), FineTuningConfig.of(settings)),
            Engines.plain(SessionSettings.forTraining()))
        .seed(1)
        .existing(existing)
        .listener(
            new TrainingListener() {
              @Override
              public void epochFinished(EpochReport epoch) {
                epochs.add(epoch.epoch());
              }
            })
        .run(work.resolve("run"));
    return epochs;
  }

  private static void evaluate(Path work, Path model) throws IOException {
    new Evaluation(OxfordPets.open(work.resolve("pets")), List.of(model))
        .run()
        .write(work.resolve("scores"));
  }
}
