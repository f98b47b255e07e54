package dev.vinyl.training.internal.tensorboard;

import static dev.vinyl.training.internal.tensorboard.EventFile.field;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.vinyl.runtime.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventWriterTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2023-11-14T22:13:20.25Z")); // Unix time 1700000000.25

  @TempDir private Path folder;

  @Test
  void theTestsChecksumIsCrc32c() {
    // The check value that the catalogues of checksums give.
    assertThat(EventFile.crc32c("123456789".getBytes(US_ASCII))).isEqualTo(0xe3069283L);
  }

  @Test
  void aNewRunBeginsWithTheVersionAndTheStartOfASession() throws IOException {
    Path file;
    try (EventWriter events = EventWriter.open(folder.resolve("a/b"), 0, CLOCK)) {
      file = events.file();
    }

    assertThat(file.getParent()).isEqualTo(folder.resolve("a/b"));
    assertThat(file.getFileName().toString())
        .matches("events\\.out\\.tfevents\\.1700000000\\..+\\.000");
    List<Message> events = EventFile.read(file);
    assertThat(events)
        .hasSize(2)
        .allSatisfy(event -> assertThat(field(event, "wall_time")).isEqualTo(1700000000.25));
    assertThat(field(events.get(0), "file_version")).isEqualTo("brain.Event:2");
    assertThat(field(events.get(0), "step")).isEqualTo(0L);
    assertThat(field(events.get(1), "session_log", "status")).hasToString("START");
    assertThat(field(events.get(1), "step")).isEqualTo(0L);
  }

  @Test
  void aResumedRunStartsItsOwnFileAtItsFirstStep() throws IOException {
    EventWriter.open(folder, 0, CLOCK).close();
    EventWriter.open(folder, 101, CLOCK).close();

    List<Path> files = EventFile.filesOf(folder);
    assertThat(files).hasSize(2);
    Message firstStart = EventFile.read(files.get(0)).get(1);
    assertThat(field(firstStart, "step")).isEqualTo(0L);
    Message secondStart = EventFile.read(files.get(1)).get(1);
    assertThat(field(secondStart, "session_log", "status")).hasToString("START");
    assertThat(field(secondStart, "step")).isEqualTo(101L);
  }

  @Test
  void filesOfTheSameSecondSortAsTheyWereBegun() throws IOException {
    for (int step = 0; step < 12; step++) {
      EventWriter.open(folder, step, CLOCK).close();
    }

    assertThat(EventFile.filesOf(folder))
        .extracting(file -> field(EventFile.read(file).get(1), "step"))
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
  }

  @Test
  void keepsScalarsWithTheirTagStepAndTime() throws IOException {
    Path file;
    Instant[] now = {Instant.ofEpochSecond(1_700_000_000)};
    try (EventWriter events = EventWriter.open(folder, 0, () -> now[0])) {
      file = events.file();
      now[0] = Instant.ofEpochSecond(1_700_000_001, 500_000_000);
      events.scalar("train/loss", 3_000_000_000L, 0.1);
      events.scalar("zero", 0, 0.0);
    }

    Message loss = EventFile.read(file).get(2);
    assertThat(field(loss, "wall_time")).isEqualTo(1700000001.5);
    assertThat(field(loss, "step")).isEqualTo(3_000_000_000L);
    assertThat(field(loss, "summary", "value", "tag")).isEqualTo("train/loss");
    assertThat(field(loss, "summary", "value", "simple_value")).isEqualTo(0.1f);
    Message zero = EventFile.read(file).get(3);
    assertThat(field(zero, "summary", "value", "simple_value")).isEqualTo(0f);
  }

  @Test
  void keepsNumbersThatAreNotFinite() throws IOException {
    Path file;
    try (EventWriter events = EventWriter.open(folder, 0, CLOCK)) {
      file = events.file();
      events.scalar("x", 1, Double.NaN);
      events.scalar("x", 2, Double.POSITIVE_INFINITY);
      events.scalar("x", 3, Double.NEGATIVE_INFINITY);
    }

    assertThat(EventFile.read(file).subList(2, 5))
        .extracting(event -> field(event, "summary", "value", "simple_value"))
        .containsExactly(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
  }

  @Test
  void keepsEveryPixelOfAImage() throws IOException {
    byte[] pixels = new byte[5 * 3 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 83);
    }
    Path file;
    try (EventWriter events = EventWriter.open(folder, 0, CLOCK)) {
      file = events.file();
      events.image("sample", 7, new RgbImage(5, 3, pixels));
    }

    Message event = EventFile.read(file).get(2);
    assertThat(field(event, "step")).isEqualTo(7L);
    Message value = (Message) field(event, "summary", "value");
    assertThat(field(value, "tag")).isEqualTo("sample");
    assertThat(field(value, "image", "width")).isEqualTo(5);
    assertThat(field(value, "image", "height")).isEqualTo(3);
    assertThat(field(value, "image", "colorspace")).isEqualTo(3); // RGB
    byte[] png = ((ByteString) field(value, "image", "encoded_image_string")).toByteArray();
    assertThat(png).startsWith(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(png));
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 5; x++) {
        int at = (y * 5 + x) * 3;
        assertThat(decoded.getRaster().getPixel(x, y, (int[]) null))
            .containsExactly((at * 83) & 0xff, ((at + 1) * 83) & 0xff, ((at + 2) * 83) & 0xff);
      }
    }
  }

  @Test
  void everyFlippedBitIsFoundByTheChecksums() throws IOException {
    Path file;
    try (EventWriter events = EventWriter.open(folder, 5, CLOCK)) {
      file = events.file();
      events.scalar("loss", 6, 0.5);
    }

    byte[] bytes = Files.readAllBytes(file);
    assertThat(EventFile.parse(bytes)).hasSize(3);
    for (int at = 0; at < bytes.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = EventFile.flipped(bytes, at, bit);
        assertThatIOException()
            .as("bit %d of byte %d", bit, at)
            .isThrownBy(() -> EventFile.parse(damaged));
      }
    }
  }

  @Test
  void flushedValuesCanBeReadWhileTheFileIsOpen() throws IOException {
    try (EventWriter events = EventWriter.open(folder, 0, CLOCK)) {
      assertThat(EventFile.read(events.file())).hasSize(2);
      events.scalar("loss", 1, 0.5);
      events.flush();
      assertThat(EventFile.read(events.file())).hasSize(3);
    }
  }

  @Test
  void saysWhichFolderCannotBeMade() throws IOException {
    Path file = Files.writeString(folder.resolve("taken"), "");

    assertThatIOException()
        .isThrownBy(() -> EventWriter.open(file, 0, CLOCK))
        .withMessage("cannot write %s: %s is a file, not a folder", file, file);
  }

  @Test
  void saysWhichFileCannotBeWritten() {
    EventWriter events = new EventWriter(Path.of("run/events"), new FullDisk(), CLOCK);
    String message =
        "cannot write run%sevents: the disk is full; free some space or choose another folder"
            .formatted(folder.getFileSystem().getSeparator());

    assertThatIOException()
        .isThrownBy(() -> events.image("large", 1, noise(64, 64)))
        .withMessage(message);
    assertThatIOException()
        .isThrownBy(
            () -> {
              events.scalar("loss", 1, 0.5);
              events.flush();
            })
        .withMessage(message);
    assertThatIOException().isThrownBy(events::close).withMessage(message);
  }

  @Test
  void refusesWhatComesAfterTheEnd() throws IOException {
    EventWriter events = EventWriter.open(folder, 0, CLOCK);
    events.close();
    events.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> events.scalar("loss", 1, 0.5))
        .withMessageContaining(events.file().toString());
    assertThat(EventFile.read(events.file())).hasSize(2);
  }

  @Test
  void refusesANegativeFirstStep() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventWriter.open(folder, -1, CLOCK))
        .withMessageContaining("-1");
    assertThat(EventFile.filesOf(folder)).isEmpty();
  }

  /** An image whose PNG does not fit into a writer's buffer. */
  private static RgbImage noise(int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    new Random(1).nextBytes(pixels);
    return new RgbImage(width, height, pixels);
  }

  private static final class FullDisk extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      throw new IOException("No space left on device");
    }
  }
}
