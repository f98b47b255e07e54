package dev.vinyl.cli;

import dev.vinyl.evaluation.dataset.Split;
import java.util.List;

/** Which of a data set's pictures a command takes. */
enum SplitChoice {
  TRAINVAL,
  TEST,
  ALL;

  List<Split> splits() {
    return switch (this) {
      case TRAINVAL -> List.of(Split.TRAINVAL);
      case TEST -> List.of(Split.TEST);
      case ALL -> List.of(Split.TRAINVAL, Split.TEST);
    };
  }

  /** Takes a choice by its name. */
  static final class Converter extends EnumConverter<SplitChoice> {
    Converter() {
      super(SplitChoice.class);
    }
  }
}
