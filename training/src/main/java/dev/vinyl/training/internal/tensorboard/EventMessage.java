package dev.vinyl.training.internal.tensorboard;

import com.google.protobuf.CodedOutputStream;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.internal.io.IoConsumer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * The few messages of TensorFlow's {@code event.proto} and {@code summary.proto} that are written
 * here. Their generated classes would bring all of TensorFlow's messages along; the field numbers
 * never change, since every event file that exists depends on them.
 */
final class EventMessage {
  private static final int EVENT_WALL_TIME = 1;
  private static final int EVENT_STEP = 2;
  private static final int EVENT_FILE_VERSION = 3;
  private static final int EVENT_SUMMARY = 5;
  private static final int EVENT_SESSION_LOG = 7;
  private static final int SESSION_LOG_STATUS = 1;
  private static final int SESSION_LOG_STATUS_START = 1;
  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE_VALUE = 2;
  private static final int VALUE_IMAGE = 4;
  private static final int IMAGE_HEIGHT = 1;
  private static final int IMAGE_WIDTH = 2;
  private static final int IMAGE_COLORSPACE = 3;
  private static final int IMAGE_COLORSPACE_RGB = 3;
  private static final int IMAGE_ENCODED = 4;

  private EventMessage() {}

  /** What every file begins with. */
  static byte[] fileVersion(Instant time) throws IOException {
    return event(time, 0, out -> out.writeString(EVENT_FILE_VERSION, "brain.Event:2"));
  }

  static byte[] sessionStart(Instant time, long step) throws IOException {
    byte[] log = message(out -> out.writeEnum(SESSION_LOG_STATUS, SESSION_LOG_STATUS_START));
    return event(time, step, out -> out.writeByteArray(EVENT_SESSION_LOG, log));
  }

  static byte[] scalar(Instant time, long step, String tag, float value) throws IOException {
    return summary(time, step, tag, out -> out.writeFloat(VALUE_SIMPLE_VALUE, value));
  }

  static byte[] image(Instant time, long step, String tag, RgbImage pixels) throws IOException {
    byte[] image =
        message(
            out -> {
              out.writeInt32(IMAGE_HEIGHT, pixels.height());
              out.writeInt32(IMAGE_WIDTH, pixels.width());
              out.writeInt32(IMAGE_COLORSPACE, IMAGE_COLORSPACE_RGB);
              out.writeByteArray(IMAGE_ENCODED, png(pixels));
            });
    return summary(time, step, tag, out -> out.writeByteArray(VALUE_IMAGE, image));
  }

  private static byte[] summary(
      Instant time, long step, String tag, IoConsumer<CodedOutputStream> content)
      throws IOException {
    byte[] value =
        message(
            out -> {
              out.writeString(VALUE_TAG, tag);
              content.accept(out);
            });
    byte[] summary = message(out -> out.writeByteArray(SUMMARY_VALUE, value));
    return event(time, step, out -> out.writeByteArray(EVENT_SUMMARY, summary));
  }

  private static byte[] event(Instant time, long step, IoConsumer<CodedOutputStream> what)
      throws IOException {
    return message(
        out -> {
          out.writeDouble(EVENT_WALL_TIME, time.getEpochSecond() + time.getNano() / 1e9);
          out.writeInt64(EVENT_STEP, step);
          what.accept(out);
        });
  }

  private static byte[] message(IoConsumer<CodedOutputStream> fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.accept(out);
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] png(RgbImage pixels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(pixels.toBufferedImage(), "png", stream);
    }
    return bytes.toByteArray();
  }
}
