package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which scores of a data set get intervals and are compared. */
final class HeadlineScores {
  private static final String FOREGROUND = "pet";
  private static final String BORDER = "border";

  private HeadlineScores() {}

  /** Those of every data set, and the foreground's where there is a border to leave out. */
  static List<Score> of(List<String> classNames) {
    List<Score> scores = new ArrayList<>(Score.headline());
    foreground(classNames).ifPresent(scores::add);
    return List.copyOf(scores);
  }

  /** Pet against the rest without the border, where the classes are those of a trimap. */
  static Optional<Score> foreground(List<String> classNames) {
    int foreground = classNames.indexOf(FOREGROUND);
    int border = classNames.indexOf(BORDER);
    return foreground < 0 || border < 0
        ? Optional.empty()
        : Optional.of(Score.foregroundIou(foreground, border));
  }
}
