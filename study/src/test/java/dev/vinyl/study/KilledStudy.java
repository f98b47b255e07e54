package dev.vinyl.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The program that {@link StudyKillTest} kills and {@link StudyFullDiskTest} lets write little. Its
 * arguments are the study's folder and its keys, those below unless there are some.
 */
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
    String[] keys = args.length == 1 ? KEYS : Arrays.copyOfRange(args, 1, args.length);
    StudyOutcome outcome = TinyStudy.of(Path.of(args[0]), keys).run();
    if (outcome.done() < outcome.steps()) {
      throw new IllegalStateException(outcome.toString());
    }
  }
}
