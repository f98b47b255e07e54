package dev.vinyl.study;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run of a study came to.
 *
 * @param steps of the whole study
 * @param done steps whose results are there, from this run or an earlier one
 * @param ran steps that this run did
 * @param blocked steps that wait for one that failed
 * @param failures why steps failed, by their names, in this run or an earlier one
 * @param left steps that nobody asked for, or that a stop came before
 * @param stopped whether it was asked to stop
 * @param page where the results are shown
 */
public record StudyOutcome(
    int steps,
    int done,
    int ran,
    int blocked,
    Map<String, String> failures,
    int left,
    boolean stopped,
    Path page) {

  /** Takes a copy that keeps the order. */
  public StudyOutcome {
    failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
  }
}
