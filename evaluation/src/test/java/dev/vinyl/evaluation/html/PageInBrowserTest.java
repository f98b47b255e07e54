package dev.vinyl.evaluation.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages in a headless Chromium, where one is on the path. A page is looked at as it is, within the
 * frame of another, whose script uses it and leaves what it found as text; {@code --dump-dom}
 * prints that.
 */
@Tag("slow")
class PageInBrowserTest {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final int SECONDS = 60;

  private static final String COUNT_PICTURES =
      """
      const pictures = [...page.images];
      found = pictures.filter((p) => p.complete).filter((p) => p.naturalWidth > 0).length
          + ' of ' + pictures.length;
      """;

  private static final String CLICK_SECOND_MODEL =
      "page.querySelectorAll('table.sortable th button')[2].click();";

  private static final String LIST_ROWS =
      """
      found = [...page.querySelectorAll('table.sortable tbody tr')].filter((row) => !row.hidden)
          .map((row) => row.cells[0].textContent.replace('picture_', '')).join(' ');
      """;

  private static final String SEARCH =
      """
      const input = page.querySelector('input[type=search]');
      input.value = 'RE_4';
      input.dispatchEvent(new Event('input'));
      """;

  private static final String OVERHANG =
      "found = page.documentElement.scrollWidth - page.documentElement.clientWidth;";

  @TempDir private Path folder;

  @BeforeAll
  static void browserIsHere() {
    assumeTrue(browser().isPresent(), "no Chromium on the path: pages are not opened in one");
  }

  @Test
  void evaluationPageShowsAllPictures() throws Exception {
    // 3 groups of one picture: itself, its truth, prediction and errors of two models.
    assertThat(ask(evaluation(1), COUNT_PICTURES)).isEqualTo("18 of 18");
  }

  @Test
  void geometryPageShowsAllPictures() throws Exception {
    // The picture, its mask and the scale of colours.
    assertThat(ask(geometry(), COUNT_PICTURES)).isEqualTo("3 of 3");
  }

  @Test
  void tableSortsByANumberWithUndefinedOnesLast() throws Exception {
    // Scores rise with i * 37 mod 101: 0, 37, 74, 10, 47; the second model has none for picture 3.
    assertThat(ask(evaluation(0), CLICK_SECOND_MODEL + LIST_ROWS)).isEqualTo("0 1 4 2 3");
    assertThat(ask(evaluation(0), CLICK_SECOND_MODEL + CLICK_SECOND_MODEL + LIST_ROWS))
        .isEqualTo("2 4 1 0 3");
  }

  @Test
  void searchHidesOtherPictures() throws Exception {
    assertThat(ask(evaluation(0), SEARCH + LIST_ROWS)).isEqualTo("4");
  }

  @Test
  void needsNoSidewaysScrollingOnANarrowScreen() throws Exception {
    assertThat(ask(evaluation(1), OVERHANG)).isEqualTo("0");
    assertThat(ask(geometry(), OVERHANG)).isEqualTo("0");
  }

  private static String evaluation(int perGroup) {
    return SamplePages.evaluation(List.of(SamplePages.picture()), 5, perGroup).toHtml();
  }

  private static String geometry() {
    return SamplePages.geometry(List.of(SamplePages.picture())).toHtml();
  }

  /**
   * What a script finds on a page that is 360 pixels wide.
   *
   * @throws IOException if Chromium fails, or has anything to say about the page in its console
   */
  private String ask(String html, String script) throws Exception {
    Files.writeString(folder.resolve("page.html"), html);
    Path outer =
        Files.writeString(
            folder.resolve("outer.html"),
            """
            <!DOCTYPE html><link rel='icon' href='data:,'>
            <iframe style='width:360px;height:800px;border:0' src='page.html'></iframe>
            <pre id='found'></pre>
            <script>
            onload = () => {
              const page = frames[0].document;
              let found = '';
              %s
              document.getElementById('found').textContent = found;
            };
            </script>
            """
                .formatted(script));
    String dom = dump(outer);
    String start = "<pre id=\"found\">";
    int from = dom.indexOf(start) + start.length();
    return dom.substring(from, dom.indexOf("</pre>", from));
  }

  private String dump(Path page) throws Exception {
    Path output = folder.resolve("dom.html");
    Path log = folder.resolve("log.txt");
    List<String> command = new ArrayList<>(List.of(browser().orElseThrow()));
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--allow-file-access-from-files",
            "--enable-logging=stderr",
            "--user-data-dir=" + Files.createTempDirectory(folder, "profile"),
            "--dump-dom",
            page.toUri().toString()));
    Process chromium =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(log.toFile())
            .start();
    if (!chromium.waitFor(SECONDS, TimeUnit.SECONDS)) {
      chromium.destroyForcibly();
      throw new IOException("Chromium did not answer within " + SECONDS + " seconds");
    }
    for (String line : Files.readAllLines(log)) {
      if (line.contains("CONSOLE")) {
        throw new IOException("Chromium says: " + line);
      }
    }
    return Files.readString(output);
  }

  private static Optional<String> browser() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    for (String place : path.split(File.pathSeparator, -1)) {
      for (String name : NAMES) {
        Path file = Path.of(place, name);
        if (Files.isExecutable(file)) {
          return Optional.of(file.toString());
        }
      }
    }
    return Optional.empty();
  }
}
