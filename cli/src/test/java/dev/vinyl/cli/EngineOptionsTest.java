package dev.vinyl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.vinyl.cli.console.Console;
import dev.vinyl.cli.console.Terminal;
import dev.vinyl.nativeconfig.Device;
import dev.vinyl.nativeconfig.ExecutionProvider;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

final class EngineOptionsTest {
  private final StringWriter err = new StringWriter();

  private final Console console =
      new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), Terminal.detect());

  @BeforeAll
  static void loadWhatEveryTestOfThisJvmShares() {
    CommandLineFixture.vinyl("--version");
  }

  private static EngineOptions parse(String... args) {
    return CommandLine.populateCommand(new EngineOptions(), args);
  }

  private static boolean deviceIsUsable() {
    return Device.auto().choose().provider().equals(ExecutionProvider.cuda(0));
  }

  @Test
  void automaticChoiceIsSaidOnce() {
    assumeFalse(deviceIsUsable(), "there is a GPU");
    assertThat(parse("--device", "auto").settings(console)).isNotNull();
    assertThat(err.toString())
        .hasLineCount(1)
        .startsWith("device: cpu, since cuda:0 cannot be used: ");
  }

  @Test
  void chosenProcessorIsNotWorthALine() {
    assertThat(parse().settings(console)).isNotNull();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void deviceThatIsNotThereIsAnErrorWithTheReason() {
    assumeFalse(deviceIsUsable(), "there is a GPU");
    EngineOptions options = parse("--device", "cuda:0");
    assertThatThrownBy(() -> options.settings(console))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("cannot use cuda:0: ");
  }

  @Test
  void tensorRtIsRefusedForTraining() {
    EngineOptions options = parse("--device", "tensorrt:1");
    assertThatThrownBy(() -> options.settings(console))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--device tensorrt:1 runs models and cannot train; train on cpu, cuda:N or auto");
  }

  @Test
  void unknownDeviceIsNamedWithWhatThereIs() {
    assertThatThrownBy(() -> parse("--device", "gpu"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("device must be auto, cpu, cuda:N or tensorrt:N, got 'gpu'");
  }
}
