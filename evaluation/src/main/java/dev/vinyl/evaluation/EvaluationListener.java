package dev.vinyl.evaluation;

import dev.vinyl.evaluation.report.SkippedImage;
import java.util.List;

/** Hears how an evaluation goes on, in the thread that asked for it and in the images' order. */
public interface EvaluationListener {
  /** Hears nothing. */
  EvaluationListener NONE = new EvaluationListener() {};

  /** The pass over so many images begins. */
  default void started(int images) {}

  /** So many more images are done with, scored or left out, here or elsewhere. */
  default void done(int images) {}

  /** An image has been scored here, for all models. */
  default void scored(ImageResult image) {}

  /** An image has been left out. */
  default void skipped(SkippedImage image) {}

  /** Tells several, in their order. */
  static EvaluationListener all(EvaluationListener... listeners) {
    List<EvaluationListener> told = List.of(listeners);
    return new EvaluationListener() {
      @Override
      public void started(int images) {
        told.forEach(listener -> listener.started(images));
      }

      @Override
      public void done(int images) {
        told.forEach(listener -> listener.done(images));
      }

      @Override
      public void scored(ImageResult image) {
        told.forEach(listener -> listener.scored(image));
      }

      @Override
      public void skipped(SkippedImage image) {
        told.forEach(listener -> listener.skipped(image));
      }
    };
  }
}
