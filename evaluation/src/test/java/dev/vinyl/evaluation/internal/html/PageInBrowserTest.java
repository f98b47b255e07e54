package dev.vinyl.evaluation.internal.html;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages in a headless Chromium, where one is on the path. A page is looked at as it is, within the
 * frame of another, whose script uses it and leaves what it found as text; {@code --dump-dom}
 * prints that.
 */
class PageInBrowserTest {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final int SECONDS = 60;

  private static final String COMMON =
      """
      const show = (name, value) => found += name + ': ' + value + '\\n';
      const images = [...page.images];
      show('images', images.filter((p) => p.complete && p.naturalWidth > 0).length
          + ' of ' + images.length);
      show('overhang', page.documentElement.scrollWidth - page.documentElement.clientWidth);
      """;

  private static final String USE_TABLE =
      """
      const rows = () => [...page.querySelectorAll('#all-images table.sortable tbody tr')]
          .filter((row) => !row.hidden)
          .map((row) => row.cells[0].textContent.replace('image_', '')).join(' ');
      const secondModel = page.querySelectorAll('#all-images table.sortable th button')[2];
      secondModel.click();
      show('sorted', rows());
      secondModel.click();
      show('sorted again', rows());
      const input = page.querySelector('input[type=search]');
      input.value = 'GE_4';
      input.dispatchEvent(new Event('input'));
      show('searched', rows());
      """;

  /** The table of classes and, of the first model, that of confusions. */
  private static final String USE_CLASSES =
      """
      page.querySelectorAll('details').forEach((details) => details.open = true);
      show('overhang of all', page.documentElement.scrollWidth - page.documentElement.clientWidth);
      const table = page.querySelector('#classes table.sortable');
      const input = page.querySelector('#classes input[type=search]');
      const sort = (column) => table.querySelectorAll('th button')[column].click();
      const ends = () => [...table.tBodies[0].rows].map((row) => row.cells[0].textContent);
      show('rows', table.tBodies[0].rows.length);
      sort(2);
      show('lowest', ends()[0]);
      show('without a score', ends().slice(-2).join(', '));
      sort(2);
      show('still last', ends().slice(-2).join(', '));
      sort(1);
      show('rarest', ends()[0]);
      input.value = 'river 10';
      input.dispatchEvent(new Event('input'));
      show('found', page.querySelector('#classes .found').textContent);
      const pairs = page.querySelector('#confusion table.sortable');
      const search = page.querySelector('#confusion input[type=search]');
      search.value = 'wall 0 \u2192 building, edifice 1';
      search.dispatchEvent(new Event('input'));
      show('pairs', [...pairs.tBodies[0].rows].filter((row) => !row.hidden)
          .map((row) => row.cells[0].textContent).slice(0, 1).join());
      """;

  @TempDir private Path folder;

  @BeforeAll
  static void browserIsHere() {
    assumeTrue(browser().isPresent(), "no Chromium on the path: pages are not opened in one");
  }

  @Test
  void evaluationPageShowsItsImagesAndSortsItsTable() throws Exception {
    String html = SamplePages.evaluation(List.of(SamplePages.image()), 5, 1).toHtml();

    // 3 groups of one image: itself, its ground truth, prediction and errors of two models. Scores
    // rise
    // with i * 37 mod 101: 0, 37, 74, 10, 47; the second model has none for image 3, which stays
    // last whichever way the table is sorted.
    assertThat(ask(html, COMMON + USE_TABLE))
        .containsExactly(
            "images: 18 of 18",
            "overhang: 0",
            "sorted: 0 1 4 2 3",
            "sorted again: 2 4 1 0 3",
            "searched: 4");
  }

  @Test
  void aTableOfManyClassesIsSortedAndSearched() throws Exception {
    String html = SamplePages.ofManyClasses(150, 1).toHtml();

    // Class 147 is only predicted: IoU 0. 148 and 149 are absent, and stay last whichever way.
    // Names come in turn of 7, "river" at 6; 10, 100..109 have none: 6 + 7 k within them is 104.
    assertThat(ask(html, COMMON + USE_CLASSES))
        .containsExactly(
            "images: 4 of 4",
            "overhang: 0",
            "overhang of all: 0",
            "rows: 150",
            "lowest: wall 147",
            "without a score: building, edifice 148, chest of drawers, chest, bureau, dresser 149",
            "still last: building, edifice 148, chest of drawers, chest, bureau, dresser 149",
            "rarest: wall 147",
            "found: 1 of 150",
            "pairs: wall 0 \u2192 building, edifice 1");
  }

  @Test
  void geometryPageShowsItsImages() throws Exception {
    String html = SamplePages.geometry(List.of(SamplePages.image())).toHtml();

    // The image, its mask and the scale of colours.
    assertThat(ask(html, COMMON)).containsExactly("images: 3 of 3", "overhang: 0");
  }

  /**
   * What a script finds on a page that is 360 pixels wide.
   *
   * @throws IOException if Chromium fails, or has anything to say about the page in its console
   */
  private List<String> ask(String html, String script) throws Exception {
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
    return dom.substring(from, dom.indexOf("</pre>", from)).lines().toList();
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
