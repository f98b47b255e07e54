package dev.vinyl.training.loop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * {@code metrics.jsonl}: a JSON object a line, {@code kind} saying whether it is of a {@code step}
 * or of an {@code epoch}. Each line is on its way to the disk before the next step begins.
 */
public final class MetricsLog implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final BufferedWriter out;

  private MetricsLog(Path file, BufferedWriter out) {
    this.file = file;
    this.out = out;
  }

  static MetricsLog open(Path file) throws IOException {
    BufferedWriter out =
        Files.newBufferedWriter(
            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return new MetricsLog(file, out);
  }

  /** Appends a step's line. */
  public void write(StepReport step) throws IOException {
    write("step", JSON.valueToTree(step));
  }

  /** Appends an epoch's line. */
  public void write(EpochReport epoch) throws IOException {
    write("epoch", JSON.valueToTree(epoch));
  }

  private void write(String kind, ObjectNode values) throws IOException {
    ObjectNode line = JSON.createObjectNode().put("kind", kind);
    line.setAll(values);
    try {
      out.write(JSON.writeValueAsString(line));
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
