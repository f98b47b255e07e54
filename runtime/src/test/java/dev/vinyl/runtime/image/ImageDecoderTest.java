package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.bytes;
import static dev.vinyl.runtime.image.TestImages.encode;
import static dev.vinyl.runtime.image.TestImages.noise;
import static dev.vinyl.runtime.image.TestImages.smooth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private final ImageDecoder decoder = new ImageDecoder();

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void losslessImagesKeepEveryValue(String format) throws IOException {
    BufferedImage image = noise(37, 23);

    RgbImage decoded = decode(encode(image, format));

    assertThat(decoded.pixels()).isEqualTo(RgbImage.of(image).pixels());
  }

  @Test
  void losslessWebpKeepsEveryValue() throws IOException {
    RgbImage image = RgbImage.of(noise(37, 23));
    byte[] blueFirst = image.pixels().clone();
    for (int i = 0; i < blueFirst.length; i += 3) {
      byte red = blueFirst[i];
      blueFirst[i] = blueFirst[i + 2];
      blueFirst[i + 2] = red;
    }

    RgbImage decoded = decode(TestImages.webp(37, 23, 3, blueFirst));

    assertThat(decoded.pixels()).isEqualTo(image.pixels());
  }

  @Test
  void firstImageOfAGif() throws IOException {
    BufferedImage image = paletted();

    RgbImage decoded = decode(encode(image, "gif"));

    assertThat(decoded.pixels()).isEqualTo(bytes(10, 40, 70, 255, 255, 255, 30, 60, 90));
  }

  @Test
  void jpegStaysCloseAndKeepsTheOrderOfChannels() throws IOException {
    BufferedImage image = smooth(64, 48);

    RgbImage decoded = decode(encode(image, "jpeg"));

    assertClose(decoded, RgbImage.of(image), 6);
  }

  @Test
  void contentDecidesWhateverTheNameSays() throws IOException {
    byte[] png = encode(noise(5, 4), "png");

    assertThat(decoder.decode(ImageSource.of(png).named("cat.jpg")).width()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "bmp"})
  void greyIsRepeatedInAllChannels(String format) throws IOException {
    BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      grey.getRaster().setSample(i % 16, i / 16, 0, 100);
    }

    RgbImage decoded = decode(encode(grey, format));

    assertThat(decoded.pixels()).containsOnly(100);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "255, 0", "256, 1", "32767, 127", "32768, 128", "65535, 255"})
  void ofSixteenBitsTheUpperEightAreKept(int stored, int expected) throws IOException {
    BufferedImage grey = new BufferedImage(3, 2, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 6; i++) {
      grey.getRaster().setSample(i % 3, i / 3, 0, stored);
    }

    assertThat(decode(encode(grey, "png")).pixels()).containsOnly(expected);
  }

  @Test
  void sixteenBitColoursKeepTheOrderOfChannels() throws IOException {
    BufferedImage image = sixteenBit(0x1234, 0x5678, 0x9abc);

    assertPixel(decode(encode(image, "png")), 0x12, 0x56, 0x9a);
  }

  @Test
  void sixteenBitColoursWithAlphaAreLaidOverWhite() throws IOException {
    assertPixel(decode(encode(sixteenBit(0x1234, 0x5678, 0x9abc, 0xffff), "png")), 18, 86, 154);
    assertPixel(decode(encode(sixteenBit(0x1234, 0x5678, 0x9abc, 0), "png")), 255, 255, 255);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 255", "2, 1, 85", "4, 5, 85"})
  void greyOfFewBitsFillsTheWholeRange(int bits, int stored, int expected) throws IOException {
    int levels = 1 << bits;
    byte[] greys = new byte[levels];
    for (int i = 0; i < levels; i++) {
      greys[i] = (byte) (255 * i / (levels - 1));
    }
    IndexColorModel model = new IndexColorModel(bits, levels, greys, greys, greys);
    BufferedImage grey = new BufferedImage(9, 3, BufferedImage.TYPE_BYTE_BINARY, model);
    for (int i = 0; i < 27; i++) {
      grey.getRaster().setSample(i % 9, i / 9, 0, stored);
    }
    byte[] png = encode(grey, "png");
    assertThat(PngHeader.read(new EncodedBytes(ByteBuffer.wrap(png))).colorType())
        .isEqualTo(PngHeader.GREY);
    assertThat(PngHeader.read(new EncodedBytes(ByteBuffer.wrap(png))).bitDepth()).isEqualTo(bits);

    assertThat(decode(png).pixels()).containsOnly(expected);
  }

  @ParameterizedTest
  @CsvSource({"255, 200, 100, 50", "0, 255, 255, 255", "51, 244, 224, 214"})
  void transparencyIsLaidOverWhite(int alpha, int red, int green, int blue) throws IOException {
    BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 12; i++) {
      image.setRGB(i % 4, i / 4, alpha << 24 | 200 << 16 | 100 << 8 | 50);
    }
    byte[] blueFirst = new byte[48];
    for (int i = 0; i < 48; i += 4) {
      System.arraycopy(bytes(50, 100, 200, alpha), 0, blueFirst, i, 4);
    }

    assertPixel(decode(encode(image, "png")), red, green, blue);
    assertPixel(decode(TestImages.webp(4, 3, 4, blueFirst)), red, green, blue);
  }

  @Test
  void greyWithAlphaIsLaidOverWhite() throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 2, 2, 2, null);
    for (int i = 0; i < 4; i++) {
      raster.setPixel(i % 2, i / 2, new int[] {100, 51});
    }
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);

    RgbImage decoded = decode(encode(new BufferedImage(model, raster, false, null), "png"));

    assertPixel(decoded, 224, 224, 224); // (100 * 51 + 255 * 204) / 255
  }

  @Test
  void paletteBecomesColoursAndItsTransparentEntriesWhite() throws IOException {
    BufferedImage image = paletted();

    RgbImage decoded = decode(encode(image, "png"));

    assertThat(decoded.pixels()).isEqualTo(bytes(10, 40, 70, 255, 255, 255, 30, 60, 90));
  }

  @Test
  void oneTransparentColourBecomesWhite() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x0a141e);
    image.setRGB(1, 0, 0x28323c);
    byte[] png = TestImages.withPngChunk(encode(image, "png"), "tRNS", bytes(0, 10, 0, 20, 0, 30));

    assertThat(decode(png).pixels()).isEqualTo(bytes(255, 255, 255, 40, 50, 60));
  }

  @Test
  void adobesInvertedCmykBecomesColours() throws IOException {
    byte[] jpeg =
        TestImages.withAdobeMarker(TestImages.fourChannelJpeg(32, 24, 200, 50, 20, 250), 0);

    assertPixel(decode(jpeg), 196, 49, 20); // stored values are 255 - ink: 200 * 250 / 255
  }

  @Test
  void cmykWithoutAdobesMarkerIsNotInverted() throws IOException {
    byte[] jpeg = TestImages.fourChannelJpeg(32, 24, 55, 205, 235, 5);

    assertPixel(decode(jpeg), 196, 49, 20); // (255 - 55) * (255 - 5) / 255
  }

  @Test
  void adobesYcckBecomesColours() throws IOException {
    // Inverted inks 200, 50, 20 are the colour 55, 205, 235, stored as luminance and chrominance:
    // Y = 0.299 R + 0.587 G + 0.114 B, Cb = 128 + 0.564 (B - Y), Cr = 128 + 0.713 (R - Y).
    byte[] jpeg =
        TestImages.withAdobeMarker(TestImages.fourChannelJpeg(32, 24, 164, 168, 51, 255), 2);

    assertPixel(decode(jpeg), 200, 50, 20);
  }

  @Test
  void imagesAboveTheLimitAreRefusedByTheirHeader() throws IOException {
    byte[] png = encode(noise(10, 10), "png");

    assertThat(
            new ImageDecoder(DecodeLimits.defaults().withMaxPixels(100))
                .decode(ImageSource.of(png).named("a.png"))
                .width())
        .isEqualTo(10);
    assertRefused(
        new ImageDecoder(DecodeLimits.defaults().withMaxPixels(99)),
        png,
        "has 10 x 10 pixels, more than the limit of 99",
        "shrink it");
  }

  private RgbImage decode(byte[] encoded) throws IOException {
    return decoder.decode(ImageSource.of(encoded).named("image"));
  }

  private static void assertRefused(ImageDecoder decoder, byte[] encoded, String... parts) {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> decoder.decode(ImageSource.of(encoded).named("cat.jpg"))))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("cat.jpg: ")
        .hasMessageContainingAll(parts)
        .message()
        .doesNotContain("\n");
  }

  private static BufferedImage sixteenBit(int... values) {
    int channels = values.length;
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 3, 2, channels, null);
    for (int i = 0; i < 6; i++) {
      raster.setPixel(i % 3, i / 3, values);
    }
    boolean alpha = channels == 4;
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    return new BufferedImage(model, raster, false, null);
  }

  /** Three pixels of a palette; the one in the middle is transparent. */
  private static BufferedImage paletted() {
    IndexColorModel model =
        new IndexColorModel(
            8, 3, bytes(10, 20, 30), bytes(40, 50, 60), bytes(70, 80, 90), bytes(255, 0, 255));
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, model);
    image.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 1, 2});
    return image;
  }

  private static void assertPixel(RgbImage image, int red, int green, int blue) {
    int x = image.width() / 2;
    int y = image.height() / 2;
    assertThat(new int[] {image.get(x, y, 0), image.get(x, y, 1), image.get(x, y, 2)})
        .usingElementComparator((a, b) -> Math.abs(a - b) <= 2 ? 0 : a - b)
        .containsExactly(red, green, blue);
  }

  private static void assertClose(RgbImage actual, RgbImage expected, int tolerance) {
    assertThat(actual.width()).isEqualTo(expected.width());
    assertThat(actual.height()).isEqualTo(expected.height());
    for (int y = 0; y < actual.height(); y++) {
      for (int x = 0; x < actual.width(); x++) {
        for (int c = 0; c < 3; c++) {
          assertThat(actual.get(x, y, c))
              .as("channel %d at %d, %d", c, x, y)
              .isCloseTo(expected.get(x, y, c), within(tolerance));
        }
      }
    }
  }
}
