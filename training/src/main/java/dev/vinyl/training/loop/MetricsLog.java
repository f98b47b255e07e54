package dev.vinyl.training.loop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * {@code metrics.jsonl}: a JSON object a line, {@code kind} saying whether it is of a {@code step},
 * an {@code epoch} or a {@code validation}. Each line is on its way to the disk before the next
 * step begins.
 */
public final class MetricsLog implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final FileChannel channel;
  private final OutputStream out;

  private MetricsLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
    this.out = new BufferedOutputStream(Channels.newOutputStream(channel));
  }

  /** Goes on behind so many bytes; what stands after them is cut off. */
  static MetricsLog open(Path file, long bytes) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      channel.truncate(bytes);
      channel.position(channel.size());
      return new MetricsLog(file, channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Appends a step's line. */
  public void write(StepReport step) throws IOException {
    write("step", step);
  }

  /** Appends an epoch's line. */
  public void write(EpochReport epoch) throws IOException {
    write("epoch", epoch);
  }

  /** Appends a validation's line. */
  public void write(ValidationReport validation) throws IOException {
    write("validation", validation);
  }

  /** How long the file is. */
  long bytes() throws IOException {
    return channel.position();
  }

  private void write(String kind, Record values) throws IOException {
    ObjectNode line = JSON.createObjectNode().put("kind", kind);
    line.setAll((ObjectNode) JSON.valueToTree(values));
    try {
      out.write(JSON.writeValueAsBytes(line));
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
