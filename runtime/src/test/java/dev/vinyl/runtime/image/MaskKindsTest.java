package dev.vinyl.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of masks of every kind, written by Java's own writers. */
final class MaskKindsTest {
  private static final int WIDTH = 5;
  private static final int HEIGHT =
      5; // Java writes interlaced GIFs, those of fewer than 5 rows wrongly

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff", "bmp"})
  void oneBitIsZeroAndOne(String format) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY);
    image.setRGB(1, 2, 0xffffff);
    MaskValues mask = read(image, format);
    assertThat(values(mask))
        .containsExactly(IntStream.range(0, 25).map(i -> i == 11 ? 1 : 0).toArray());
    assertThat(mask.kind()).isEqualTo(MaskValues.Kind.GREY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff", "bmp"})
  void eightBitsAreGreyValues(String format) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, WIDTH, HEIGHT, ramp(10));
    MaskValues mask = read(image, format);
    assertThat(values(mask)).containsExactly(ramp(10));
    assertThat(mask.kind()).isEqualTo(MaskValues.Kind.GREY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff"})
  void sixteenBitsAreGreyValues(String format) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setPixels(0, 0, WIDTH, HEIGHT, ramp(2730));
    assertThat(values(read(image, format))).containsExactly(ramp(2730)).endsWith(65520);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff", "bmp", "gif"})
  void paletteGivesEntriesNotColours(String format) throws IOException {
    byte[] red = new byte[256];
    byte[] green = new byte[256];
    for (int i = 0; i < red.length; i++) {
      red[i] = (byte) i;
      green[i] = (byte) (255 - i);
    }
    IndexColorModel palette = new IndexColorModel(8, 256, red, green, new byte[256]);
    BufferedImage image =
        new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, palette);
    image.getRaster().setPixels(0, 0, WIDTH, HEIGHT, ramp(3));
    MaskValues mask = read(image, format);
    assertThat(values(mask)).containsExactly(ramp(3));
    assertThat(mask.kind()).isEqualTo(MaskValues.Kind.PALETTE);
    assertThat(mask.paletteColors()[3]).isEqualTo(0x03fc00);
  }

  @Test
  void paletteOfTwoBitsGivesEntries() throws IOException {
    byte[] grey = {(byte) 255, 0, 7, 9}; // white first: entries all the same
    IndexColorModel palette = new IndexColorModel(2, 4, grey, grey, grey);
    BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    image.getRaster().setPixels(0, 0, 4, 1, new int[] {0, 1, 2, 3});
    assertThat(values(read(image, "png"))).containsExactly(0, 1, 2, 3);
  }

  @Test
  void oneBitPaletteGivesEntriesWhateverItsColours() throws IOException {
    byte[] grey = {(byte) 255, 0};
    IndexColorModel palette = new IndexColorModel(1, 2, grey, grey, grey);
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    image.getRaster().setPixels(0, 0, 2, 1, new int[] {0, 1});
    assertThat(values(read(image, "png"))).containsExactly(0, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff", "bmp"})
  void coloursAreRedGreenBlue(String format) throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x804020);
    image.setRGB(1, 0, 0x010203);
    MaskValues mask = read(image, format);
    assertThat(values(mask)).containsExactly(0x804020, 0x010203);
    assertThat(mask.kind()).isEqualTo(MaskValues.Kind.COLOR);
    assertThat(mask.isGrey()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff"})
  void opacityIsLeftOut(String format) throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00804020); // no opacity, but the colour counts
    image.setRGB(1, 0, 0x80010203);
    assertThat(values(read(image, format))).containsExactly(0x804020, 0x010203);
  }

  @Test
  void greyColoursBecomeGreyValues() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x050505);
    MaskValues mask = read(image, "png");
    assertThat(mask.isGrey()).isTrue();
    assertThat(values(mask.withoutColor())).containsExactly(5, 0);
  }

  @Test
  void jpegIsRefused() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    assertThatThrownBy(() -> read(image, "jpg"))
        .isInstanceOf(ImageException.class)
        .hasMessageEndingWith(
            "pixels at edges would get classes that nobody drew; save masks as PNG");
  }

  private MaskValues read(BufferedImage image, String format) throws IOException {
    Path file = folder.resolve("mask." + format);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return ImageFiles.readMask(file);
  }

  private static int[] values(MaskValues mask) {
    return IntStream.range(0, mask.pixels()).map(mask::get).toArray();
  }

  private static int[] ramp(int step) {
    return IntStream.range(0, WIDTH * HEIGHT).map(i -> i * step).toArray();
  }
}
