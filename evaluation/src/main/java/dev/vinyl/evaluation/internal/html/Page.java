package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.runtime.internal.io.AtomicFile;
import dev.vinyl.runtime.internal.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What all pages share: style, script, the head that forbids the network, and parts of a page. */
final class Page {
  private static final int MOST_SKIPPED = 100;

  private Page() {}

  /** Everything above the sections; the caller closes {@code main}, then calls {@link #end}. */
  static Markup begin(String title, String summary) {
    String script = resource("page.js");
    Markup page = new Markup();
    page.trusted("<!DOCTYPE html>\n").open("html", "lang", "en").open("head").line();
    page.empty("meta", "charset", "utf-8");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    // Nothing is loaded, and no script runs but this one, whatever a file's name might contain.
    page.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-"
            + sha256(script)
            + "'");
    page.empty("link", "rel", "icon", "href", "data:,");
    page.leaf("title", title).line();
    page.open("style").trusted(resource("page.css")).close().line();
    page.close().line().open("body").open("header").leaf("h1", title);
    page.leaf("p", summary, "class", "lead").close().line();
    return page.mark().open("main").line();
  }

  static String end(Markup page, Provenance provenance) {
    page.close().line();
    provenance.appendTo(page);
    page.heading("provenance", "Provenance");
    page.atMark(contents(page.headings()));
    page.open("script").trusted(resource("page.js")).close().close().close().line();
    return page.finish();
  }

  static void write(String html, Path file) throws IOException {
    AtomicFile.write(file, out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
  }

  /** Opens a section; the caller closes it. */
  static void section(Markup page, String heading, String explanation) {
    String id = heading.toLowerCase(Locale.ROOT).replace(' ', '-');
    page.heading(id, heading);
    page.line().open("section", "id", id).leaf("h2", heading);
    page.leaf("p", explanation, "class", "note");
  }

  /** Beside the sections where there is room, else a bar above them that can be swept. */
  private static Markup contents(Map<String, String> headings) {
    Markup contents = new Markup();
    contents.open("nav", "aria-label", "Contents").open("ul");
    headings.forEach((id, text) -> contents.open("li").leaf("a", text, "href", "#" + id).close());
    contents.close().close().line();
    return contents;
  }

  /** Opens a table that scrolls by itself, with its head; the caller closes body, table and box. */
  static void tableHead(Markup page, List<String> head) {
    page.open("div", "class", "scroll", "tabindex", "0").open("table").open("thead").open("tr");
    head.forEach(text -> page.leaf("th", text, "scope", "col"));
    page.close().close().open("tbody");
  }

  /** A cell with a difference and its range. */
  static void change(Markup page, ConfidenceInterval difference) {
    page.open("td").text(Numbers.change(difference.estimate()));
    if (Numbers.hasRange(difference)) {
      String range = Numbers.change(difference.low()) + " to " + Numbers.change(difference.high());
      page.leaf("span", range, "class", "range");
    }
    page.close();
  }

  /** A link that saves the data behind a figure. */
  static void download(Markup page, String file, Csv data) {
    page.leaf("a", "Data (CSV)", "class", "download", "download", file, "href", DataUrl.csv(data));
  }

  /** A figure with its heading above and its data below. */
  static void figure(
      Markup page, String heading, String caption, Chart chart, String file, Csv data) {
    page.line().open("figure").leaf("h3", heading);
    chart.appendTo(page);
    page.open("figcaption").text(caption + " ");
    download(page, file, data);
    page.close().close();
  }

  /** The section with the images that could not be read, if there are such. */
  static void skipped(Markup page, List<SkippedImage> skipped) {
    if (skipped.isEmpty()) {
      return;
    }
    section(page, "Skipped", Numbers.count(skipped.size()) + " images could not be read.");
    page.open("ul");
    skipped.stream().limit(MOST_SKIPPED).forEach(image -> page.leaf("li", image.reason()));
    page.close();
    if (skipped.size() > MOST_SKIPPED) {
      page.leaf("p", "And others; the file below has all.", "class", "note");
    }
    Csv csv = new Csv("id", "file", "reason");
    skipped.forEach(p -> csv.row(p.id(), p.file().toString(), p.reason()));
    download(page, "skipped.csv", csv);
    page.close();
  }

  /** What the colours of the series mean. */
  static void legend(Markup page, List<String> names) {
    page.open("ul", "class", "legend");
    for (int i = 0; i < names.size(); i++) {
      page.open("li").open("span", "class", "swatch " + Chart.series(i), "aria-hidden", "true");
      page.close().text(names.get(i)).close();
    }
    page.close();
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(Page.class.getResourceAsStream(name), "missing resource " + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + name, e);
    }
  }

  private static String sha256(String text) {
    byte[] hash = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(hash);
  }
}
