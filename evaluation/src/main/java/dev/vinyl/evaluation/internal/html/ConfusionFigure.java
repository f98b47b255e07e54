package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a model took for what: a square of all classes, or of many classes the largest pairs. */
record ConfusionFigure(String model, Figure.Confusion found) {
  /** So many by pixels, and so many by share of their true class. */
  private static final int MOST_PAIRS = 100;

  void appendTo(Markup page, String file) {
    if (found.classNames().size() > ClassSection.MANY) {
      appendPairs(page, file);
    } else {
      appendSquare(page, file);
    }
  }

  private void appendSquare(Markup page, String file) {
    List<String> classNames = found.classNames();
    ConfusionMatrix matrix = found.matrix();
    List<String> header = new ArrayList<>(List.of("truth"));
    header.addAll(classNames);
    Csv csv = new Csv(header);
    List<List<Double>> shares = new ArrayList<>();
    List<List<String>> hints = new ArrayList<>();
    for (int target = 0; target < classNames.size(); target++) {
      List<String> row = new ArrayList<>(List.of(classNames.get(target)));
      List<Double> shareRow = new ArrayList<>();
      List<String> hintRow = new ArrayList<>();
      for (int prediction = 0; prediction < classNames.size(); prediction++) {
        Pair pair = new Pair(matrix, target, prediction);
        row.add(Long.toString(pair.pixels()));
        shareRow.add(pair.share());
        hintRow.add(hint(pair));
      }
      csv.row(row);
      shares.add(shareRow);
      hints.add(hintRow);
    }
    HeatMap chart =
        new HeatMap(
            "Confusion matrix of " + model,
            "Rows are true classes, columns predicted ones.",
            "Ground truth",
            "Prediction",
            classNames,
            shares,
            hints);
    Page.figure(page, model, Numbers.count(matrix.total()) + " pixels.", chart, file, csv);
  }

  private String hint(Pair pair) {
    String truth = found.classNames().get(pair.target());
    return Double.isNaN(pair.share())
        ? truth + " is not in the ground truth"
        : "%s as %s: %s pixels, %s"
            .formatted(
                truth,
                found.classNames().get(pair.prediction()),
                Numbers.count(pair.pixels()),
                Numbers.percent(pair.share()));
  }

  private void appendPairs(Markup page, String file) {
    List<Pair> pairs = confused();
    List<Pair> largest = largest(pairs);
    Csv csv = new Csv("truth", "prediction", "pixels", "share of truth");
    page.line().open("figure").leaf("h3", model);
    if (largest.isEmpty()) {
      page.leaf("figcaption", "No pixel was taken for another class.").close();
      return;
    }
    for (Pair pair : largest) {
      csv.row(
          found.classNames().get(pair.target()),
          found.classNames().get(pair.prediction()),
          Long.toString(pair.pixels()),
          Csv.number(pair.share()));
    }
    String tableId = page.nextId();
    SortableTable.tools(page, tableId, file, csv);
    SortableTable.begin(page, tableId, List.of("Truth → predicted", "Pixels", "Share of truth"));
    for (Pair pair : largest) {
      String names =
          found.classNames().get(pair.target()) + " → " + found.classNames().get(pair.prediction());
      page.line().open("tr").leaf("th", names, "scope", "row", "data-value", names);
      SortableTable.number(page, Numbers.count(pair.pixels()), (double) pair.pixels());
      SortableTable.number(page, Numbers.smallPercent(pair.share()), pair.share());
      page.close();
    }
    page.close().close().close();
    page.leaf(
            "figcaption",
            "Of %s pixels. %s"
                .formatted(
                    Numbers.count(found.matrix().total()),
                    largest.size() == pairs.size()
                        ? "All pairs, the most pixels first."
                        : "The %d largest of %s pairs, by pixels or by share; confusion.csv has all."
                            .formatted(largest.size(), Numbers.count(pairs.size()))))
        .close();
  }

  /** Pairs of two classes that have a pixel, the most pixels first. */
  private List<Pair> confused() {
    ConfusionMatrix matrix = found.matrix();
    List<Pair> pairs = new ArrayList<>();
    for (int target = 0; target < matrix.classes(); target++) {
      for (int prediction = 0; prediction < matrix.classes(); prediction++) {
        if (target != prediction && matrix.count(target, prediction) > 0) {
          pairs.add(new Pair(matrix, target, prediction));
        }
      }
    }
    return pairs.stream().sorted(Comparator.comparingLong(Pair::pixels).reversed()).toList();
  }

  /** In the order given. */
  private static List<Pair> largest(List<Pair> pairs) {
    Set<Pair> chosen = new LinkedHashSet<>(pairs.stream().limit(MOST_PAIRS).toList());
    pairs.stream()
        .sorted(Comparator.comparingDouble(Pair::share).reversed())
        .limit(MOST_PAIRS)
        .forEach(chosen::add);
    return pairs.stream().filter(chosen::contains).toList();
  }

  /**
   * Pixels of one class that were predicted as one.
   *
   * @param share of the true class's pixels, 0..1; NaN where the ground truth has none
   */
  private record Pair(int target, int prediction, long pixels, double share) {
    Pair(ConfusionMatrix matrix, int target, int prediction) {
      this(
          target,
          prediction,
          matrix.count(target, prediction),
          (double) matrix.count(target, prediction) / matrix.targetPixels(target));
    }
  }
}
