package dev.vinyl.training.internal.tensorboard;

import static dev.vinyl.training.internal.tensorboard.EventFile.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.loop.TrainingListener.EpochReport;
import dev.vinyl.training.loop.TrainingListener.StepReport;
import dev.vinyl.training.loop.TrainingListener.TrainingOutline;
import dev.vinyl.training.loop.TrainingListener.ValidationReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TensorBoardListenerTest {
  private static final StepReport STEP = new StepReport(1, 12, 0.75, 0.001, 4, 250);
  private static final EpochReport EPOCH = new EpochReport(1, 12, 0.875, 48, 8, 2);

  @TempDir private Path parent;

  @Test
  void drawsStepsAndEpochsOverTheOptimizerStepAsTheyHappen() throws IOException {
    try (TensorBoardListener listener = new TensorBoardListener(folder())) {
      assertThat(folder()).doesNotExist();
      listener.trainingStarted(new TrainingOutline(3, 12, 48, 0));
      listener.stepFinished(STEP);
      assertThat(points(onlyFile())).hasSize(3);
      listener.epochFinished(EPOCH);
      Map<String, Double> scores = new LinkedHashMap<>();
      scores.put("paper mIoU", 0.5);
      scores.put("pixel accuracy", 0.25);
      listener.validated(new ValidationReport(1, 12, scores, true));

      assertThat(points(onlyFile()))
          .containsExactly(
              "train/loss@12 = 0.75",
              "train/learning_rate@12 = 0.001",
              "train/images_per_second@12 = 250.0",
              "epoch/loss@12 = 0.875",
              "epoch/data_wait_fraction@12 = 0.25",
              "validation/paper mIoU@12 = 0.5",
              "validation/pixel accuracy@12 = 0.25");
    }
  }

  @Test
  void drawsImages() throws IOException {
    byte[] pixels = {1, 2, 3, 4, 5, 6};
    try (TensorBoardListener listener = new TensorBoardListener(folder())) {
      listener.trainingStarted(new TrainingOutline(3, 12, 48, 0));
      listener.imageLogged("reconstructions", 12, new RgbImage(2, 1, pixels));
    }

    Message event = EventFile.read(onlyFile()).get(2);
    Message value = (Message) field(event, "summary", "value");
    assertThat(field(event, "step")).isEqualTo(12L);
    assertThat(field(value, "tag")).isEqualTo("reconstructions");
    byte[] png = ((ByteString) field(value, "image", "encoded_image_string")).toByteArray();
    RgbImage drawn = RgbImage.of(ImageIO.read(new ByteArrayInputStream(png)));
    assertThat(drawn.width()).isEqualTo(2);
    assertThat(drawn.pixels()).isEqualTo(pixels);
  }

  @Test
  void aTrainingThatGoesBackBeginsAFileThatSaysFromWhere() throws IOException {
    try (TensorBoardListener listener = new TensorBoardListener(folder())) {
      listener.trainingStarted(new TrainingOutline(3, 12, 48, 0));
      listener.stepFinished(STEP);
      listener.trainingStarted(new TrainingOutline(3, 12, 48, 8));
      listener.stepFinished(new StepReport(1, 9, 0.5, 0.0005, 4, 250));
    }

    List<Path> files = files();
    assertThat(files).hasSize(2);
    assertThat(points(files.get(0))).hasSize(3);
    assertThat(field(EventFile.read(files.get(1)).get(1), "step")).isEqualTo(9L);
    assertThat(points(files.get(1))).startsWith("train/loss@9 = 0.5");
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
        new TensorBoardListener(
            (folder, step) -> new EventWriter(Path.of("events"), full, InstantSource.system()),
            folder());
    listener.trainingStarted(new TrainingOutline(3, 12, 48, 0));

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> listener.stepFinished(STEP))
        .withMessageStartingWith("cannot write events: the disk is full");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> listener.epochFinished(EPOCH))
        .withMessageStartingWith("cannot write events: the disk is full");
  }

  @Test
  void aFolderThatCannotBeMadeEndsTheTrainingWithItsName() throws IOException {
    Files.writeString(folder(), "a file");
    TensorBoardListener listener = new TensorBoardListener(folder());

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> listener.trainingStarted(new TrainingOutline(3, 12, 48, 0)))
        .withMessageStartingWith("cannot write " + folder());
  }

  private Path folder() {
    return parent.resolve("tensorboard");
  }

  private Path onlyFile() throws IOException {
    List<Path> files = files();
    assertThat(files).hasSize(1);
    return files.get(0);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> entries = Files.list(folder())) {
      return entries.sorted().toList();
    }
  }

  /** All points so far, after the two events that every file begins with. */
  private static List<String> points(Path file) throws IOException {
    return EventFile.read(file).stream().skip(2).map(TensorBoardListenerTest::point).toList();
  }

  private static String point(Message event) {
    Message value = (Message) field(event, "summary", "value");
    return field(value, "tag") + "@" + field(event, "step") + " = " + field(value, "simple_value");
  }
}
