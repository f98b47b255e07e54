package dev.vinyl.training.internal.tensorboard;

import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingListener.EpochReport;
import dev.vinyl.training.loop.TrainingListener.StepReport;
import dev.vinyl.training.loop.TrainingListener.TrainingOutline;
import dev.vinyl.training.loop.TrainingListener.ValidationReport;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Draws a training's curves: {@code train/loss}, {@code train/learning_rate} and {@code
 * train/images_per_second} after each step, {@code epoch/loss} and {@code epoch/data_wait_fraction}
 * (of the epoch's time, 0..1) after each epoch, each score of a validation as {@code
 * validation/NAME}, and images; all over the optimizer step. They can be seen before the next step
 * begins. A training that goes on from a checkpoint, also within one process, begins a new file.
 *
 * <p>If a file cannot be written, an {@link UncheckedIOException} with the reason ends the
 * training.
 */
public final class TensorBoardListener implements TrainingListener, Closeable {
  private final EventFiles files;
  private final Path folder;
  private @Nullable EventWriter writer;

  /** A listener that writes into this folder. */
  public TensorBoardListener(Path folder) {
    this(EventWriter::open, folder);
  }

  TensorBoardListener(EventFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /** Begins a file, see {@link EventWriter#open(Path, long)}. */
  interface EventFiles {
    EventWriter begin(Path folder, long firstStep) throws IOException;
  }

  private interface Drawing {
    void on(EventWriter events) throws IOException;
  }

  private void draw(Drawing drawing) {
    try {
      EventWriter events = Objects.requireNonNull(writer, "no training has started");
      drawing.on(events);
      events.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public void trainingStarted(TrainingOutline outline) {
    try {
      close();
      writer = files.begin(folder, outline.firstStep() + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public void stepFinished(StepReport step) {
    draw(
        events -> {
          events.scalar("train/loss", step.step(), step.loss());
          events.scalar("train/learning_rate", step.step(), step.rate());
          events.scalar("train/images_per_second", step.step(), step.imagesPerSecond());
        });
  }

  @Override
  public void epochFinished(EpochReport epoch) {
    draw(
        events -> {
          events.scalar("epoch/loss", epoch.step(), epoch.loss());
          events.scalar(
              "epoch/data_wait_fraction", epoch.step(), epoch.dataWaitSeconds() / epoch.seconds());
        });
  }

  @Override
  public void validated(ValidationReport validation) {
    draw(
        events -> {
          for (var score : validation.scores().entrySet()) {
            events.scalar("validation/" + score.getKey(), validation.step(), score.getValue());
          }
        });
  }

  @Override
  public void imageLogged(String name, long step, RgbImage image) {
    draw(events -> events.image(name, step, image));
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
  }
}
