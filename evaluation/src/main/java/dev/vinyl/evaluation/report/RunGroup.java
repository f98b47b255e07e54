package dev.vinyl.evaluation.report;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.RepeatedRuns;
import dev.vinyl.evaluation.metric.Resamples;
import dev.vinyl.evaluation.metric.Score;
import dev.vinyl.evaluation.metric.ScoreResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Models that differ in their seed alone: runs of one recipe, by what their files say. A model
 * whose file does not say everything is in no group; of a run that is there twice, the first
 * counts.
 *
 * @param name such as {@code group 1}
 * @param models their places among the results, from 0; at least 2
 * @param seeds of the models, in their order
 * @param encoder what the runs began with
 * @param provenance what all of them say of themselves
 * @param scores over runs and images, by their paths in JSON; those that every run has
 */
public record RunGroup(
    String name,
    List<Integer> models,
    List<String> seeds,
    FirstEncoder encoder,
    Map<String, String> provenance,
    Map<String, RunScore> scores) {
  private static final String RECIPE = "recipe_fingerprint";
  private static final String SEED = "seed";
  private static final String ENCODER = "encoder_sha256";

  /** What the encoders of a group's runs were before their training. */
  public enum FirstEncoder {
    /** Drawn anew for each run. */
    DRAWN,
    /** The same for all runs, so that nothing here tells how its own training varies. */
    SHARED,
    /** Of several runs of an earlier stage, which differ in their seed alone too. */
    SEVERAL;

    /** As JSON calls it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A score of a group.
   *
   * @param standardDeviation of the runs' scores, the sample's
   * @param interval mean over the runs with the interval that {@link RepeatedRuns#interval} gives,
   *     within the values that the score can have
   * @param bootstrap the same mean with that of {@link RepeatedRuns#bootstrap}
   */
  public record RunScore(
      double standardDeviation, ConfidenceInterval interval, ConfidenceInterval bootstrap) {}

  /** Takes copies that keep the order. */
  public RunGroup {
    models = List.copyOf(models);
    seeds = List.copyOf(seeds);
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }

  /** The groups among results of one evaluation, in the order of their first models. */
  static List<RunGroup> of(List<EvaluationResult> results, Bootstrap bootstrap) {
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
    Map<String, RunScore> scores = new LinkedHashMap<>();
    for (ScoreResult result : runs.get(0).scores()) {
      Score score = result.score();
      List<Resamples> all = resamples(runs, score.name());
      if (all.size() == runs.size()) {
        RepeatedRuns repeated = new RepeatedRuns(all, List.of());
        scores.put(
            score.name(),
            new RunScore(
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

  private static FirstEncoder encoder(List<String> checksums) {
    if (checksums.size() > 1) {
      return FirstEncoder.SEVERAL;
    }
    return checksums.get(0).isEmpty() ? FirstEncoder.DRAWN : FirstEncoder.SHARED;
  }

  /** Of those runs in which the score is defined. */
  static List<Resamples> resamples(List<EvaluationResult> runs, String score) {
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
  static ConfidenceInterval within(ConfidenceInterval found, double lowest, double highest) {
    return new ConfidenceInterval(
        found.estimate(),
        Math.max(lowest, found.low()),
        Math.min(highest, found.high()),
        found.level());
  }
}
