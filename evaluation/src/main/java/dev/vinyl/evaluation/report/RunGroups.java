package dev.vinyl.evaluation.report;

import dev.vinyl.evaluation.internal.runs.RepeatedRuns;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.Bootstrap.Resamples;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.Score;
import dev.vinyl.evaluation.metric.ScoreResult;
import dev.vinyl.evaluation.report.EvaluationReport.GroupComparison;
import dev.vinyl.evaluation.report.EvaluationReport.RunGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Finds models that differ in their seed alone, and measures and compares such groups. */
final class RunGroups {
  private static final String RECIPE = "recipe_fingerprint";
  private static final String SEED = "seed";
  private static final String ENCODER = "encoder_sha256";

  private RunGroups() {}

  /** The groups among results of one evaluation, in the order of their first models. */
  static List<RunGroup> find(List<EvaluationResult> results, Bootstrap bootstrap) {
    Map<Map<String, String>, List<Integer>> byRecipe = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      Map<String, String> said = new TreeMap<>(results.get(i).provenance());
      if (said.containsKey(RECIPE) && said.containsKey(SEED)) {
        said.remove(SEED);
        said.remove(ENCODER);
        byRecipe.computeIfAbsent(said, key -> new ArrayList<>()).add(i);
      }
    }
    List<RunGroup> groups = new ArrayList<>();
    byRecipe.forEach(
        (said, models) -> {
          List<Integer> runs = withoutRepeated(models, results);
          if (runs.size() > 1) {
            groups.add(of("group " + (groups.size() + 1), said, runs, results, bootstrap));
          }
        });
    return groups;
  }

  private static List<Integer> withoutRepeated(
      List<Integer> models, List<EvaluationResult> results) {
    Set<List<String>> seen = new LinkedHashSet<>();
    return models.stream()
        .filter(i -> seen.add(List.of(said(results.get(i), SEED), said(results.get(i), ENCODER))))
        .toList();
  }

  private static String said(EvaluationResult result, String key) {
    return result.provenance().getOrDefault(key, "");
  }

  private static RunGroup of(
      String name,
      Map<String, String> said,
      List<Integer> models,
      List<EvaluationResult> results,
      Bootstrap bootstrap) {
    List<EvaluationResult> runs = models.stream().map(results::get).toList();
    Map<String, RunGroup.RunScore> scores = new LinkedHashMap<>();
    for (ScoreResult result : runs.get(0).scores()) {
      Score score = result.score();
      List<Resamples> all = resamples(runs, score.name());
      if (all.size() == runs.size()) {
        RepeatedRuns repeated = new RepeatedRuns(all, List.of());
        scores.put(
            score.name(),
            new RunGroup.RunScore(
                repeated.standardDeviation(),
                within(repeated.interval(bootstrap.level()), score.lowest(), score.highest()),
                repeated.bootstrap(bootstrap)));
      }
    }
    return new RunGroup(
        name,
        models,
        runs.stream().map(run -> said(run, SEED)).toList(),
        encoder(runs.stream().map(run -> said(run, ENCODER)).distinct().toList()),
        said,
        scores);
  }

  private static RunGroup.FirstEncoder encoder(List<String> checksums) {
    if (checksums.size() > 1) {
      return RunGroup.FirstEncoder.SEVERAL;
    }
    return checksums.get(0).isEmpty() ? RunGroup.FirstEncoder.DRAWN : RunGroup.FirstEncoder.SHARED;
  }

  /** Of those runs in which the score is defined. */
  private static List<Resamples> resamples(List<EvaluationResult> runs, String score) {
    List<Resamples> all = new ArrayList<>();
    for (EvaluationResult run : runs) {
      run.find(score)
          .map(ScoreResult::resamples)
          .filter(found -> !Double.isNaN(found.estimate()))
          .ifPresent(all::add);
    }
    return all;
  }

  /** Of a few runs, t reaches far; what no score can be is cut off. */
  private static ConfidenceInterval within(
      ConfidenceInterval found, double lowest, double highest) {
    return new ConfidenceInterval(
        found.estimate(),
        Math.max(lowest, found.low()),
        Math.min(highest, found.high()),
        found.level());
  }

  /** How the scores of a group differ from those of another. */
  static GroupComparison compare(
      RunGroup first, RunGroup second, List<EvaluationResult> results, Bootstrap bootstrap) {
    List<EvaluationResult> firstRuns = first.models().stream().map(results::get).toList();
    List<EvaluationResult> secondRuns = second.models().stream().map(results::get).toList();
    Map<String, GroupComparison.Difference> differences = new LinkedHashMap<>();
    for (ScoreResult result : secondRuns.get(0).scores()) {
      String score = result.name();
      if (first.scores().containsKey(score) && second.scores().containsKey(score)) {
        List<Resamples> subtracted = resamples(firstRuns, score);
        RepeatedRuns both = new RepeatedRuns(resamples(secondRuns, score), subtracted);
        double most = result.score().highest() - result.score().lowest();
        differences.put(
            score,
            new GroupComparison.Difference(
                within(both.interval(bootstrap.level()), -most, most), both.bootstrap(bootstrap)));
      }
    }
    return new GroupComparison(first.name(), second.name(), differences);
  }
}
