package dev.vinyl.evaluation.report;

import static java.lang.Double.NaN;

import dev.vinyl.evaluation.metric.Bootstrap.PairedDifference;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.Figure;
import dev.vinyl.evaluation.metric.MetricResult;
import dev.vinyl.evaluation.metric.Score;
import dev.vinyl.evaluation.metric.ScoreResult;
import dev.vinyl.evaluation.report.EvaluationReport.GroupComparison;
import dev.vinyl.evaluation.report.EvaluationReport.ModelComparison;
import dev.vinyl.evaluation.report.EvaluationReport.RunGroup;
import dev.vinyl.evaluation.report.EvaluationReport.ScoreSlices;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** An evaluation for people: each score with its convention, a column for each model. */
final class ScoreTable {
  private static final String ROW = "%-29s";

  /** Of more classes than these, only the ends of their list are shown. */
  private static final int MANY = 20;

  private static final int ENDS = 10;

  private ScoreTable() {}

  static String of(EvaluationReport report) {
    List<EvaluationResult> results = report.results();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, split %s: %s images, %s skipped%s"
            .formatted(
                report.dataset(),
                report.split(),
                report.images(),
                results.get(0).skipped().size(),
                report.incompleteness().map(words -> "; " + words).orElse("")));
    if (results.size() > 1) {
      for (int i = 0; i < results.size(); i++) {
        lines.add("model %s: %s".formatted(i + 1, results.get(i).model()));
      }
      lines.add(header(results.size()));
    }
    lines.addAll(rows(results));
    for (int i = 0; i < results.size(); i++) {
      lines.add(interval(i, results));
      temperature(i, results).ifPresent(lines::add);
    }
    for (int i = 0; i < report.comparisons().size(); i++) {
      lines.addAll(differences(i + 2, report.comparisons().get(i)));
    }
    if (!report.comparisons().isEmpty()) {
      lines.add("(95 % over images: what other images would give for these very models)");
    }
    report.groups().forEach(group -> lines.addAll(group(group)));
    report.groupComparisons().forEach(comparison -> lines.addAll(differences(comparison)));
    lines.addAll(slices(report));
    return String.join(System.lineSeparator(), lines);
  }

  private static Optional<String> temperature(int model, List<EvaluationResult> results) {
    return results
        .get(model)
        .context()
        .temperature()
        .map(
            fitted ->
                String.format(
                    Locale.ROOT,
                    "%stemperature %.3f, fitted on %s",
                    whose(model, results),
                    fitted.temperature(),
                    fitted.split()));
  }

  private static String whose(int model, List<EvaluationResult> results) {
    return results.size() == 1 ? "" : "model " + (model + 1) + ": ";
  }

  private static String interval(int model, List<EvaluationResult> results) {
    return whose(model, results)
        + EvaluationReport.HEADLINE.stream()
            .flatMap(
                score ->
                    results.get(model).interval(score).stream()
                        .map(ends -> "95 %% of %s: %s".formatted(score, ends(ends))))
            .collect(Collectors.joining(", "));
  }

  private static List<String> differences(int model, ModelComparison comparison) {
    List<String> lines = new ArrayList<>();
    for (String score : EvaluationReport.HEADLINE) {
      PairedDifference found = comparison.differences().get(score);
      if (found != null) {
        lines.add(
            String.format(
                Locale.ROOT,
                "model %d - model 1, %s: %+.4f (95 %% over images %s), %d images better, %d"
                    + " worse",
                model,
                score,
                found.difference().estimate(),
                ends(found.difference()),
                found.better(),
                found.worse()));
      }
    }
    return lines;
  }

  private static List<String> group(RunGroup group) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: models %s, runs of one recipe with the seeds %s"
            .formatted(
                group.name(),
                group.models().stream().map(i -> "" + (i + 1)).collect(Collectors.joining(", ")),
                String.join(", ", group.seeds())));
    for (String score : EvaluationReport.HEADLINE) {
      RunGroup.RunScore found = group.scores().get(score);
      if (found != null) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s, %s: mean %.4f, standard deviation %.4f over %d runs (95 %% over runs and"
                    + " images %s)",
                group.name(),
                score,
                found.interval().estimate(),
                found.standardDeviation(),
                group.models().size(),
                ends(found.interval())));
      }
    }
    return lines;
  }

  private static List<String> differences(GroupComparison comparison) {
    List<String> lines = new ArrayList<>();
    for (String score : EvaluationReport.HEADLINE) {
      GroupComparison.Difference found = comparison.differences().get(score);
      if (found != null) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s - %s, %s: %+.4f (95 %% over runs and images %s)",
                comparison.second(),
                comparison.first(),
                score,
                found.interval().estimate(),
                ends(found.interval())));
      }
    }
    return lines;
  }

  private static String ends(ConfidenceInterval interval) {
    return String.format(Locale.ROOT, "%.4f to %.4f", interval.low(), interval.high());
  }

  /** All scores that stand by themselves, and those of classes that a figure shows. */
  private static List<String> rows(List<EvaluationResult> results) {
    Set<String> families = new HashSet<>();
    Map<String, Score> scores = new LinkedHashMap<>();
    for (EvaluationResult result : results) {
      for (MetricResult metric : result.metrics().values()) {
        metric.scores().forEach(found -> scores.putIfAbsent(found.name(), found.score()));
        for (Figure figure : metric.figures()) {
          if (figure instanceof Figure.Bars bars) {
            families.add(bars.family());
          }
        }
      }
    }
    List<String> rows = new ArrayList<>();
    scores.forEach(
        (name, score) -> {
          if (score.kind() == Score.Kind.SINGLE) {
            rows.add(row(name, results, r -> value(r, name)));
          } else if (families.contains(score.family())) {
            rows.addAll(manyOrOne(score, scores, results));
          }
        });
    return rows;
  }

  /** A row of a class; where there are many, the ends of their list in the place of the first. */
  private static List<String> manyOrOne(
      Score score, Map<String, Score> scores, List<EvaluationResult> results) {
    List<String> names =
        scores.values().stream()
            .filter(other -> other.family().equals(score.family()))
            .map(Score::name)
            .toList();
    if (names.size() <= MANY) {
      return List.of(row(score.name(), results, r -> value(r, score.name())));
    }
    return score.name().equals(names.get(0)) ? ends(score.family(), names, results) : List.of();
  }

  /** The classes with the highest and the lowest scores, and how many have none. */
  private static List<String> ends(
      String family, List<String> names, List<EvaluationResult> results) {
    List<String> best =
        names.stream()
            .filter(name -> !Double.isNaN(mean(results, name)))
            .sorted(Comparator.comparingDouble((String name) -> mean(results, name)).reversed())
            .toList();
    List<String> lines = new ArrayList<>();
    if (best.size() <= 2 * ENDS) {
      lines.add("%s, %d of %d classes".formatted(family, best.size(), names.size()));
      lines.addAll(classes(family, best, results));
    } else {
      List<String> worst =
          best.stream().sorted(Comparator.comparingDouble(name -> mean(results, name))).toList();
      lines.add("%s, best %d of %d classes".formatted(family, ENDS, names.size()));
      lines.addAll(classes(family, best.subList(0, ENDS), results));
      lines.add("%s, worst %d of %d classes".formatted(family, ENDS, names.size()));
      lines.addAll(classes(family, worst.subList(0, ENDS), results));
    }
    int without = names.size() - best.size();
    lines.add(
        EvaluationReport.SCORES_FILE
            + " has all"
            + (without == 0 ? "" : "; %d have no score, as absent classes".formatted(without)));
    return lines;
  }

  private static List<String> classes(
      String family, List<String> names, List<EvaluationResult> results) {
    List<String> members =
        names.stream().map(name -> "  " + name.substring(family.length() + 1)).toList();
    int width = members.stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String member = members.get(i);
      lines.add(row(member + " ".repeat(width - member.length()), results, r -> value(r, name)));
    }
    return lines;
  }

  /** Of the models that have a score; NaN if none has. */
  private static double mean(List<EvaluationResult> results, String name) {
    return results.stream()
        .mapToDouble(result -> value(result, name))
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(NaN);
  }

  private static double value(EvaluationResult result, String name) {
    return result.find(name).map(ScoreResult::value).orElse(NaN);
  }

  /** The slices of each column: a row for each value, a column for each model. */
  private static List<String> slices(EvaluationReport report) {
    List<String> lines = new ArrayList<>();
    ScoreSlices.byColumn(report.slices())
        .forEach(
            (column, models) -> {
              lines.add("dataset.miou by " + column);
              Map<String, ScoreSlices.Slice> slices = models.get(0).slices();
              int width =
                  slices.entrySet().stream().mapToInt(e -> sliceName(e).length()).max().orElse(0);
              for (Map.Entry<String, ScoreSlices.Slice> slice : slices.entrySet()) {
                String name = sliceName(slice);
                lines.add(
                    row(
                        name + " ".repeat(width - name.length()),
                        models,
                        model -> datasetMiou(model, slice.getKey())));
              }
            });
    return lines;
  }

  private static String sliceName(Map.Entry<String, ScoreSlices.Slice> slice) {
    return "  %s (%s)".formatted(slice.getKey(), slice.getValue().images());
  }

  private static double datasetMiou(ScoreSlices model, String value) {
    ScoreSlices.Slice slice = model.slices().get(value);
    return slice == null ? Double.NaN : slice.datasetMiou();
  }

  private static String header(int models) {
    StringBuilder line = new StringBuilder(ROW.formatted(""));
    for (int i = 1; i <= models; i++) {
      line.append(String.format(Locale.ROOT, "%10s", "model " + i));
    }
    return line.toString();
  }

  private static <T> String row(String name, List<T> models, ToDoubleFunction<T> value) {
    StringBuilder line = new StringBuilder(ROW.formatted(name));
    for (T model : models) {
      double score = value.applyAsDouble(model);
      line.append(
          Double.isNaN(score)
              ? "%10s".formatted("none")
              : String.format(Locale.ROOT, "%10.4f", score));
    }
    return line.toString();
  }
}
