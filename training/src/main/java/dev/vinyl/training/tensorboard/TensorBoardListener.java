package dev.vinyl.training.tensorboard;

import dev.vinyl.training.loop.EpochReport;
import dev.vinyl.training.loop.StepReport;
import dev.vinyl.training.loop.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Draws a training's curves: {@code train/loss}, {@code train/learning_rate} and {@code
 * train/images_per_second} after each step, {@code epoch/loss} and {@code epoch/data_wait_fraction}
 * (of the epoch's time, 0..1) after each epoch, all over the optimizer step. They can be seen
 * before the next step begins.
 *
 * <p>The writer stays the caller's to close. If it fails, an {@link UncheckedIOException} with its
 * message ends the training.
 */
public final class TensorBoardListener implements TrainingListener {
  private final EventWriter events;

  /** A listener that draws with this writer. */
  public TensorBoardListener(EventWriter events) {
    this.events = events;
  }

  @Override
  public void stepFinished(StepReport step) {
    try {
      events.scalar("train/loss", step.step(), step.loss());
      events.scalar("train/learning_rate", step.step(), step.rate());
      events.scalar("train/images_per_second", step.step(), step.imagesPerSecond());
      events.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public void epochFinished(EpochReport epoch) {
    try {
      events.scalar("epoch/loss", epoch.step(), epoch.loss());
      events.scalar(
          "epoch/data_wait_fraction", epoch.step(), epoch.dataWaitSeconds() / epoch.seconds());
      events.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
