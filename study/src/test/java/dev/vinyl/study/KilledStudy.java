package dev.vinyl.study;

import java.io.IOException;
import java.nio.file.Path;

/** The program that {@link StudyKillTest} kills. Its argument is the study's folder. */
final class KilledStudy {
  static final String[] KEYS = {
    "seeds=[1]",
    "finetune.sizes=[8, 32]",
    "finetune.settings.epochs=12",
    "settings.checkpoints={every: 1, keepLast: 1}",
    "geometry.pretrain=[]"
  };

  private KilledStudy() {}

  public static void main(String[] args) throws IOException {
    StudyOutcome outcome = TinyStudy.of(Path.of(args[0]), KEYS).run();
    if (outcome.done() < outcome.steps()) {
      throw new IllegalStateException(outcome.toString());
    }
  }
}
