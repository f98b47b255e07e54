package dev.vinyl.training.internal.loop;

import dev.vinyl.training.loop.TrainingListener.StepReport;

/** The loss is NaN or infinite; the message says where that happened. */
final class DivergedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long step;

  DivergedException(StepReport step) {
    super(
        "the loss is %s in epoch %d, step %d, at rate %s"
            .formatted(step.loss(), step.epoch(), step.step(), step.rate()));
    this.step = step.step();
  }

  /** The step whose loss it was: that of the weights before its update. */
  long step() {
    return step;
  }
}
