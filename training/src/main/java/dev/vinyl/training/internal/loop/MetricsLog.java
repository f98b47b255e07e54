package dev.vinyl.training.internal.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.evaluation.internal.json.Json;
import dev.vinyl.training.loop.TrainingListener.EpochReport;
import dev.vinyl.training.loop.TrainingListener.StepReport;
import dev.vinyl.training.loop.TrainingListener.ValidationReport;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * {@code metrics.jsonl}: a JSON object a line, {@code kind} saying whether it is of a {@code step},
 * an {@code epoch} or a {@code validation}, {@code time} when it was written (ISO 8601, UTC). Each
 * line is on its way to the disk before the next step begins.
 */
public final class MetricsLog implements AutoCloseable {
  /** Always as long, so that equal runs have equal lengths up to a checkpoint. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

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

  /** The loss of the last epoch that a file has a line of, if any. */
  static OptionalDouble lastEpochLoss(Path file) throws IOException {
    OptionalDouble loss = OptionalDouble.empty();
    if (!Files.exists(file)) {
      return loss;
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{\"kind\":\"epoch\"")) {
          JsonNode value = Json.mapper().readTree(line).path("loss");
          loss = value.isNumber() ? OptionalDouble.of(value.asDouble()) : loss;
        }
      }
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw new IOException(file + ": is damaged: " + e.getMessage(), e);
    }
    return loss;
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
    ObjectNode line = Json.mapper().createObjectNode().put("kind", kind);
    line.put("time", TIME.format(Instant.now()));
    line.setAll((ObjectNode) Json.mapper().valueToTree(values));
    try {
      out.write(Json.mapper().writeValueAsBytes(line));
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
