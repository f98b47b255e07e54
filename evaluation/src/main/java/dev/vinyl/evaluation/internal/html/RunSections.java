package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.report.EvaluationReport.GroupComparison;
import dev.vinyl.evaluation.report.EvaluationReport.RunGroup;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The section of groups of runs: the scores of a recipe over its seeds, and how recipes differ.
 *
 * @param measures what is shown, each with what it is in a line
 */
record RunSections(
    List<EvaluationPage.Group> groups,
    List<GroupComparison> comparisons,
    Map<String, String> measures) {

  void appendTo(Markup page) {
    Page.section(
        page,
        "Runs",
        "Models that differ in their seed alone, taken together. Ranges are over runs and images:"
            + " what other seeds and other images would give. Of two or three runs they are wide,"
            + " because so few hardly show how much runs differ.");
    for (EvaluationPage.Group some : groups) {
      RunGroup group = some.group();
      String encoder =
          switch (group.encoder()) {
            case DRAWN -> "";
            case SHARED -> " All began with the same encoder.";
            case SEVERAL -> " Their encoders come from runs with several seeds too.";
          };
      page.leaf(
          "p",
          "%s: %s, seeds %s.%s"
              .formatted(
                  group.name(),
                  String.join(", ", some.models()),
                  String.join(", ", group.seeds()),
                  encoder),
          "class",
          "note");
    }
    appendScores(page);
    if (!comparisons.isEmpty()) {
      appendComparisons(page);
    }
    page.close();
  }

  private void appendScores(Markup page) {
    Csv csv = new Csv("group", "measure", "standard deviation", "estimate", "low", "high", "level");
    List<String> head = new ArrayList<>(List.of("Measure"));
    groups.forEach(some -> head.add(some.group().name() + ": mean ± standard deviation"));
    Page.tableHead(page, head);
    for (String measure : shown()) {
      page.line().open("tr").open("th", "scope", "row");
      Measures.append(page, measure, measures);
      page.close();
      for (EvaluationPage.Group some : groups) {
        RunGroup.RunScore score = some.group().scores().get(measure);
        if (score == null) {
          page.leaf("td", Numbers.UNDEFINED);
          continue;
        }
        ConfidenceInterval interval = score.interval();
        page.open("td", "class", "whole").text(Numbers.plain(interval.estimate()) + " ± ");
        page.text(Numbers.plain(score.standardDeviation()));
        page.leaf("span", Numbers.range(interval), "class", "range").close();
        csv.interval(interval, some.group().name(), measure, Csv.number(score.standardDeviation()));
      }
      page.close();
    }
    page.close().close().close();
    Page.download(page, "runs.csv", csv);
  }

  private void appendComparisons(Markup page) {
    Csv csv = new Csv("measure", "first", "second", "estimate", "low", "high", "level");
    page.leaf("h3", "Differences of groups", "class", "later");
    List<String> head = new ArrayList<>(List.of("Measure"));
    comparisons.forEach(c -> head.add(c.second() + " minus " + c.first()));
    Page.tableHead(page, head);
    for (String measure : shown()) {
      page.line().open("tr").open("th", "scope", "row");
      Measures.append(page, measure, measures);
      page.close();
      for (GroupComparison comparison : comparisons) {
        GroupComparison.Difference found = comparison.differences().get(measure);
        if (found == null) {
          page.leaf("td", Numbers.UNDEFINED);
          continue;
        }
        Page.change(page, found.interval());
        csv.interval(found.interval(), measure, comparison.first(), comparison.second());
      }
      page.close();
    }
    page.close().close().close();
    Page.download(page, "group-differences.csv", csv);
  }

  private Set<String> shown() {
    Set<String> shown = new LinkedHashSet<>();
    groups.forEach(some -> shown.addAll(some.group().scores().keySet()));
    shown.retainAll(measures.keySet());
    return shown;
  }
}
