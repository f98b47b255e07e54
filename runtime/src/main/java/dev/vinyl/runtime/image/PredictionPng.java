package dev.vinyl.runtime.image;

import dev.vinyl.runtime.internal.io.AtomicFile;
import dev.vinyl.runtime.internal.io.Sha256;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * PNG files as {@link ImageFiles} writes them that also say that a model made them: as their last
 * text ({@code Software}) they hold the SHA-256 of all their other bytes. So a prediction may be
 * replaced by the next one, but not a mask that somebody drew, or corrected.
 */
public final class PredictionPng {
  private static final String KEYWORD = "Software";
  private static final String TEXT = "Vinyl prediction, SHA-256 of the rest ";
  private static final int TEXT_BYTES = KEYWORD.length() + 1 + TEXT.length() + 64;

  /** Length, type and checksum of a chunk. */
  private static final int FRAME_BYTES = 12;

  private static final int MARK_BYTES = FRAME_BYTES + TEXT_BYTES;
  private static final int END_BYTES = FRAME_BYTES;

  private PredictionPng() {}

  /**
   * Writes an image as 8-bit RGB PNG.
   *
   * @throws IOException one line with the path, if it cannot be written
   */
  public static void write(RgbImage image, Path file) throws IOException {
    write(ImageFiles.rows(image), file);
  }

  /**
   * Writes a mask as 8-bit palette PNG; as {@link ImageFiles#writeIndexedPng}.
   *
   * @throws IOException one line with the path, if it cannot be written
   */
  public static void write(ClassMask mask, Palette palette, Path file) throws IOException {
    write(ImageFiles.indexed(mask, palette), file);
  }

  static void write(RenderedImage image, Path file) throws IOException {
    AtomicFile.write(
        file,
        out -> {
          Marking marking = new Marking(out);
          ImageFiles.encode(image, marking);
          marking.finish();
        });
  }

  /** Passes a PNG on, and puts the mark before its last chunk. */
  private static final class Marking extends OutputStream {
    private final OutputStream out;
    private final MessageDigest digest = Sha256.digest();
    private final byte[] last = new byte[END_BYTES]; // held back
    private int held;

    Marking(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      digest.update(bytes, from, length);
      int passing = Math.max(0, held + length - END_BYTES);
      int ofHeld = Math.min(held, passing);
      out.write(last, 0, ofHeld);
      out.write(bytes, from, passing - ofHeld);
      System.arraycopy(last, ofHeld, last, 0, held - ofHeld);
      held -= ofHeld;
      int rest = length - (passing - ofHeld);
      System.arraycopy(bytes, from + length - rest, last, held, rest);
      held += rest;
    }

    void finish() throws IOException {
      out.write(mark(digest));
      out.write(last, 0, held);
    }
  }

  /**
   * Whether a file is a prediction that nobody has changed since it was written.
   *
   * @throws IOException if it cannot be read
   */
  public static boolean isUnchanged(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      long before = channel.size() - MARK_BYTES - END_BYTES;
      if (before < 0) {
        return false;
      }
      byte[] last = new byte[MARK_BYTES + END_BYTES];
      InputStream in = Channels.newInputStream(channel.position(before));
      if (in.readNBytes(last, 0, last.length) < last.length || !looksMarked(last)) {
        return false;
      }
      MessageDigest digest = Sha256.digest();
      update(digest, channel.position(0), before);
      digest.update(last, MARK_BYTES, END_BYTES);
      return Arrays.equals(mark(digest), Arrays.copyOf(last, MARK_BYTES));
    }
  }

  /** Spares most foreign files from being read as a whole. */
  private static boolean looksMarked(byte[] last) {
    return new String(last, 8, TEXT_BYTES, StandardCharsets.ISO_8859_1).contains(TEXT);
  }

  private static void update(MessageDigest digest, FileChannel channel, long bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    for (long left = bytes; left > 0; ) {
      buffer.clear().limit((int) Math.min(left, buffer.capacity()));
      int count = channel.read(buffer);
      if (count < 0) {
        return;
      }
      digest.update(buffer.flip());
      left -= count;
    }
  }

  /** A tEXt chunk: length, type, text, checksum of type and text. */
  private static byte[] mark(MessageDigest digest) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes("tEXt".getBytes(StandardCharsets.ISO_8859_1));
    text.writeBytes((KEYWORD + "\0" + TEXT).getBytes(StandardCharsets.ISO_8859_1));
    text.writeBytes(Sha256.hex(digest).getBytes(StandardCharsets.ISO_8859_1));
    CRC32 crc = new CRC32();
    crc.update(text.toByteArray());
    return ByteBuffer.allocate(MARK_BYTES)
        .putInt(TEXT_BYTES)
        .put(text.toByteArray())
        .putInt((int) crc.getValue())
        .array();
  }
}
