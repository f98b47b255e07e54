package dev.vinyl.evaluation.features;

import java.util.List;

/** Which classes reference patches are looked for: the first one, and the border between. */
final class ReferenceClasses {
  static final int FOREGROUND = 0;

  private static final String BORDER = "border";

  private ReferenceClasses() {}

  /** The class that is called border, else the last one; 0 where there are no classes. */
  static int border(List<String> classNames) {
    int named = classNames.indexOf(BORDER);
    return named >= 0 ? named : Math.max(0, classNames.size() - 1);
  }
}
