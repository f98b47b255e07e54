package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code study} from the outside, on a study of two cells. */
@Timeout(120)
final class StudyCommandTest {
  private static final List<String> TINY =
      List.of(
          "data.synthetic.images=24",
          "data.synthetic.size=32",
          "settings.model={imageSize: 32, patchSize: 8, dim: 8, depth: 1, heads: 2, headDim: 4,"
              + " mlpDim: 16}",
          "settings.batchSize=8",
          "seeds=[1]",
          "pretrain.sizes=[0]",
          "intermediate.kinds=[none]",
          "finetune.sizes=[8, 16]",
          "finetune.settings.epochs=1",
          "evaluate.resamples=100",
          "geometry.pretrain=[]");

  @TempDir private Path folder;

  private CommandLineFixture study(String... more) {
    List<String> words = new ArrayList<>(List.of("study", "--preset", "smoke"));
    words.addAll(List.of("--out", folder.resolve("s").toString(), "--threads", "1"));
    TINY.forEach(setting -> words.addAll(List.of("--set", setting)));
    words.addAll(List.of(more));
    return vinyl(words.toArray(String[]::new));
  }

  @Test
  void runsShowsWhatWouldRunAndDoesNothingTwice() {
    CommandLineFixture dry = study("--dry-run");
    assertThat(dry.exitCode()).as(dry.err()).isZero();
    assertThat(dry.outLines()).startsWith("finetune/0/none/8/seed-1", "evaluate/0/none/8/seed-1");
    assertThat(dry.out()).contains("all of it, one step after the other: about");
    assertThat(folder.resolve("s")).doesNotExist();

    CommandLineFixture run = study();
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("4 of 4 steps done, 4 of them now", "study.html");
    assertThat(run.err()).contains("4 steps: 0 done, 4 to run", "[4/4] evaluate/0/none/16/seed-1");

    CommandLineFixture again = study();
    assertThat(again.out()).contains("4 of 4 steps done, 0 of them now");
  }

  @Test
  void failedStepGivesExitCodeOne() throws IOException {
    assertThat(study("--only", "finetune/0/none/8/*").exitCode()).isZero();
    try (Stream<Path> steps = Files.list(folder.resolve("s/steps"))) {
      Path weights = steps.findFirst().orElseThrow().resolve("run/head.safetensors");
      Files.write(weights, new byte[3]);
    }
    CommandLineFixture broken = study();
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.out()).contains("3 of 4 steps done");
    assertThat(broken.err())
        .contains("evaluate/0/none/8/seed-1 failed:", "head.safetensors", "--retry-failed");
  }

  @Test
  void wrongUsageIsOneLine() {
    String out = folder.resolve("s").toString();
    vinyl("study", "--out", out).assertFailure(2, "--preset");
    vinyl("study", "--preset", "huge", "--out", out).assertFailure(2, "smoke, small, paper");
    vinyl("study", "none.yaml", "--out", out).assertFailure(1, "none.yaml: there is no such file");
    study("--set", "finetune.sizes=[8, 900]").assertFailure(2, "900 images were asked for");
    study("--set", "finetune.size=[8]").assertFailure(1, "did you mean finetune.sizes?");
    study("--jobs", "0").assertFailure(2, "jobs must be at least 1");
    vinyl("study", "--preset", "small", "--out", out)
        .assertFailure(1, "data.unlabelled is not given");
  }
}
