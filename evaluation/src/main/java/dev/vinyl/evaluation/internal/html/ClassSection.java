package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The scores of single classes: a bar for each class and model, and a table. Of many classes only
 * the best and the worst have bars, and the table is folded.
 */
final class ClassSection {
  /** More classes than these are many. */
  static final int MANY = 20;

  private static final int ENDS = 10;
  private static final int MOST_NAMED = 10;
  private static final double LEVEL = 0.95;
  private static final ConfidenceInterval NONE =
      new ConfidenceInterval(Double.NaN, Double.NaN, Double.NaN, LEVEL);

  private final Figure.Bars bars;
  private final List<String> models;

  /** The scores of each model, by class. */
  private final List<Map<String, ConfidenceInterval>> values;

  /** The pixels of each model's ground truth by class, where a figure of the model counts them. */
  private final List<Map<String, Pixels>> pixels;

  ClassSection(List<ModelScores> models, Figure.Bars bars) {
    this.bars = bars;
    this.models = models.stream().map(ModelScores::name).toList();
    this.values = models.stream().map(model -> model.family(bars.family())).toList();
    this.pixels = models.stream().map(ClassSection::pixels).toList();
  }

  void appendTo(Markup page, String file) {
    List<String> classes = classes();
    List<String> absent = classes.stream().filter(this::absent).toList();
    Csv csv = new Csv("model", "class", "estimate", "low", "high", "level");
    for (int m = 0; m < models.size(); m++) {
      String model = models.get(m);
      values.get(m).forEach((member, value) -> csv.interval(value, model, member));
    }
    if (!absent.isEmpty()) {
      page.leaf("p", absence(absent), "class", "note");
    }
    Page.legend(page, models);
    if (classes.size() <= MANY) {
      page.open("div", "class", "figures");
      Page.figure(page, bars.title(), "Whiskers: over images.", chart("", classes), file, csv);
      page.close();
      appendTable(page, page.nextId(), classes);
      return;
    }
    appendEnds(page, classes);
    page.open("details", "class", "all")
        .leaf("summary", "All %d classes".formatted(classes.size()));
    String tableId = page.nextId();
    SortableTable.tools(page, tableId, file, csv);
    appendTable(page, tableId, classes);
    page.close();
  }

  private List<String> classes() {
    Set<String> classes = new LinkedHashSet<>();
    values.forEach(ofModel -> classes.addAll(ofModel.keySet()));
    return List.copyOf(classes);
  }

  private static String absence(List<String> absent) {
    String names = absent.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int others = absent.size() - MOST_NAMED;
    return "Not in the ground truth: %s%s. A class that is not predicted either has no score."
        .formatted(names, others > 0 ? " and %d more".formatted(others) : "");
  }

  /** The best and the worst, or all that have a score if those are few. */
  private void appendEnds(Markup page, List<String> classes) {
    List<String> best =
        classes.stream()
            .filter(name -> !Double.isNaN(mean(name)))
            .sorted(Comparator.comparingDouble(this::mean).reversed())
            .toList();
    page.open("div", "class", "figures");
    if (best.size() <= MANY) {
      appendChart(page, "", best);
    } else {
      List<String> worst = best.stream().sorted(Comparator.comparingDouble(this::mean)).toList();
      appendChart(page, ", best " + ENDS, best.subList(0, ENDS));
      appendChart(page, ", worst " + ENDS, worst.subList(0, ENDS));
    }
    page.close();
  }

  private void appendChart(Markup page, String which, List<String> classes) {
    page.line().open("figure").leaf("h3", bars.title() + which);
    chart(which, classes).appendTo(page);
    page.leaf(
            "figcaption",
            models.size() == 1
                ? "Whiskers: over images."
                : "In the order of the models' mean. Whiskers: over images.")
        .close();
  }

  private BarChart chart(String which, List<String> classes) {
    return new BarChart(
        bars.title() + which,
        "A bar for each class and model; the numbers are in the file below.",
        bars.axis(),
        classes.stream()
            .map(name -> absent(name) ? name + " (not in the ground truth)" : name)
            .toList(),
        models,
        values.stream()
            .map(own -> classes.stream().map(name -> own.getOrDefault(name, NONE)).toList())
            .toList());
  }

  /** Of the models that have a score; NaN if none has. */
  private double mean(String name) {
    return values.stream()
        .mapToDouble(own -> own.getOrDefault(name, NONE).estimate())
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }

  private void appendTable(Markup page, String tableId, List<String> classes) {
    List<String> head = new ArrayList<>(List.of("Class", "Ground truth"));
    models.forEach(model -> head.add(models.size() == 1 ? bars.axis() : model));
    if (models.size() > 1) {
      head.add("Last minus first");
    }
    SortableTable.begin(page, tableId, head);
    for (String name : classes) {
      page.line().open("tr").leaf("th", name, "scope", "row", "data-value", name);
      appendTruth(page, pixels.get(0).get(name));
      for (int m = 0; m < models.size(); m++) {
        appendValue(page, values.get(m).getOrDefault(name, NONE), pixels.get(m).get(name));
      }
      if (models.size() > 1) {
        double last = values.get(models.size() - 1).getOrDefault(name, NONE).estimate();
        double change = last - values.get(0).getOrDefault(name, NONE).estimate();
        String text = Double.isNaN(change) ? Numbers.ABSENT : Numbers.change(change);
        SortableTable.number(page, text, change);
      }
      page.close();
    }
    page.close().close().close();
  }

  private static void appendTruth(Markup page, @Nullable Pixels pixels) {
    if (pixels == null) {
      SortableTable.number(page, Numbers.ABSENT, Double.NaN);
    } else if (pixels.truth() == 0) {
      page.open("td", "data-value", "0").text(Numbers.ABSENT);
      page.leaf("span", "not in the ground truth", "class", "range").close();
    } else {
      page.open("td", "data-value", Long.toString(pixels.truth()));
      page.text(Numbers.smallPercent((double) pixels.truth() / pixels.all()));
      page.leaf("span", Numbers.count(pixels.truth()) + " pixels", "class", "range").close();
    }
  }

  private static void appendValue(Markup page, ConfidenceInterval value, @Nullable Pixels pixels) {
    if (Double.isNaN(value.estimate())) {
      SortableTable.number(page, Numbers.ABSENT, Double.NaN);
      return;
    }
    page.open("td", "data-value", Csv.number(value.estimate()));
    page.text(Numbers.score(value.estimate()));
    if (pixels != null && pixels.truth() == 0) {
      page.leaf("span", "only predicted", "class", "range");
    } else if (Numbers.hasRange(value)) {
      String range = Numbers.score(value.low()) + " to " + Numbers.score(value.high());
      page.leaf("span", range, "class", "range", "title", Numbers.level(value));
    }
    page.close();
  }

  /** Whether some model's pixels are counted, and no model's ground truth has any of the class. */
  private boolean absent(String name) {
    List<Pixels> counted =
        pixels.stream().filter(own -> own.containsKey(name)).map(own -> own.get(name)).toList();
    return !counted.isEmpty() && counted.stream().allMatch(pixels -> pixels.truth() == 0);
  }

  private static Map<String, Pixels> pixels(ModelScores model) {
    Map<String, Pixels> pixels = new LinkedHashMap<>();
    for (Figure figure : model.figures()) {
      if (figure instanceof Figure.Confusion found) {
        ConfusionMatrix matrix = found.matrix();
        long all = matrix.total();
        for (int c = 0; c < matrix.classes(); c++) {
          pixels.put(found.classNames().get(c), new Pixels(matrix.targetPixels(c), all));
        }
      }
    }
    return pixels;
  }

  /**
   * How much of the ground truth is of a class.
   *
   * @param truth its pixels
   * @param all of all classes
   */
  private record Pixels(long truth, long all) {}
}
