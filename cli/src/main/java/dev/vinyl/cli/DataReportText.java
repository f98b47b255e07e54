package dev.vinyl.cli;

import dev.vinyl.data.Problem;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.DatasetReport;
import dev.vinyl.data.layout.DatasetReport.ClassCount;
import dev.vinyl.data.layout.DatasetReport.Duplicate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report of a data set as lines of text, or as JSON. */
final class DataReportText {
  private static final int MOST_SIZES = 3;
  private static final int MOST_IDS = 3;
  private static final int MOST_DUPLICATES = 10;

  private DataReportText() {}

  static List<String> lines(Path data, DatasetReport report) {
    List<String> lines = new ArrayList<>();
    report.problems().forEach(problem -> lines.add(problem.text()));
    if (!report.classes().isEmpty()) {
      lines.add(
          "%s: %d images (%s), laid out as %s"
              .formatted(report.name(), report.size(), splits(report), report.format()));
      lines.add("sizes: " + sizes(report));
      lines.addAll(classes(report));
      lines.addAll(duplicates(report));
    }
    lines.add(
        report.problems().isEmpty()
            ? data + ": no problem found"
            : "%s: %d found".formatted(data, report.problems().size()));
    return lines;
  }

  private static String splits(DatasetReport report) {
    return List.of(Split.values()).stream()
        .map(split -> split.label() + " " + report.images().getOrDefault(split, 0))
        .collect(Collectors.joining(", "));
  }

  private static String sizes(DatasetReport report) {
    String shown =
        report.sizes().entrySet().stream()
            .limit(MOST_SIZES)
            .map(size -> "%s (%d)".formatted(size.getKey(), size.getValue()))
            .collect(Collectors.joining(", "));
    int more = report.sizes().size() - MOST_SIZES;
    return more > 0 ? "%s and %d others".formatted(shown, more) : shown;
  }

  private static List<String> classes(DatasetReport report) {
    int width = report.classes().stream().mapToInt(c -> c.name().length()).max().orElse(0);
    String row = "  %3s  %-" + Math.max(width, 7) + "s  %14s  %8s  %8s";
    List<String> lines = new ArrayList<>();
    lines.add(row.formatted("", "class", "pixels", "share", "images").stripTrailing());
    long counted = Math.max(1, report.pixels() - report.ignored());
    for (int i = 0; i < report.classes().size(); i++) {
      ClassCount c = report.classes().get(i);
      lines.add(
          row.formatted(
              i, c.name(), c.pixels(), percent((double) c.pixels() / counted), c.images()));
    }
    double ignored = (double) report.ignored() / Math.max(1, report.pixels());
    lines.add(row.formatted("", "ignored", report.ignored(), percent(ignored), ""));
    return lines.stream().map(String::stripTrailing).toList();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static List<String> duplicates(DatasetReport report) {
    List<String> lines = new ArrayList<>();
    for (Duplicate same : report.duplicates().stream().limit(MOST_DUPLICATES).toList()) {
      String ids = same.ids().stream().limit(MOST_IDS).collect(Collectors.joining(", "));
      int more = same.ids().size() - MOST_IDS;
      lines.add(
          "warning: the same image %d times: %s%s%s"
              .formatted(
                  same.ids().size(),
                  ids,
                  more > 0 ? " and %d more".formatted(more) : "",
                  same.leaks() ? ", in several splits: a score on it means little" : ""));
    }
    int more = report.duplicates().size() - MOST_DUPLICATES;
    if (more > 0) {
      lines.add("warning: %d more images are there several times".formatted(more));
    }
    return lines;
  }

  static Map<String, Object> json(Path data, DatasetReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("data", data.toString());
    json.put("format", report.format());
    Map<String, Integer> images = new LinkedHashMap<>();
    for (Split split : Split.values()) {
      images.put(split.label(), report.images().getOrDefault(split, 0));
    }
    json.put("images", images);
    json.put("sizes", report.sizes());
    json.put(
        "classes",
        report.classes().stream()
            .map(c -> Map.of("name", c.name(), "pixels", c.pixels(), "images", c.images()))
            .toList());
    json.put("pixels", report.pixels());
    json.put("ignored", report.ignored());
    json.put(
        "duplicates",
        report.duplicates().stream()
            .map(
                same ->
                    Map.of(
                        "ids",
                        same.ids(),
                        "splits",
                        same.splits().stream().map(Split::label).sorted().toList()))
            .toList());
    json.put("problems", report.problems().stream().map(DataReportText::row).toList());
    return json;
  }

  private static Map<String, String> row(Problem problem) {
    return Map.of(
        "kind", problem.kind().name(), "file", problem.file().toString(), "text", problem.text());
  }
}
