package dev.vinyl.training.internal.tensorboard;

import dev.vinyl.nativeconfig.internal.IoReasons;
import dev.vinyl.runtime.image.RgbImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Writes scalars and images into a folder that TensorBoard shows as one run.
 *
 * <pre>{@code
 * try (EventWriter events = EventWriter.open(folder, 0)) {
 *   events.scalar("train/loss", 1, 0.69);
 * }
 * }</pre>
 *
 * <p>Each writer begins a file of its own, {@code events.out.tfevents.SECONDS.HOST.NUMBER}; the
 * names sort in the order in which the files were begun (while the clock goes forward), which is
 * the order that TensorBoard reads them in. Files of earlier writers are left alone. A file that
 * breaks off, as after a crash, is read up to its last whole record.
 *
 * <p>Values have the form that TensorFlow 1 and PyTorch write ({@code simple_value} and {@code
 * image}), not the tensors with plugin data of TensorFlow 2. TensorBoard 2 reads both: it
 * translates the former when it loads them ({@code data_compat}, in its Python reader and in its
 * data server).
 *
 * <p>Not for use by several threads at once. Errors of the disk arrive as an {@link IOException} of
 * one line that names the file.
 */
public final class EventWriter implements AutoCloseable {
  private final Path file;
  private final OutputStream out;
  private final InstantSource clock;
  private boolean closed;

  EventWriter(Path file, OutputStream out, InstantSource clock) {
    this.file = file;
    this.out = new BufferedOutputStream(out);
    this.clock = clock;
  }

  /**
   * Begins a file, with the system's clock for the time of its values.
   *
   * @see #open(Path, long, InstantSource)
   */
  public static EventWriter open(Path folder, long firstStep) throws IOException {
    return open(folder, firstStep, InstantSource.system());
  }

  /**
   * Begins a file.
   *
   * <p>Its second record says that a session starts at the first step. At every start but a
   * folder's first, TensorBoard drops what earlier files hold at that step and after it: a resumed
   * run takes those steps again. A new run says it too, since its start is the first one. (The fast
   * data server passes over starts; there a tag's points go when the tag is written again at their
   * step or an earlier one.)
   *
   * @param folder made with its parents if it is missing; the caller closes the writer
   * @param firstStep the first step that will be written: 0 for a new run, one more than the
   *     checkpoint's for a resumed one
   * @param clock gives every value its time, to be read as Unix time
   * @throws IOException if the folder or the file cannot be made
   * @throws IllegalArgumentException if the step is negative
   */
  public static EventWriter open(Path folder, long firstStep, InstantSource clock)
      throws IOException {
    if (firstStep < 0) {
      throw new IllegalArgumentException("a run cannot start at step " + firstStep);
    }
    EventWriter writer = create(folder, clock);
    try {
      writer.append(EventMessage.fileVersion(clock.instant()));
      writer.append(EventMessage.sessionStart(clock.instant(), firstStep));
      writer.flush();
      return writer;
    } catch (IOException e) {
      try (writer) {
        throw e;
      }
    }
  }

  /** The file that is written. */
  public Path file() {
    return file;
  }

  /**
   * Adds a point to a curve.
   *
   * @param tag the curve's name; those that share what stands before a slash are shown together
   * @param step optimizer steps since the run began
   * @param value kept as a float; NaN and infinities are written as they are
   * @throws IOException if the file cannot be written
   * @throws IllegalStateException if the writer was closed
   */
  public void scalar(String tag, long step, double value) throws IOException {
    append(EventMessage.scalar(clock.instant(), step, tag, (float) value));
  }

  /**
   * Adds an image to a series.
   *
   * @param tag the series' name, none that a curve has
   * @param step optimizer steps since the run began
   * @param image stored as PNG, so without loss
   * @throws IOException if the file cannot be written
   * @throws IllegalStateException if the writer was closed
   */
  public void image(String tag, long step, RgbImage image) throws IOException {
    append(EventMessage.image(clock.instant(), step, tag, image));
  }

  /**
   * Makes everything so far visible to those who read the file. Without it they see it some
   * kilobytes at a time.
   */
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** Writes what is left and closes the file; a second time it does nothing. */
  @Override
  public void close() throws IOException {
    closed = true;
    try {
      out.close();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private void append(byte[] event) throws IOException {
    if (closed) {
      throw new IllegalStateException("nothing more can be written to " + file + ": it is closed");
    }
    try {
      out.write(TfRecord.frame(event));
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static EventWriter create(Path folder, InstantSource clock) throws IOException {
    try {
      // Asked first, because createDirectories refuses a link to a folder on JDK 17.
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw failure(folder, e);
    }
    long second = clock.instant().getEpochSecond();
    String host = host();
    for (int number = 0; ; number++) {
      Path file =
          folder.resolve(
              String.format(
                  Locale.ROOT, "events.out.tfevents.%010d.%s.%03d", second, host, number));
      try {
        return new EventWriter(
            file,
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            clock);
      } catch (FileAlreadyExistsException e) {
        // It was begun within the same second: the next number.
      } catch (IOException e) {
        throw failure(file, e);
      }
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static IOException failure(Path path, IOException cause) {
    return new IOException("cannot write " + path + ": " + IoReasons.of(cause), cause);
  }

  /**
   * TensorFlow's framing of records, little-endian: length (8 bytes), checksum of the length (4),
   * payload, checksum of the payload (4).
   *
   * <p>A checksum is a CRC-32C that is rotated and shifted by a constant, so that a payload which
   * itself holds checksums does not weaken it.
   */
  private static final class TfRecord {
    private static final int MASK_DELTA = 0xa282ead8;

    private TfRecord() {}

    static byte[] frame(byte[] payload) {
      ByteBuffer record =
          ByteBuffer.allocate(Long.BYTES + Integer.BYTES + payload.length + Integer.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(payload.length);
      record.putInt(maskedCrc(record.array(), Long.BYTES));
      record.put(payload).putInt(maskedCrc(payload, payload.length));
      return record.array();
    }

    private static int maskedCrc(byte[] bytes, int length) {
      CRC32C crc = new CRC32C();
      crc.update(bytes, 0, length);
      return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    }
  }
}
