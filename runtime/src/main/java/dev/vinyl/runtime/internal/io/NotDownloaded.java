package dev.vinyl.runtime.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Recognises what lies under a model's or a weight file's name where the file itself was never
 * downloaded: git's placeholder for a large file, the page or the words with which a server
 * refused, nothing at all. Both kinds of file are binary, so a text is never one of them.
 */
public final class NotDownloaded {
  /** As many bytes as it takes to tell; more are not looked at. */
  public static final int BYTES = 512;

  private static final List<String> LFS_POINTERS =
      List.of(
          "version https://git-lfs.github.com/spec/", "version https://hawser.github.com/spec/");
  private static final List<String> PAGES =
      List.of("<!doctype html", "<html", "<head", "<body", "<script", "<!--");
  private static final int SHOWN = 40;

  private NotDownloaded() {}

  /**
   * Looks at a file.
   *
   * @return as {@link #reason(byte[])}
   * @throws IOException if it cannot be read
   */
  public static Optional<String> reason(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return reason(in.readNBytes(BYTES));
    }
  }

  /**
   * Looks at the beginning of a file.
   *
   * @param start its first {@link #BYTES} bytes, or all that it has
   * @return what is there and what to do, to stand behind the file's name and a colon: {@code is a
   *     git LFS pointer, not the file itself; run 'git lfs pull' in its folder}. Empty if it is
   *     none of these
   */
  public static Optional<String> reason(byte[] start) {
    if (start.length == 0) {
      return Optional.of("is empty; download or write it again");
    }
    return text(Arrays.copyOf(start, Math.min(start.length, BYTES))).map(NotDownloaded::reason);
  }

  /**
   * Looks at the beginning of a file that may be text itself, or for which others have better
   * words.
   *
   * @param start its first {@link #BYTES} bytes, or all that it has
   * @return as {@link #reason(byte[])}, where it is a git LFS pointer or a web page
   */
  public static Optional<String> placeholder(byte[] start) {
    return text(Arrays.copyOf(start, Math.min(start.length, BYTES)))
        .flatMap(NotDownloaded::placeholder);
  }

  private static Optional<String> placeholder(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (LFS_POINTERS.stream().anyMatch(lower::startsWith)) {
      return Optional.of(
          "is a git LFS pointer, not the file itself; run 'git lfs pull' in its folder");
    }
    if (PAGES.stream().anyMatch(lower::startsWith)) {
      return Optional.of(
          "is a web page, not the file itself; open it in a browser to see what the server wants,"
              + " then download the file again");
    }
    return Optional.empty();
  }

  private static String reason(String text) {
    return placeholder(text).orElseGet(() -> otherText(text));
  }

  private static String otherText(String text) {
    String line = text.lines().findFirst().orElse(text);
    String shown = line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
    return "is a text that begins with '%s', not the file itself; download it again"
        .formatted(shown);
  }

  /** The bytes as text without leading blanks; empty if they are none, or blanks alone. */
  private static Optional<String> text(byte[] start) {
    CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    CharBuffer characters = CharBuffer.allocate(start.length);
    // Told that more may follow, the decoder lets a character pass that is cut at the end.
    if (utf8.decode(ByteBuffer.wrap(start), characters, false).isError()) {
      return Optional.empty();
    }
    String text = characters.flip().toString();
    boolean readable =
        text.chars().allMatch(c -> (c >= ' ' && c != 0x7f) || "\t\r\n".indexOf(c) >= 0);
    String stripped = (text.startsWith("\uFEFF") ? text.substring(1) : text).strip();
    return readable && !stripped.isEmpty() ? Optional.of(stripped) : Optional.empty();
  }
}
