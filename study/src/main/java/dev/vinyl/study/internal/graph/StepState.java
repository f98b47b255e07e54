package dev.vinyl.study.internal.graph;

import java.util.Locale;

/** Where a step stands. */
public enum StepState {
  /** It will run. */
  WAITING,
  /** It runs. */
  RUNNING,
  /** Its result is there. */
  DONE,
  /** It ran and failed. */
  FAILED,
  /** A step that it begins with failed. */
  BLOCKED,
  /** Nobody asked for it, or the study was stopped before its turn. */
  LEFT;

  /** For people and files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
