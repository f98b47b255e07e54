package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayTest {
  private static final Palette RED_AND_BLUE =
      new Palette(List.of(new Palette.Color(255, 0, 0), new Palette.Color(0, 0, 255)));

  @TempDir Path folder;

  @Test
  void mixesColoursByOpacity() {
    RgbImage grey = new RgbImage(2, 1, bytes(100, 100, 100, 100, 100, 100));
    ClassMask mask = new ClassMask(2, 1, bytes(1, 1));

    RgbImage seen = Overlay.blend(grey, mask, RED_AND_BLUE, 0.4f);

    assertThat(seen.pixels()).isEqualTo(bytes(60, 60, 162, 60, 60, 162)); // 0.6 * 100 + 0.4 * 255
    assertThat(grey.pixels()).containsOnly(100);
  }

  @Test
  void drawsALineWhereClassesMeet() {
    RgbImage black = new RgbImage(3, 2, new byte[18]);
    ClassMask mask = new ClassMask(3, 2, bytes(0, 0, 0, 0, 0, 1));

    RgbImage seen = Overlay.blend(black, mask, RED_AND_BLUE, 0.2f);

    assertThat(seen.get(0, 0, 0)).isEqualTo(51);
    assertThat(seen.get(2, 0, 0)).isEqualTo(204); // class 1 lies below: 0.2 + 0.8 * 0.75
    assertThat(seen.get(1, 1, 0)).isEqualTo(204); // class 1 lies to the right
    assertThat(seen.get(2, 1, 2)).isEqualTo(51);
  }

  @Test
  void ignoredPixelsStayAsTheyAre() {
    RgbImage grey = new RgbImage(2, 1, bytes(9, 9, 9, 9, 9, 9));
    ClassMask mask = new ClassMask(2, 1, bytes(255, 255));

    assertThat(Overlay.blend(grey, mask, RED_AND_BLUE, 1).pixels()).isEqualTo(grey.pixels());
  }

  @Test
  void writesWhatBlendingGives() throws IOException {
    RgbImage image = RgbImage.of(TestImages.noise(61, 47));
    byte[] classes = new byte[61 * 47];
    new Random(3).nextBytes(classes);
    ClassMask mask = new ClassMask(61, 47, classes);
    Path file = folder.resolve("new/overlay.png");

    Overlay.write(
        ImageSource.of(image), DecodeLimits.defaults(), mask, Palette.standard(), 0.5f, file);

    assertThat(new ImageDecoder().decode(file).pixels())
        .isEqualTo(Overlay.blend(image, mask, Palette.standard(), 0.5f).pixels());
  }

  /** 12 megapixels are 36 MB decoded; the files compress to some kilobytes. */
  @Test
  void writingTakesNoMemoryOfTheImagesSize() throws IOException {
    int width = 4000;
    int height = 3000;
    Path image = Files.write(folder.resolve("image.png"), TestImages.blackPng(width, height));
    ClassMask mask = new ClassMask(width, height, new byte[width * height]);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    Overlay.write(
        ImageSource.of(image),
        DecodeLimits.defaults(),
        mask,
        RED_AND_BLUE,
        0.5f,
        folder.resolve("overlay.png"));
    ImageFiles.writeIndexedPng(mask, RED_AND_BLUE, folder.resolve("mask.png"));

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(3L * width * height);
  }

  @Test
  void anImageOfAnotherSizeIsRefusedBeforeAnythingIsWritten() {
    ImageSource source = ImageSource.of(new RgbImage(2, 1, new byte[6])).named("cat.jpg");
    Path file = folder.resolve("overlay.png");

    assertThatThrownBy(
            () ->
                Overlay.write(
                    source,
                    DecodeLimits.defaults(),
                    new ClassMask(1, 2, new byte[2]),
                    RED_AND_BLUE,
                    0.5f,
                    file))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "cat.jpg: has 2 x 1 pixels but had 1 x 2 when it was segmented; segment it again");
    assertThat(file).doesNotExist();
  }

  @Test
  void largeImagesAreMadeSmallerForViewing() throws IOException {
    RgbImage large = RgbImage.of(TestImages.smooth(5000, 50));
    ClassMask mask = new ClassMask(5000, 50, new byte[250_000]);

    RgbImage seen = Overlay.forViewing(large, mask, RED_AND_BLUE);
    BufferedImage withLegend =
        Overlay.withLegend(
            ImageSource.of(large), DecodeLimits.defaults(), mask, List.of("a"), RED_AND_BLUE);

    assertThat(seen.width()).isEqualTo(4096);
    assertThat(seen.height()).isEqualTo(41);
    assertThat(RgbImage.of(withLegend.getSubimage(0, 0, 4096, 41)).pixels())
        .isEqualTo(seen.pixels());
  }

  @Test
  void smallImagesAreEnlargedForViewing() {
    RgbImage small = new RgbImage(160, 100, new byte[48000]);
    ClassMask mask = new ClassMask(160, 100, new byte[16000]);

    RgbImage seen = Overlay.forViewing(small, mask, RED_AND_BLUE);

    assertThat(seen.width()).isEqualTo(640);
    assertThat(seen.height()).isEqualTo(400);
  }

  @Test
  void veryLongImagesAreNotEnlargedWithoutBounds() {
    RgbImage thread = new RgbImage(1, 1500, new byte[4500]);

    RgbImage seen =
        Overlay.forViewing(thread, new ClassMask(1, 1500, new byte[1500]), RED_AND_BLUE);

    assertThat(seen.width()).isEqualTo(2);
    assertThat(seen.height()).isEqualTo(3000);
  }

  @Test
  void refusesAnotherSizeAndOpacityOutOfRange() {
    RgbImage image = new RgbImage(2, 1, new byte[6]);

    assertThatThrownBy(
            () -> Overlay.blend(image, new ClassMask(1, 2, new byte[2]), RED_AND_BLUE, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 x 1 pixels, its mask 1 x 2");
    for (float opacity : new float[] {-0.1f, 1.1f, Float.NaN}) {
      assertThatThrownBy(
              () -> Overlay.blend(image, new ClassMask(2, 1, new byte[2]), RED_AND_BLUE, opacity))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
