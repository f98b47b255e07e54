package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Preprocessor;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.internal.scores.NaiveMasks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmenterTest {
  @TempDir Path folder;

  private Segmenter segmenter;

  @BeforeEach
  void open() throws IOException {
    segmenter =
        Segmenter.open(
            new TinyModel().write(folder.resolve("tiny.onnx")),
            SegmenterOptions.defaults().withThreads(1));
  }

  @AfterEach
  void close() {
    segmenter.close();
  }

  static RgbImage noise(int width, int height, long seed) {
    byte[] pixels = new byte[width * height * 3];
    new SplittableRandom(seed).nextBytes(pixels);
    return new RgbImage(width, height, pixels);
  }

  /** The strongest channel, the earlier one where two are equal: what the tiny model computes. */
  private static int strongest(RgbImage image, int x, int y) {
    int best = 0;
    for (int c = 1; c < 3; c++) {
      best = image.get(x, y, c) > image.get(x, y, best) ? c : best;
    }
    return best;
  }

  @Test
  void findsTheStrongestChannelOfEachPixel() throws IOException {
    RgbImage image = noise(TinyModel.WIDTH, TinyModel.HEIGHT, 1);

    Segmentation answer = segmenter.segment(ImageSource.of(image));

    assertThat(answer.classNames()).containsExactly("red", "green", "blue");
    int[] count = new int[3];
    for (int y = 0; y < TinyModel.HEIGHT; y++) {
      for (int x = 0; x < TinyModel.WIDTH; x++) {
        int expected = strongest(image, x, y);
        count[expected]++;
        assertThat(answer.modelMask().get(x, y)).isEqualTo(expected);
        assertThat(answer.mask().get(x, y)).isEqualTo(expected);
      }
    }
    assertThat(answer.fraction("green"))
        .isEqualTo((double) count[1] / (TinyModel.WIDTH * TinyModel.HEIGHT));
  }

  @Test
  void enlargesLogitsToTheImagesOwnSize() throws IOException {
    RgbImage image = noise(53, 37, 2);

    ClassMask mask = segmenter.segment(ImageSource.of(image)).mask();

    RgbImage small = new Preprocessor(TinyModel.preprocess()).resize(image);
    double[][][] logits = new double[3][TinyModel.HEIGHT][TinyModel.WIDTH];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < TinyModel.HEIGHT; y++) {
        for (int x = 0; x < TinyModel.WIDTH; x++) {
          logits[c][y][x] = small.get(x, y, c) / 255.0;
        }
      }
    }
    assertThat(mask.width()).isEqualTo(53);
    assertThat(mask.height()).isEqualTo(37);
    for (int y = 0; y < 37; y++) {
      for (int x = 0; x < 53; x++) {
        assertThat(NaiveMasks.wins(logits, mask.get(x, y), x, y, 53, 37)).isTrue();
      }
    }
  }

  @Test
  void streamOfAnyLengthGivesTheSameAsOneByOne() throws IOException {
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < 19; i++) {
      images.add(noise(10 + i, 40 - i, i));
    }

    List<SegmentedImage> together =
        segmenter.segmentAll(images.stream().map(ImageSource::of)).toList();

    assertThat(together).hasSize(19);
    for (int i = 0; i < 19; i++) {
      ClassMask alone = segmenter.segment(ImageSource.of(images.get(i))).mask();
      assertThat(together.get(i).segmentation().mask().classes()).isEqualTo(alone.classes());
      assertThat(together.get(i).segmentation().mask().width()).isEqualTo(10 + i);
    }
    assertThat(segmenter.segmentAll(Stream.of())).isEmpty();
  }

  @Test
  void readsImageFiles() throws IOException {
    RgbImage image = noise(20, 30, 5);
    Path file = folder.resolve("noise.png");
    ImageFiles.writePng(image, file);

    assertThat(segmenter.segment(ImageSource.of(file)).mask().classes())
        .isEqualTo(segmenter.segment(ImageSource.of(image)).mask().classes());
  }

  @Test
  void goesOnAfterAImageThatCannotBeRead() throws IOException {
    ImageSource broken = ImageSource.of(new byte[] {1, 2, 3}).named("broken.jpg");

    assertThatThrownBy(() -> segmenter.segment(broken))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("broken.jpg: ");
    assertThat(segmenter.segment(ImageSource.of(noise(5, 5, 1))).mask().width()).isEqualTo(5);
  }

  @Test
  void tellsWhatTheModelSaysAboutItself() {
    assertThat(segmenter.metadata().preprocess()).isEqualTo(TinyModel.preprocess());
    assertThat(segmenter.metadata().provenance()).containsEntry("seed", "1");
  }

  @Test
  void unknownClassNameIsRefusedWithTheKnownOnes() throws IOException {
    Segmentation answer = segmenter.segment(ImageSource.of(noise(5, 5, 1)));

    assertThatThrownBy(() -> answer.fraction("cat"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the model has no class 'cat', it has [red, green, blue]");
  }

  @Test
  void answersOutliveTheSegmenterWhichRefusesFurtherUse() throws IOException {
    RgbImage image = noise(30, 20, 3);
    Segmentation answer = segmenter.segment(ImageSource.of(image));

    segmenter.close();
    segmenter.close();

    assertThat(answer.mask().width()).isEqualTo(30);
    assertThatThrownBy(() -> segmenter.segment(ImageSource.of(image)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("tiny.onnx: the model was closed");
    assertThatThrownBy(() -> segmenter.segmentAll(Stream.of()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> segmenter.segment(ImageSource.of(new byte[0])))
        .isInstanceOf(IllegalStateException.class);
    assertThat(segmenter.metadata().classNames()).hasSize(3);
  }

  @Test
  void theListenerCountsEveryImageOnce() throws IOException {
    List<SegmenterListener.Batch> batches = Collections.synchronizedList(new ArrayList<>());
    ImageSource image = ImageSource.of(noise(20, 10, 1));
    ImageSource bad = ImageSource.of(new byte[] {1, 2, 3}).named("bad.jpg");
    SegmenterOptions options =
        SegmenterOptions.defaults().withThreads(2).withMaxBatch(3).withListener(batches::add);

    try (Segmenter counted = Segmenter.open(folder.resolve("tiny.onnx"), options)) {
      assertThat(counted.segmentAll(Stream.of(image, image, bad, image, image, image, bad)))
          .hasSize(7);
      assertThat(counted.queueDepth()).isZero();
    }

    assertThat(batches).allMatch(batch -> batch.images() >= 1 && batch.images() <= 3);
    assertThat(batches.stream().mapToInt(SegmenterListener.Batch::images).sum()).isEqualTo(7);
    assertThat(batches.stream().mapToInt(SegmenterListener.Batch::failed).sum()).isEqualTo(2);
    assertThat(batches)
        .allMatch(batch -> !batch.waited().isNegative())
        .allMatch(batch -> !batch.preparing().isNegative() && !batch.preparing().isZero())
        .allMatch(batch -> batch.images() == batch.failed() || !batch.running().isZero());
  }

  @Test
  void aListenerThatFailsDoesNotStopTheSegmenter() throws IOException {
    SegmenterOptions options =
        SegmenterOptions.defaults()
            .withThreads(1)
            .withListener(
                batch -> {
                  throw new IllegalStateException("the registry is closed");
                });

    try (Segmenter counted = Segmenter.open(folder.resolve("tiny.onnx"), options)) {
      ImageSource image = ImageSource.of(noise(20, 10, 1));
      counted.segment(image);
      assertThat(counted.segment(image).width()).isEqualTo(20);
    }
  }

  /** As when the heap is full at this moment. */
  @Test
  void anImageForWhichMemoryIsTooSmallIsItsOwnError() throws IOException {
    ImageSource image = ImageSource.of(noise(20, 10, 1));
    InputStream full =
        new InputStream() {
          @Override
          public int read() {
            throw new OutOfMemoryError("Java heap space");
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            throw new OutOfMemoryError("Java heap space");
          }
        };
    ImageSource large = ImageSource.of(full).named("large.jpg");

    List<SegmentedImage> answers = segmenter.segmentAll(Stream.of(image, large, image)).toList();

    assertThat(answers).extracting(SegmentedImage::succeeded).containsExactly(true, false, true);
    assertThat(answers.get(1).error().orElseThrow())
        .hasMessage("large.jpg: is too large for this JVM's memory; shrink it or raise -Xmx");
  }

  @Test
  void answersPrintThemselves() throws IOException {
    ImageSource image = ImageSource.of(noise(20, 10, 1)).named("cat.jpg");
    ImageSource bad = ImageSource.of(new byte[0]).named("bad.jpg");

    assertThat(segmenter.segmentAll(Stream.of(image, bad)))
        .extracting(SegmentedImage::toString)
        .containsExactly(
            "cat.jpg: 20 x 10 pixels in classes [red, green, blue]",
            "bad.jpg: is empty; fetch or export the image again");
  }
}
