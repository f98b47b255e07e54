package dev.vinyl.runtime.internal.io;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotDownloadedTest {
  private static final String POINTER =
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";

  @Test
  void knowsAPointerOfGitLfs() {
    assertThat(NotDownloaded.reason(POINTER.getBytes(UTF_8)))
        .hasValue("is a git LFS pointer, not the file itself; run 'git lfs pull' in its folder");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html><html><head><title>Virus scan warning</title>",
        "\uFEFF\r\n  <HTML lang=\"en\">",
        "<!-- saved page --><html>"
      })
  void knowsAWebPage(String page) {
    assertThat(NotDownloaded.reason(page.getBytes(UTF_8)).orElse(""))
        .startsWith("is a web page, not the file itself; ");
  }

  @Test
  void quotesWhatAServerAnsweredInstead() {
    assertThat(NotDownloaded.reason("Entry not found".getBytes(UTF_8)))
        .hasValue(
            "is a text that begins with 'Entry not found', not the file itself; download it again");
    String refusal =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code></Error>";
    assertThat(NotDownloaded.reason(refusal.getBytes(UTF_8)).orElse(""))
        .contains("'<?xml version=\"1.0\" encoding=\"UTF-8\"?>'");
    assertThat(NotDownloaded.reason("a".repeat(100).getBytes(UTF_8)).orElse(""))
        .contains("'" + "a".repeat(40) + "...'");
  }

  @Test
  void takesATextForOneThatIsCutWithinACharacter() {
    byte[] cut = "a".repeat(NotDownloaded.BYTES - 1).concat("é").getBytes(UTF_8);
    assertThat(NotDownloaded.reason(cut)).isPresent();
    assertThat(NotDownloaded.reason(Arrays.copyOf(cut, NotDownloaded.BYTES))).isPresent();
  }

  @Test
  void knowsAnEmptyFile(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("a.onnx"));
    assertThat(NotDownloaded.reason(file)).hasValue("is empty; download or write it again");
    Files.writeString(file, POINTER);
    assertThat(NotDownloaded.reason(file).orElse("")).startsWith("is a git LFS pointer");
  }

  @Test
  void leavesBinaryFilesAlone() {
    byte[] onnx = {0x08, 0x0a, 0x12, 0x07, 'p', 'y', 't', 'o', 'r', 'c', 'h'};
    byte[] zip = {'P', 'K', 3, 4, 0, 0};
    byte[] safetensors = {'<', 0, 0, 0, 0, 0, 0, 0, '{', '}'};
    byte[] zeros = new byte[NotDownloaded.BYTES];
    assertThat(NotDownloaded.reason(onnx)).isEmpty();
    assertThat(NotDownloaded.reason(zip)).isEmpty();
    assertThat(NotDownloaded.reason(safetensors)).isEmpty();
    assertThat(NotDownloaded.reason(zeros)).isEmpty();
    assertThat(NotDownloaded.reason("<html>".getBytes(UTF_16LE))).isEmpty();
    assertThat(NotDownloaded.reason(new byte[] {'v', (byte) 0xff, (byte) 0xfe})).isEmpty();
  }
}
