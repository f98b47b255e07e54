package dev.vinyl.runtime.internal.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextFilesTest {
  @TempDir private Path folder;

  @Test
  void everySystemsLinesAreTheSame() throws IOException {
    Path file = write("\uFEFFCät_1 1 \r\n\nb\rc\t \n", UTF_8);

    assertThat(TextFiles.lines(file)).containsExactly("Cät_1 1", "", "b", "c");
    assertThat(TextFiles.read(file)).isEqualTo("Cät_1 1 \r\n\nb\rc\t \n");
    assertThat(TextFiles.lines(write("", UTF_8))).isEmpty();
    assertThat(TextFiles.lines(write("\uFEFF", UTF_8))).isEmpty();
  }

  @Test
  void onlyTheFirstMarkIsRemoved() throws IOException {
    assertThat(TextFiles.read(write("\uFEFF\uFEFFa", UTF_8))).isEqualTo("\uFEFFa");
  }

  @Test
  void otherEncodingsAreRefusedWithTheReason() throws IOException {
    refused(write("\uFEFFa b", UTF_16LE), "is text in UTF-16; save it as UTF-8");
    refused(write("\uFEFFa b", UTF_16BE), "is text in UTF-16; save it as UTF-8");
    refused(write("\uFEFFa b", Charset.forName("UTF-32BE")), "is text in UTF-32; save it as UTF-8");
    refused(write("a\u0000\nb", UTF_8), "line 1: a zero byte is no text");
    refused(write("a b\nc d", UTF_16LE), "line 1: a zero byte is no text");
    refused(
        write("one\ntwo\nCät_1 1 1 1\n", ISO_8859_1),
        "line 3: the byte 0xe4 is no UTF-8; save the file as UTF-8");
    Path cut = folder.resolve("cut");
    Files.write(cut, new byte[] {'a', '\n', (byte) 0xc3});
    refused(cut, "line 2: the byte 0xc3 is no UTF-8");
  }

  private Path write(String text, Charset encoding) throws IOException {
    return Files.write(folder.resolve("text"), text.getBytes(encoding));
  }

  private static void refused(Path file, String message) {
    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> TextFiles.read(file))
        .withMessageStartingWith(message);
  }
}
