package dev.vinyl.evaluation;

import java.util.List;

/** Hears how an evaluation goes on, in the thread that asked for it and in the pictures' order. */
public interface EvaluationListener {
  /** Hears nothing. */
  EvaluationListener NONE = new EvaluationListener() {};

  /** The pass over so many pictures begins. */
  default void started(int pictures) {}

  /** A picture has been scored, for all models. */
  default void scored(PictureFindings picture) {}

  /** A picture has been left out. */
  default void skipped(SkippedPicture picture) {}

  /** Tells several, in their order. */
  static EvaluationListener all(EvaluationListener... listeners) {
    List<EvaluationListener> told = List.of(listeners);
    return new EvaluationListener() {
      @Override
      public void started(int pictures) {
        told.forEach(listener -> listener.started(pictures));
      }

      @Override
      public void scored(PictureFindings picture) {
        told.forEach(listener -> listener.scored(picture));
      }

      @Override
      public void skipped(SkippedPicture picture) {
        told.forEach(listener -> listener.skipped(picture));
      }
    };
  }
}
