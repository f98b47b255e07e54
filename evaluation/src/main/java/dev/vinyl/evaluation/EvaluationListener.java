package dev.vinyl.evaluation;

/** Hears how an evaluation goes on, in the thread that runs it. */
public interface EvaluationListener {
  /** Hears nothing. */
  EvaluationListener NONE = new EvaluationListener() {};

  /** An evaluation of a model over so many pictures begins. */
  default void started(String model, int pictures) {}

  /** A picture has been scored. */
  default void scored(ScoredPicture picture) {}

  /** A picture has been left out. */
  default void skipped(SkippedPicture picture) {}
}
