package dev.vinyl.runtime.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads text that people wrote, on whatever system: UTF-8, with or without the byte-order mark that
 * some editors put before it. Other encodings are refused, never guessed.
 */
public final class TextFiles {
  private static final int LINE_FEED = '\n';

  private TextFiles() {}

  /**
   * A file's text without a byte-order mark; line ends stay as they are.
   *
   * @throws TextException if it is not text in UTF-8
   * @throws IOException if the file cannot be read
   */
  public static String read(Path file) throws IOException {
    return decode(Files.readAllBytes(file));
  }

  /**
   * A file's lines, whether they end with LF, CR LF or CR, without blanks at their ends.
   *
   * @throws TextException if it is not text in UTF-8
   * @throws IOException if the file cannot be read
   */
  public static List<String> lines(Path file) throws IOException {
    return read(file).lines().map(String::stripTrailing).toList();
  }

  /**
   * The text of a file's bytes, without a byte-order mark.
   *
   * @throws TextException if they are not text in UTF-8
   */
  public static String decode(byte[] bytes) throws TextException {
    if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
      throw new TextException("is text in UTF-16; save it as UTF-8");
    }
    if (startsWith(bytes, 0, 0, 0xfe, 0xff)) {
      throw new TextException("is text in UTF-32; save it as UTF-8");
    }
    int mark = startsWith(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0;
    ByteBuffer in = ByteBuffer.wrap(bytes, mark, bytes.length - mark);
    CharBuffer out = CharBuffer.allocate(in.remaining());
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // it stops at what it can't read
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new TextException(
          lineOf(bytes, in.position()),
          "the byte 0x%02x is no UTF-8; save the file as UTF-8"
              .formatted(bytes[in.position()] & 0xff));
    }
    String text = out.flip().toString();
    int zero = text.indexOf('\0');
    if (zero >= 0) {
      throw new TextException(
          1 + (int) text.chars().limit(zero).filter(c -> c == LINE_FEED).count(),
          "a zero byte is no text (is it UTF-16?); save the file as UTF-8");
    }
    return text;
  }

  private static boolean startsWith(byte[] bytes, int... expected) {
    if (bytes.length < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((bytes[i] & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  private static int lineOf(byte[] bytes, int position) {
    int line = 1;
    for (int i = 0; i < position; i++) {
      line += bytes[i] == LINE_FEED ? 1 : 0;
    }
    return line;
  }
}
