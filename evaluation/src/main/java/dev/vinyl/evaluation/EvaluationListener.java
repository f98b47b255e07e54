package dev.vinyl.evaluation;

import dev.vinyl.evaluation.dataset.LabelledPicture;

/** Hears how an evaluation goes on, in the thread that asked for it and in the pictures' order. */
public interface EvaluationListener {
  /** Hears nothing. */
  EvaluationListener NONE = new EvaluationListener() {};

  /** The pass over so many pictures begins. */
  default void started(int pictures) {}

  /** A picture has been scored, for all models. */
  default void scored(LabelledPicture picture) {}

  /** A picture has been left out. */
  default void skipped(SkippedPicture picture) {}
}
