package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Preprocessor;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
            SessionSettings.forInference().withIntraOpThreads(1));
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
  private static int strongest(RgbImage picture, int x, int y) {
    int best = 0;
    for (int c = 1; c < 3; c++) {
      best = picture.get(x, y, c) > picture.get(x, y, best) ? c : best;
    }
    return best;
  }

  @Test
  void findsTheStrongestChannelOfEachPixel() {
    RgbImage picture = noise(TinyModel.WIDTH, TinyModel.HEIGHT, 1);

    Segmentation answer = segmenter.segment(picture);

    assertThat(answer.classNames()).containsExactly("red", "green", "blue");
    int[] count = new int[3];
    for (int y = 0; y < TinyModel.HEIGHT; y++) {
      for (int x = 0; x < TinyModel.WIDTH; x++) {
        int expected = strongest(picture, x, y);
        count[expected]++;
        assertThat(answer.modelMask().get(x, y)).isEqualTo(expected);
        assertThat(answer.mask().get(x, y)).isEqualTo(expected);
      }
    }
    assertThat(answer.fraction("green"))
        .isEqualTo((double) count[1] / (TinyModel.WIDTH * TinyModel.HEIGHT));
  }

  @Test
  void enlargesLogitsToThePicturesOwnSize() {
    RgbImage picture = noise(53, 37, 2);

    ClassMask mask = segmenter.segment(picture).mask();

    RgbImage small = new Preprocessor(TinyModel.preprocess()).resize(picture);
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
  void listOfAnyLengthGivesTheSameAsOneByOne() {
    List<RgbImage> pictures = new ArrayList<>();
    for (int i = 0; i < 19; i++) {
      pictures.add(noise(10 + i, 40 - i, i));
    }

    List<Segmentation> together = segmenter.segment(pictures);

    assertThat(together).hasSize(19);
    for (int i = 0; i < 19; i++) {
      ClassMask alone = segmenter.segment(pictures.get(i)).mask();
      assertThat(together.get(i).mask().classes()).isEqualTo(alone.classes());
      assertThat(together.get(i).mask().width()).isEqualTo(10 + i);
    }
    assertThat(segmenter.segment(List.of())).isEmpty();
  }

  @Test
  void readsPictureFiles() throws IOException {
    RgbImage picture = noise(20, 30, 5);
    Path file = folder.resolve("noise.png");
    ImageFiles.writePng(picture, file);

    assertThat(segmenter.segment(ImageSource.of(file)).mask().classes())
        .isEqualTo(segmenter.segment(picture).mask().classes());
  }

  @Test
  void goesOnAfterAPictureThatCannotBeRead() {
    ImageSource broken = ImageSource.of(new byte[] {1, 2, 3}).named("broken.jpg");

    assertThatThrownBy(() -> segmenter.segment(broken))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("broken.jpg: ");
    assertThat(segmenter.segment(noise(5, 5, 1)).mask().width()).isEqualTo(5);
  }

  @Test
  void tellsWhatTheModelSaysAboutItself() {
    assertThat(segmenter.metadata().preprocess()).isEqualTo(TinyModel.preprocess());
    assertThat(segmenter.metadata().provenance()).containsEntry("seed", "1");
  }

  @Test
  void unknownClassNameIsRefusedWithTheKnownOnes() {
    Segmentation answer = segmenter.segment(noise(5, 5, 1));

    assertThatThrownBy(() -> answer.fraction("cat"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the model has no class 'cat', it has [red, green, blue]");
  }

  @Test
  void answersOutliveTheSegmenterWhichRefusesFurtherUse() {
    RgbImage picture = noise(30, 20, 3);
    Segmentation answer = segmenter.segment(picture);

    segmenter.close();
    segmenter.close();

    assertThat(answer.mask().width()).isEqualTo(30);
    assertThatThrownBy(() -> segmenter.segment(picture))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("tiny.onnx: the model was closed");
    assertThatThrownBy(() -> segmenter.segment(List.of()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> segmenter.segment(ImageSource.of(new byte[0]).named("x")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(segmenter.metadata().classNames()).hasSize(3);
  }
}
