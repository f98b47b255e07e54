package dev.vinyl.study.internal.results;

import dev.vinyl.evaluation.internal.html.DocumentPage;
import dev.vinyl.evaluation.internal.html.DocumentPage.Block;
import dev.vinyl.evaluation.internal.html.DocumentPage.CosineMap;
import dev.vinyl.evaluation.internal.html.DocumentPage.Curves;
import dev.vinyl.evaluation.internal.html.DocumentPage.Entry;
import dev.vinyl.evaluation.internal.html.DocumentPage.Maps;
import dev.vinyl.evaluation.internal.html.DocumentPage.Point;
import dev.vinyl.evaluation.internal.html.DocumentPage.Table;
import dev.vinyl.evaluation.internal.html.DocumentPage.Text;
import dev.vinyl.evaluation.internal.html.Provenance;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.runtime.image.RgbImage;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A report as a page: the paper's tables and figures from what was measured. */
public final class StudyPage {
  private static final String NONE = "none";

  /**
   * What stands between pre-training and fine-tuning; other names are of encoders from elsewhere.
   */
  private static final Set<String> STAGES = Set.of(NONE, "classification", "breeds", "spatial");

  private static final double LEVEL = 0.95;

  private final StudyReport report;
  private final Grid grid;
  private final StudyFacts facts;
  private final Bootstrap bootstrap;
  private final Function<String, Optional<RgbImage>> images;

  private StudyPage(StudyReport report, Function<String, Optional<RgbImage>> images) {
    this.report = report;
    this.grid = report.grid();
    this.facts = report.facts();
    this.bootstrap = new Bootstrap(facts.resamples(), LEVEL, facts.seed());
    this.images = images;
  }

  /**
   * The page of a report.
   *
   * @param images finds an image of the labelled data set by its id, to be shown beside its maps
   */
  public static DocumentPage of(StudyReport report, Function<String, Optional<RgbImage>> images) {
    return new StudyPage(report, images).page();
  }

  private DocumentPage page() {
    int scored = (int) grid.cells().stream().filter(Cell::isScored).count();
    DocumentPage page =
        new DocumentPage(
            "Study " + facts.name(),
            (facts.running()
                    ? "The study still runs; this page is made anew as cells are scored. "
                    : "")
                + "%d of %d cells are scored, on %s. Scores are in percent; mIoU is the paper's: of each image, a class that it lacks counting 0, averaged. ± is the sample standard deviation over seeds."
                    .formatted(scored, grid.cells().size(), facts.data()),
            provenance());
    if (!facts.failures().isEmpty()) {
      page.section("Failures", "What failed, and why; --retry-failed runs it again.", failures());
    }
    page.section("Claims", claimsNote(), claims());
    page.section(
        "Tables",
        "Mean ± standard deviation over seeds; below, the paper's number where sizes match. In Table 2 the paper's encoder of that kind stands below each, which was pre-trained on images of its own.",
        tables());
    page.section(
        "Figures",
        "Points are means over seeds. Bars: standard deviation over seeds in Figure 3; 95 % intervals over seeds and images in Figure 4.",
        figures());
    page.section(
        "Gains",
        "What twice as many fine-tuning images give, and a saturating curve through the means: mIoU = a - b n^-c, n images.",
        gains());
    if (report.encoders() != null && !report.encoders().maps().isEmpty()) {
      page.section(
          "Figure 6",
          "Cosine of the framed patch with all patches of its image, by encoder; colours from -0.5 (dark) to 1 (light).",
          maps(report.encoders()));
    }
    page.section("Run", "What was run, for how long and on what.", run());
    return page;
  }

  private Provenance provenance() {
    return new Provenance(
        facts.data(),
        facts.fingerprint(),
        Map.of(),
        Map.of(),
        facts.seed(),
        facts.version(),
        LocalDate.now(ZoneId.systemDefault()).toString(),
        facts.command());
  }

  private List<Block> failures() {
    List<List<Entry>> rows = new ArrayList<>();
    facts.failures().forEach((step, why) -> rows.add(List.of(Entry.of(step), Entry.of(why))));
    return List.of(new Table("", List.of("Step", "Reason"), rows));
  }

  private String claimsNote() {
    String seeds =
        facts.sharedEncoders()
            ? "All seeds of a cell begin with one encoder, so that intervals say nothing of other pre-trainings. "
            : "Each seed has encoders of its own. ";
    return seeds
        + "Numbers are differences in points, positive as claimed. The bootstrap over seeds and images is shown too; of few seeds it is too narrow, so it does not decide.";
  }

  private List<Block> claims() {
    List<Block> blocks = new ArrayList<>();
    for (Claim claim : report.claims()) {
      blocks.add(new Text("%s: %s".formatted(claim.name(), claim.verdict().label()), claim.text()));
      blocks.add(new Text(claim.rule()));
      List<List<Entry>> rows = new ArrayList<>();
      for (Claim.Part part : claim.parts()) {
        String letter = claim.name().replaceAll("\\D", "") + (char) ('a' + rows.size());
        blocks.add(new Text(letter + ". " + part.text()));
        rows.add(
            List.of(
                Entry.of(letter),
                Entry.of(part.verdict().label()),
                new Entry(points(part.estimate().estimate()), range(part.estimate())),
                Entry.of(range(part.bootstrap())),
                new Entry(number(part.effect(), "%.2f"), part.effectName()),
                Entry.of(part.seeds() + (part.images() > 0 ? " / " + part.images() : ""))));
      }
      blocks.add(
          rows.isEmpty()
              ? new Text("The study has nothing on it.")
              : new Table(
                  "",
                  List.of("Part", "Verdict", "Difference", "Bootstrap", "Effect", "Seeds / images"),
                  rows));
    }
    return blocks;
  }

  private List<Block> tables() {
    List<Block> blocks = new ArrayList<>();
    if (grid.pretraining().contains(0) && grid.intermediates().contains(NONE)) {
      blocks.add(tableOne());
    }
    blocks.add(miouTable("Table A2: with pre-training", NONE));
    for (String kind : grid.intermediates()) {
      if (!kind.equals(NONE)) {
        String name = kind.equals("classification") ? "Table A3" : "As Table A3";
        blocks.add(
            miouTable(
                STAGES.contains(kind)
                    ? "%s: with pre-training and %s".formatted(name, kind)
                    : "As Table 1: from the encoder " + kind,
                kind));
      }
    }
    if (report.encoders() != null) {
      blocks.add(tableTwo(report.encoders()));
    }
    return blocks;
  }

  private Table tableOne() {
    List<List<Entry>> rows = new ArrayList<>();
    for (int tuned : grid.finetuning()) {
      List<Cell> runs = grid.runs(0, NONE, tuned);
      rows.add(
          List.of(
              Entry.of(count(tuned)),
              entry(runs, Cell::pixelAccuracy, PaperNumbers.accuracy(0, NONE, tuned)),
              entry(runs, Cell::paperMiou, PaperNumbers.miou(0, NONE, tuned)),
              entry(runs, Cell::datasetMiou, Optional.empty()),
              Entry.of(Integer.toString(runs.size()))));
    }
    return new Table(
        "Table 1: without pre-training",
        List.of("Fine-tuning images", "Pixel accuracy", "mIoU", "Dataset mIoU", "Seeds"),
        rows);
  }

  private Table miouTable(String heading, String kind) {
    List<String> head = new ArrayList<>(List.of("Pre-training images"));
    grid.finetuning().forEach(tuned -> head.add(count(tuned)));
    List<List<Entry>> rows = new ArrayList<>();
    for (int size : pretraining(kind)) {
      List<Entry> row = new ArrayList<>(List.of(Entry.of(count(size))));
      for (int tuned : grid.finetuning()) {
        row.add(
            entry(
                grid.runs(size, kind, tuned),
                Cell::paperMiou,
                PaperNumbers.miou(size, kind, tuned)));
      }
      rows.add(row);
    }
    return new Table(heading + ", mIoU by fine-tuning images", head, rows);
  }

  private static Entry entry(
      List<Cell> runs, ToDoubleFunction<Cell> score, Optional<String> paper) {
    return new Entry(percent(Spread.of(runs, score)), paper.map(p -> "paper " + p).orElse(""));
  }

  private static Table tableTwo(Encoders encoders) {
    List<List<Entry>> rows = new ArrayList<>();
    for (Encoders.Encoder encoder : encoders.encoders()) {
      Optional<List<String>> paper = PaperNumbers.diagnostics(encoder.intermediate());
      rows.add(
          List.of(
              Entry.of(encoder.name()),
              new Entry(number(encoder.within().estimate(), "%.3f"), paper(paper, 0)),
              new Entry(number(encoder.across().estimate(), "%.3f"), paper(paper, 1)),
              new Entry(number(100 * encoder.probe().estimate(), "%.1f"), paper(paper, 2)),
              interval(encoder.heldOut(), 100, "%.1f")));
    }
    return new Table(
        "Table 2: patch tokens of encoders",
        List.of(
            "Encoder",
            "Variance within images",
            "Variance across images",
            "Probe as the paper's, %",
            "Probe on held-out images, %"),
        rows);
  }

  private static String paper(Optional<List<String>> row, int place) {
    return row.map(values -> "paper " + values.get(place)).orElse("");
  }

  private List<Block> figures() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(figureThree());
    for (String kind : grid.intermediates()) {
      if (!kind.equals(NONE) && grid.intermediates().contains(NONE)) {
        blocks.add(figureFour(kind));
      }
    }
    if (report.encoders() != null) {
      blocks.add(figureFive(report.encoders()));
    }
    return blocks;
  }

  private Curves figureThree() {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    for (int size : grid.pretraining()) {
      List<Point> points = new ArrayList<>();
      for (int tuned : grid.finetuning()) {
        Spread spread = Spread.of(grid.runs(size, NONE, tuned), Cell::paperMiou);
        if (spread.runs() > 0) {
          points.add(
              new Point(
                  tuned,
                  interval(
                      100 * spread.mean(),
                      100 * (spread.mean() - spread.standardDeviation()),
                      100 * (spread.mean() + spread.standardDeviation()))));
        }
      }
      lines.put(pretrainedOn(size), points);
    }
    return new Curves(
        "Figure 3: mIoU over fine-tuning images",
        "A line for each pre-training size; bars are one standard deviation over seeds.",
        "Fine-tuning images",
        "mIoU, %",
        true,
        lines);
  }

  /** The sizes that a kind has cells of. */
  private List<Integer> pretraining(String kind) {
    return STAGES.contains(kind) ? grid.pretraining() : List.of(0);
  }

  private Curves figureFour(String kind) {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    for (int size : pretraining(kind)) {
      List<Point> points = new ArrayList<>();
      for (int tuned : grid.finetuning()) {
        Map<CellKey, Double> weights = new LinkedHashMap<>();
        weights.put(new CellKey(size, kind, tuned, 0), 100.0);
        weights.put(new CellKey(size, NONE, tuned, 0), -100.0);
        Contrast change = Contrast.of(grid, weights, bootstrap);
        if (change.seeds() > 0) {
          points.add(new Point(tuned, change.bootstrap()));
        }
      }
      lines.put(pretrainedOn(size), points);
    }
    return new Curves(
        "Figure 4: change of mIoU by " + kind,
        (STAGES.contains(kind)
                ? "With the intermediate stage less without it"
                : "From this encoder less from random initialization")
            + ", in points; bars are 95 % of the bootstrap over seeds and images.",
        "Fine-tuning images",
        "Change, points",
        true,
        lines);
  }

  private static Curves figureFive(Encoders encoders) {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    for (Encoders.Encoder encoder : encoders.encoders()) {
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < encoder.cosines().size(); i++) {
        points.add(new Point(i + 1, encoder.cosines().get(i)));
      }
      lines.put(encoder.name(), points);
    }
    return new Curves(
        "Figure 5: cosine similarity by distance",
        "Mean cosine of two patches of an image by their Manhattan distance on the grid; bars over images.",
        "Distance in patches",
        "Cosine similarity",
        false,
        lines);
  }

  private List<Block> gains() {
    List<Block> blocks = new ArrayList<>();
    List<Integer> sizes = grid.finetuning();
    if (sizes.size() > 1) {
      blocks.add(doublings(sizes));
    }
    if (report.curves().isEmpty()) {
      blocks.add(new Text("No curve: it takes three fine-tuning sizes with scores that rise."));
      return blocks;
    }
    List<List<Entry>> rows = new ArrayList<>();
    report
        .curves()
        .forEach(
            (size, curve) ->
                rows.add(
                    List.of(
                        Entry.of(count(size)),
                        interval(curve.limit(), 100, "%.2f"),
                        interval(curve.gap(), 100, "%.3g"),
                        interval(curve.rate(), 1, "%.2f"),
                        interval(curve.nextDoubling(), 100, "%.2f"),
                        Entry.of(number(100 * curve.curve().error(), "%.2f")),
                        Entry.of(number(100 * curve.fitted(), "%.0f %%")))));
    blocks.add(
        new Table(
            "Saturating curve",
            List.of(
                "Pre-training images",
                "a: limit, %",
                "b, points",
                "c: rate",
                "Next doubling, points",
                "Error, points",
                "Draws with a curve"),
            rows));
    blocks.add(
        new Text(
            "Ranges are the middle 95 % of curves through scores of drawn seeds and images. With three sizes the curve goes through every point; c is held within 0.02 and 4."));
    return blocks;
  }

  private Table doublings(List<Integer> sizes) {
    List<String> head = new ArrayList<>(List.of("Pre-training images"));
    for (int i = 1; i < sizes.size(); i++) {
      head.add("%s to %s".formatted(count(sizes.get(i - 1)), count(sizes.get(i))));
    }
    List<List<Entry>> rows = new ArrayList<>();
    for (int size : grid.pretraining()) {
      List<Entry> row = new ArrayList<>(List.of(Entry.of(count(size))));
      for (int i = 1; i < sizes.size(); i++) {
        double doublings = Math.log((double) sizes.get(i) / sizes.get(i - 1)) / Math.log(2);
        Map<CellKey, Double> weights = new LinkedHashMap<>();
        weights.put(new CellKey(size, NONE, sizes.get(i), 0), 1 / doublings);
        weights.put(new CellKey(size, NONE, sizes.get(i - 1), 0), -1 / doublings);
        Contrast gain = Contrast.of(grid, weights, bootstrap);
        row.add(new Entry(points(gain.estimate().estimate()), range(gain.bootstrap())));
      }
      rows.add(row);
    }
    return new Table("Gain for each doubling, points, with the bootstrap's range", head, rows);
  }

  private List<Block> maps(Encoders encoders) {
    Map<String, List<Encoders.ImageMap>> byImage =
        encoders.maps().stream()
            .collect(
                Collectors.groupingBy(
                    Encoders.ImageMap::image, LinkedHashMap::new, Collectors.toList()));
    List<Block> blocks = new ArrayList<>();
    byImage.forEach(
        (image, maps) ->
            blocks.add(
                new Maps(
                    image,
                    images.apply(image),
                    maps.stream()
                        .map(
                            map ->
                                new CosineMap(
                                    map.encoder() + ", " + words(map.reference()),
                                    map.cosines(),
                                    map.row(),
                                    map.column()))
                        .toList())));
    return blocks;
  }

  private static String words(String reference) {
    return reference.equals("backgroundCorner") ? "background corner" : reference;
  }

  private List<Block> run() {
    List<List<Entry>> rows = new ArrayList<>();
    facts
        .seconds()
        .forEach((kind, seconds) -> rows.add(List.of(Entry.of(kind), Entry.of(duration(seconds)))));
    double all = facts.seconds().values().stream().mapToDouble(Double::doubleValue).sum();
    rows.add(List.of(Entry.of("all"), Entry.of(duration(all))));
    String states =
        facts.steps().entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    return List.of(
        new Text("Machine: " + facts.machine() + ". Steps: " + states + "." + versions(facts)),
        new Table("Time of steps that are done", List.of("Kind", "Time"), rows),
        new Text("The study's keys: " + String.join("; ", facts.spec())));
  }

  /** Nothing where one version made everything: the page's foot has it. */
  private static String versions(StudyFacts facts) {
    return Set.of(facts.version()).containsAll(facts.versions().keySet())
        ? ""
        : " Not all steps were made by the version of this page: "
            + facts.versions().entrySet().stream()
                .map(entry -> "%d by %s".formatted(entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(", "))
            + ".";
  }

  /** Such as {@code 3 h 12 min}. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole >= 3600) {
      return "%d h %d min".formatted(whole / 3600, whole % 3600 / 60);
    }
    return whole >= 60
        ? "%d min %d s".formatted(whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%.1f s", seconds);
  }

  private static String pretrainedOn(int size) {
    return size == 0 ? "no pre-training" : count(size) + " pre-training images";
  }

  private static ConfidenceInterval interval(double estimate, double low, double high) {
    return new ConfidenceInterval(estimate, low, high, LEVEL);
  }

  private static Entry interval(ConfidenceInterval value, double scale, String format) {
    return new Entry(
        number(scale * value.estimate(), format),
        Double.isNaN(value.low())
            ? ""
            : number(scale * value.low(), format) + " to " + number(scale * value.high(), format));
  }

  private static String percent(Spread spread) {
    if (spread.runs() == 0) {
      return "n/a";
    }
    String mean = number(100 * spread.mean(), "%.2f");
    return spread.runs() == 1
        ? mean
        : mean + " ± " + number(100 * spread.standardDeviation(), "%.2f");
  }

  private static String points(double share) {
    return number(100 * share, "%+.2f");
  }

  private static String range(ConfidenceInterval value) {
    return Double.isNaN(value.low()) ? "" : points(value.low()) + " to " + points(value.high());
  }

  private static String number(double value, String format) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "n/a";
  }

  private static String count(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
