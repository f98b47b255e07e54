package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The scores that confusion matrices give, and which of them are compared. */
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

  /** All that confusion matrices give: those of every class too. */
  static List<Score> andClasses(List<String> classNames) {
    List<Score> scores = new ArrayList<>(of(classNames));
    scores.add(Score.IMAGE_MIOU_ZERO);
    for (int c = 0; c < classNames.size(); c++) {
      scores.add(Score.datasetIou(c, classNames.get(c)));
      scores.add(Score.datasetDice(c, classNames.get(c)));
    }
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
