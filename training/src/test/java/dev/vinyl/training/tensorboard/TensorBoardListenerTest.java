package dev.vinyl.training.tensorboard;

import static dev.vinyl.training.tensorboard.EventFile.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Message;
import dev.vinyl.training.loop.EpochReport;
import dev.vinyl.training.loop.StepReport;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TensorBoardListenerTest {
  private static final StepReport STEP = new StepReport(1, 12, 0.75, 0.001, 4, 250);
  private static final EpochReport EPOCH = new EpochReport(1, 12, 0.875, 0.001, 48, 8, 2);

  @TempDir private Path folder;

  @Test
  void drawsStepsAndEpochsOverTheOptimizerStepAsTheyHappen() throws IOException {
    try (EventWriter events = EventWriter.open(folder, 0)) {
      TensorBoardListener listener = new TensorBoardListener(events);
      listener.stepFinished(STEP);
      assertThat(points(events)).hasSize(3);
      listener.epochFinished(EPOCH);

      assertThat(points(events))
          .containsExactly(
              "train/loss@12 = 0.75",
              "train/learning_rate@12 = 0.001",
              "train/images_per_second@12 = 250.0",
              "epoch/loss@12 = 0.875",
              "epoch/data_wait_fraction@12 = 0.25");
    }
  }

  @Test
  void aFailingDiskEndsTheTrainingWithTheFilesName() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    TensorBoardListener listener =
        new TensorBoardListener(new EventWriter(Path.of("events"), full, InstantSource.system()));

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> listener.stepFinished(STEP))
        .withMessageStartingWith("cannot write events: the disk is full");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> listener.epochFinished(EPOCH))
        .withMessageStartingWith("cannot write events: the disk is full");
  }

  /** All points so far, after the two events that every file begins with. */
  private static List<String> points(EventWriter events) throws IOException {
    return EventFile.read(events.file()).stream()
        .skip(2)
        .map(TensorBoardListenerTest::point)
        .toList();
  }

  private static String point(Message event) {
    Message value = (Message) field(event, "summary", "value");
    return field(value, "tag") + "@" + field(event, "step") + " = " + field(value, "simple_value");
  }
}
