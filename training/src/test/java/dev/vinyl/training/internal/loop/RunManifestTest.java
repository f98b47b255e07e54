package dev.vinyl.training.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.RunManifest;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunManifestTest {
  private static final DataDescription DATA =
      new DataDescription("pets", "trainval", 8, "4567", "0123", List.of("pet"));
  private static final RunManifest.Origin ENCODER = new RunManifest.Origin("runs/pre", "89ab");
  private static final String CONFIG =
      "epochs: 3\nloaderThreads: 2\nschedule: {milestones: [1, 2]}\ncheckpoints: {every: 1}";

  private final RunManifest begun = manifest("a", "2026-01-01", "17", DATA, ENCODER, CONFIG);

  @Test
  void whatHasNoEffectOnTheResultMayDiffer() {
    DataDescription elsewhere =
        new DataDescription("pets-copy", "trainval", 8, "4567", "0123", List.of("pet"));
    RunManifest.Origin copied = new RunManifest.Origin("elsewhere/pre", "89ab");
    RunManifest now =
        manifest(
            "a",
            "2027-12-31",
            "21",
            elsewhere,
            copied,
            "epochs: 3\nloaderThreads: 8\nschedule: {milestones: [1, 2]}\n"
                + "checkpoints: {every: 5}");

    assertThat(now.differenceFrom(begun)).isEmpty();
  }

  @Test
  void howOftenItIsValidatedMayDifferUnlessTheScoresDecide() {
    String last = "epochs: 3\nvalidation: {every: 0, images: 9, patience: 0, use: last}";
    String best = last.replace("every: 0", "every: 1").replace("last", "best");

    assertThat(withConfig(last.replace("every: 0", "every: 5")).differenceFrom(withConfig(last)))
        .isEmpty();
    assertThat(withConfig(best.replace("every: 1", "every: 2")).differenceFrom(withConfig(best)))
        .contains("validation.every was 1, now it is 2");
    assertThat(withConfig(best).differenceFrom(withConfig(last))).isPresent();
  }

  /** What was not there in an earlier version is no difference where it is as that did it. */
  @Test
  void settingsThatCameLaterKeepARunWhatItWas() {
    RunManifest before = withConfig("epochs: 3\nmaskRatio: 0.5\nloss: {dice: 0.0}");
    String later =
        "epochs: 3\nmaskRatio: 0.5\nmaskBlock: 1\nnormalizedTargets: false\ndivideByMasked: false\n"
            + "loss: {dice: 0.0, pixelLogSoftmax: false}";
    RunManifest now = withConfig(later);

    assertThat(now.differenceFrom(before)).isEmpty();
    assertThat(now.recipeFingerprint("drawn")).isEqualTo(before.recipeFingerprint("drawn"));
    assertThat(withConfig(later.replace("maskBlock: 1", "maskBlock: 2")).differenceFrom(before))
        .contains("maskBlock was not there, now it is 2");
    assertThat(withConfig(later.replace("x: false", "x: true")).recipeFingerprint("drawn"))
        .isNotEqualTo(before.recipeFingerprint("drawn"));
  }

  @Test
  void moreEpochsAloneMakeARunLonger() {
    RunManifest five = withConfig("epochs: 5\nbatchSize: 2");

    assertThat(withConfig("epochs: 12\nbatchSize: 2").isLongerThan(five)).isTrue();
    assertThat(withConfig("epochs: 4\nbatchSize: 2").isLongerThan(five)).isFalse();
    assertThat(withConfig("epochs: 5\nbatchSize: 2").isLongerThan(five)).isFalse();
    assertThat(withConfig("epochs: 12\nbatchSize: 3").isLongerThan(five)).isFalse();
    assertThat(withConfig("epochs: 12\nseed: 3\nbatchSize: 2").differenceFrom(five))
        .as("what stands in the way")
        .contains("seed was not there, now it is 3");
  }

  private static RunManifest withConfig(String config) {
    return manifest("a", "", "", DATA, ENCODER, config);
  }

  @Test
  void whatDecidesTheResultIsNamed() {
    assertThat(manifest("b", "", "", DATA, ENCODER, CONFIG).differenceFrom(begun))
        .contains("the engine was a, now it is b");
    assertThat(
            manifest("a", "", "", DATA, ENCODER, CONFIG.replace("[1, 2]", "[1]"))
                .differenceFrom(begun))
        .contains("schedule.milestones was [1,2], now it is [1]");
    assertThat(manifest("a", "", "", DATA, ENCODER, CONFIG + "\nmixUp: 1").differenceFrom(begun))
        .contains("mixUp was not there, now it is 1");
    assertThat(
            manifest(
                    "a",
                    "",
                    "",
                    new DataDescription("pets", "trainval", 8, "4567", "3210", List.of("pet")),
                    ENCODER,
                    CONFIG)
                .differenceFrom(begun))
        .contains("the data's fingerprint was 0123, now it is 3210");
    assertThat(
            manifest("a", "", "", DATA, RunManifest.Origin.SCRATCH, CONFIG).differenceFrom(begun))
        .contains("the encoder to begin with was 89ab, now it is drawn");
  }

  private static RunManifest manifest(
      String engine,
      String startedAt,
      String java,
      DataDescription data,
      RunManifest.Origin from,
      String config) {
    try {
      return new RunManifest(
          "finetune",
          5,
          startedAt,
          new RunManifest.Versions("0.1", engine, java),
          data,
          from,
          ConfigTree.parse(config, "test"));
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }
}
