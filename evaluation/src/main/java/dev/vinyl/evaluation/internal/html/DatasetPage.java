package dev.vinyl.evaluation.internal.html;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SeededOrder;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.DatasetReport;
import dev.vinyl.data.layout.DatasetReport.ClassCount;
import dev.vinyl.evaluation.internal.html.DocumentPage.Bars;
import dev.vinyl.evaluation.internal.html.DocumentPage.Block;
import dev.vinyl.evaluation.internal.html.DocumentPage.Entry;
import dev.vinyl.evaluation.internal.html.DocumentPage.Masked;
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
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a data set consists of, to be looked at: classes, some images, what is wrong. */
public final class DatasetPage {
  private static final String TITLE = "Data set ";
  private static final int SHOWN = 24;
  private static final int MOST_BARS = 30;
  private static final int MOST_SIZES = 12;
  private static final double LEAST_SHOWN = 1e-4;

  /** Between them lie the bars of data sets with more sizes, in pixels. */
  private static final List<Integer> SIDES =
      List.of(64, 128, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 8192);

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
    page.section("Sizes", "Width and height of the images, in pixels.", sizes());
    page.section(
        "Images",
        "Some that were drawn by chance, the same ones each time.",
        List.of(masks(drawn())));
    Map<String, Sample> byId =
        samples().stream().collect(Collectors.toMap(Sample::id, sample -> sample, (x, y) -> x));
    worst(page, "Most ignored", "Images of which the largest share counts nowhere.", ignored(byId));
    worst(
        page,
        "Least of a class",
        "Images with the least of one of their classes: slips of the pen among them, and classes"
            + " that vanish when images are made small.",
        smallest(byId));
    worst(
        page,
        "Odd shapes",
        "Images much wider or narrower than the middle one, one of each size.",
        odd(byId));
    return page;
  }

  private void worst(DocumentPage page, String heading, String note, List<Masked> images) {
    if (!images.isEmpty()) {
      page.section(heading, note, List.of(masks(images)));
    }
  }

  private Masks masks(List<Masked> images) {
    return new Masks(dataset.classNames(), images);
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
    return List.of(
        new Bars(
            shares.size() < report.classes().size()
                ? "The %d largest classes".formatted(shares.size())
                : "All classes by size",
            "share of pixels",
            shares),
        new Table("Classes by index", List.of("class", "share", "pixels", "images"), rows));
  }

  private List<Block> sizes() {
    List<List<Entry>> rows =
        report.sizes().entrySet().stream()
            .map(e -> List.of(Entry.of(e.getKey()), Entry.of(e.getValue().toString())))
            .toList();
    boolean few = rows.size() <= MOST_SIZES;
    return List.of(
        new Bars(
            few ? "All sizes" : "Images by their longer side",
            "share of images",
            shares(few ? report.sizes() : byLongerSide())),
        new Table("Sizes by number", List.of("width x height", "images"), rows));
  }

  /** How many images there are from one side to the next, without those that none has. */
  private Map<String, Integer> byLongerSide() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i <= SIDES.size(); i++) {
      int from = i == 0 ? 0 : SIDES.get(i - 1);
      int to = i == SIDES.size() ? Integer.MAX_VALUE : SIDES.get(i);
      int count =
          report.sizes().entrySet().stream()
              .filter(size -> longerSide(size.getKey()) > from && longerSide(size.getKey()) <= to)
              .mapToInt(Map.Entry::getValue)
              .sum();
      if (count > 0) {
        counts.put(i == SIDES.size() ? "over " + from : "%d to %d".formatted(from + 1, to), count);
      }
    }
    return counts;
  }

  private static int longerSide(String size) {
    return Stream.of(size.split(" x ", -1)).mapToInt(Integer::parseInt).max().orElse(0);
  }

  private static Map<String, Double> shares(Map<String, Integer> counts) {
    double all = counts.values().stream().mapToInt(Integer::intValue).sum();
    Map<String, Double> shares = new LinkedHashMap<>();
    counts.forEach((name, count) -> shares.put(name, count / all));
    return shares;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private List<Sample> samples() {
    return Stream.of(Split.values()).flatMap(split -> dataset.samples(split).stream()).toList();
  }

  private List<Masked> drawn() throws IOException {
    List<Masked> images = new ArrayList<>();
    for (Sample sample : SeededOrder.of(samples(), Sample::id, "sheet", 0)) {
      if (images.size() == SHOWN) {
        break;
      }
      load(sample, "").ifPresent(images::add);
    }
    return images;
  }

  private List<Masked> ignored(Map<String, Sample> byId) throws IOException {
    List<Masked> images = new ArrayList<>();
    for (DatasetReport.IgnoredShare image : report.mostIgnored()) {
      load(byId.get(image.id()), percent(image.share())).ifPresent(images::add);
    }
    return images;
  }

  private List<Masked> smallest(Map<String, Sample> byId) throws IOException {
    List<Masked> images = new ArrayList<>();
    for (DatasetReport.SmallClass image : report.smallestClasses()) {
      String note =
          "%s: %d %s, %s"
              .formatted(
                  image.className(),
                  image.pixels(),
                  image.pixels() == 1 ? "pixel" : "pixels",
                  image.share() < LEAST_SHOWN
                      ? "below " + percent(LEAST_SHOWN)
                      : percent(image.share()));
      load(byId.get(image.id()), note).ifPresent(images::add);
    }
    return images;
  }

  private List<Masked> odd(Map<String, Sample> byId) throws IOException {
    List<Masked> images = new ArrayList<>();
    for (DatasetReport.OddShape image : report.oddShapes()) {
      String note = "%d x %d".formatted(image.width(), image.height());
      load(byId.get(image.id()), note).ifPresent(images::add);
    }
    return images;
  }

  /** Those that cannot be read are among the problems. */
  private Optional<Masked> load(@Nullable Sample sample, String note) throws IOException {
    try {
      return sample == null ? Optional.empty() : Optional.of(Masked.of(dataset.load(sample), note));
    } catch (DatasetException e) {
      return Optional.empty();
    }
  }
}
