package dev.vinyl.evaluation.internal.html;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SeededOrder;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.DatasetReport;
import dev.vinyl.data.layout.DatasetReport.ClassCount;
import dev.vinyl.evaluation.internal.html.DocumentPage.Bars;
import dev.vinyl.evaluation.internal.html.DocumentPage.Block;
import dev.vinyl.evaluation.internal.html.DocumentPage.Entry;
import dev.vinyl.evaluation.internal.html.DocumentPage.Masks;
import dev.vinyl.evaluation.internal.html.DocumentPage.Table;
import dev.vinyl.evaluation.internal.html.DocumentPage.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a data set consists of, to be looked at: classes, some images, what is wrong. */
public final class DatasetPage {
  private static final String TITLE = "Data set ";
  private static final int SHOWN = 24;
  private static final int MOST_BARS = 30;

  private final SegmentationDataset dataset;
  private final DatasetReport report;

  private DatasetPage(SegmentationDataset dataset, DatasetReport report) {
    this.dataset = dataset;
    this.report = report;
  }

  /**
   * Writes the page.
   *
   * @param command that makes it again
   * @throws IOException if it cannot be written
   */
  public static void write(
      SegmentationDataset dataset, DatasetReport report, String version, String command, Path file)
      throws IOException {
    new DatasetPage(dataset, report).page(version, command).write(file);
  }

  /** Whether a text is such a page. */
  public static boolean isIn(String html) {
    return html.contains("<title>" + TITLE);
  }

  private DocumentPage page(String version, String command) throws IOException {
    String splits =
        Stream.of(Split.values())
            .map(split -> "%s %d".formatted(split.label(), report.images().getOrDefault(split, 0)))
            .collect(Collectors.joining(", "));
    DocumentPage page =
        new DocumentPage(
            TITLE + report.name(),
            "%d images (%s) of %d classes, laid out as %s."
                .formatted(report.size(), splits, report.classes().size(), report.format()),
            new Provenance(
                report.name(),
                "",
                Map.of(),
                Map.of(),
                0,
                version,
                LocalDate.now(ZoneOffset.UTC).toString(),
                command));
    page.section("Problems", problemNote(), problems());
    page.section("Classes", "Shares are of the pixels that are not ignored.", classes());
    page.section(
        "Images",
        "Some that were drawn by chance, the same ones each time.",
        List.of(new Masks(dataset.classNames(), drawn())));
    if (!report.mostIgnored().isEmpty()) {
      page.section(
          "Most ignored",
          "Images of which the largest share counts nowhere.",
          List.of(new Masks(dataset.classNames(), mostIgnored())));
    }
    return page;
  }

  private String problemNote() {
    return report.problems().isEmpty()
        ? "None was found."
        : "%d were found.".formatted(report.problems().size());
  }

  private List<Block> problems() {
    List<Block> blocks = new ArrayList<>();
    report.problems().forEach(problem -> blocks.add(new Text(problem.text())));
    List<List<Entry>> same =
        report.duplicates().stream()
            .map(
                d ->
                    List.of(
                        Entry.of(String.join(", ", d.ids())),
                        Entry.of(
                            d.splits().stream()
                                .sorted()
                                .map(Split::label)
                                .collect(Collectors.joining(", "))),
                        Entry.of(d.leaks() ? "leaks between splits" : "")))
            .toList();
    if (!same.isEmpty()) {
      blocks.add(new Table("The same image several times", List.of("ids", "splits", ""), same));
    }
    return blocks;
  }

  private List<Block> classes() {
    long counted = Math.max(1, report.pixels() - report.ignored());
    Map<String, Double> shares = new LinkedHashMap<>();
    report.classes().stream()
        .sorted(Comparator.comparingLong(ClassCount::pixels).reversed())
        .limit(MOST_BARS)
        .forEach(c -> shares.put(c.name(), (double) c.pixels() / counted));
    List<List<Entry>> rows = new ArrayList<>();
    for (ClassCount c : report.classes()) {
      rows.add(
          List.of(
              Entry.of(c.name()),
              Entry.of(percent((double) c.pixels() / counted)),
              Entry.of(Long.toString(c.pixels())),
              Entry.of(Long.toString(c.images()))));
    }
    rows.add(
        List.of(
            Entry.of("(ignored)"),
            Entry.of(percent((double) report.ignored() / Math.max(1, report.pixels()))),
            Entry.of(Long.toString(report.ignored())),
            Entry.of("")));
    List<List<Entry>> sizes =
        report.sizes().entrySet().stream()
            .map(e -> List.of(Entry.of(e.getKey()), Entry.of(e.getValue().toString())))
            .toList();
    return List.of(
        new Bars(
            shares.size() < report.classes().size()
                ? "The %d largest classes".formatted(shares.size())
                : "All classes by size",
            "share of pixels",
            shares),
        new Table("Classes by index", List.of("class", "share", "pixels", "images"), rows),
        new Table("Sizes", List.of("width x height", "images"), sizes));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private List<Sample> samples() {
    return Stream.of(Split.values()).flatMap(split -> dataset.samples(split).stream()).toList();
  }

  private List<LabelledImage> drawn() throws IOException {
    return loaded(SeededOrder.of(samples(), Sample::id, "sheet", 0));
  }

  private List<LabelledImage> mostIgnored() throws IOException {
    Map<String, Sample> byId =
        samples().stream().collect(Collectors.toMap(Sample::id, sample -> sample, (a, b) -> a));
    return loaded(
        report.mostIgnored().stream()
            .flatMap(ignored -> Stream.ofNullable(byId.get(ignored.id())))
            .toList());
  }

  /** Those that cannot be read are among the problems. */
  private List<LabelledImage> loaded(List<Sample> samples) throws IOException {
    List<LabelledImage> images = new ArrayList<>();
    for (Sample sample : samples) {
      if (images.size() == SHOWN) {
        break;
      }
      try {
        images.add(dataset.load(sample));
      } catch (DatasetException e) {
        // as is said above
      }
    }
    return images;
  }
}
