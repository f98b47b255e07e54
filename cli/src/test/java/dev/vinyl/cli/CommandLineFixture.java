package dev.vinyl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * What one run of the command line left behind.
 *
 * @param exitCode as the shell would see it
 * @param out standard output
 * @param err standard error
 */
record CommandLineFixture(int exitCode, String out, String err) {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  static {
    // A JVM loads ONNX Runtime once; whatever command comes first, a later one may train.
    OnnxRuntimeLibrary.loadForTraining();
  }

  /** Runs {@code vinyl args...} in this process. */
  static CommandLineFixture vinyl(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        VinylCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(args);
    return new CommandLineFixture(exitCode, out.toString(), err.toString());
  }

  List<String> outLines() {
    return out.lines().toList();
  }

  List<String> errLines() {
    return err.lines().toList();
  }

  /** Standard output as the one JSON object that it has to be. */
  JsonNode json() throws IOException {
    JsonNode json = JSON.readTree(out);
    assertThat(json.isObject()).as(err).isTrue();
    return json;
  }

  /** Asserts that nothing came out but one readable line that names something. */
  void assertFailure(int expectedExitCode, String named) {
    assertThat(exitCode).as(err).isEqualTo(expectedExitCode);
    assertThat(out).isEmpty();
    assertThat(errLines()).hasSize(1);
    assertThat(err).startsWith("vinyl: ").contains(named).doesNotContain("Exception");
  }
}
