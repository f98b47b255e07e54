package dev.vinyl.evaluation.report;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.RepeatedRuns;
import dev.vinyl.evaluation.metric.Resamples;
import dev.vinyl.evaluation.metric.ScoreResult;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the scores of a group of runs differ from those of another group on the same images.
 *
 * @param first the group that is compared with
 * @param second the group whose mean is taken minus that of the first
 * @param differences by the scores' paths in JSON; those that all runs have
 */
public record GroupComparison(String first, String second, Map<String, Difference> differences) {

  /**
   * Of one score.
   *
   * @param interval difference of the means with the interval over runs and images that {@link
   *     RepeatedRuns#interval} gives, within what a difference can be
   * @param bootstrap the same difference with that of {@link RepeatedRuns#bootstrap}
   */
  public record Difference(ConfidenceInterval interval, ConfidenceInterval bootstrap) {

    /** Whether the interval leaves out 0: neither other images nor other seeds explain it well. */
    public boolean significant() {
      return !interval.contains(0);
    }
  }

  /** Takes a copy that keeps the order. */
  public GroupComparison {
    differences = Collections.unmodifiableMap(new LinkedHashMap<>(differences));
  }

  static GroupComparison of(
      RunGroup first, RunGroup second, List<EvaluationResult> results, Bootstrap bootstrap) {
    List<EvaluationResult> firstRuns = first.models().stream().map(results::get).toList();
    List<EvaluationResult> secondRuns = second.models().stream().map(results::get).toList();
    Map<String, Difference> differences = new LinkedHashMap<>();
    for (ScoreResult result : secondRuns.get(0).scores()) {
      String score = result.name();
      if (first.scores().containsKey(score) && second.scores().containsKey(score)) {
        List<Resamples> subtracted = RunGroup.resamples(firstRuns, score);
        RepeatedRuns both = new RepeatedRuns(RunGroup.resamples(secondRuns, score), subtracted);
        double most = result.score().highest() - result.score().lowest();
        differences.put(
            score,
            new Difference(
                RunGroup.within(both.interval(bootstrap.level()), -most, most),
                both.bootstrap(bootstrap)));
      }
    }
    return new GroupComparison(first.name(), second.name(), differences);
  }
}
