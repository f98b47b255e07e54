package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.bytes;
import static dev.vinyl.runtime.image.TestImages.encode;
import static dev.vinyl.runtime.image.TestImages.smooth;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.nativeconfig.internal.OpenCvLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrientationTest {
  private static final int EXIF_UPRIGHT = 1;

  /**
   * The stored image is 3 x 2 and shows a b c / d e f. The last column is what must be seen, as the
   * EXIF standard tells where row 0 and column 0 belong.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 3, abcdef",
    "2, 3, cbafed",
    "3, 3, fedcba",
    "4, 3, defabc",
    "5, 2, adbecf",
    "6, 2, daebfc",
    "7, 2, fcebda",
    "8, 2, cfbead"
  })
  void turnsAsExifTells(int value, int width, String seen) {
    byte[] pixels = new byte[18];
    for (int i = 0; i < 18; i++) {
      pixels[i] = (byte) ('a' + i / 3);
    }
    Orientation orientation = orientation(TestImages.tiff(value, true));

    RgbImage upright = turn(orientation, new RgbImage(3, 2, pixels));

    assertThat(upright.width()).isEqualTo(width);
    StringBuilder letters = new StringBuilder();
    for (int y = 0; y < upright.height(); y++) {
      for (int x = 0; x < upright.width(); x++) {
        letters.append((char) upright.get(x, y, 2));
      }
    }
    assertThat(letters).hasToString(seen);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8"})
  void jpegPngAndWebpAreTurned(int value) throws IOException {
    RgbImage stored = RgbImage.of(smooth(40, 24));
    byte[] tiff = TestImages.tiff(value, false);
    RgbImage expected = turn(orientation(tiff), stored);

    RgbImage jpeg = decode(TestImages.withExif(encode(smooth(40, 24), "jpeg"), value, true));
    byte[] webpBytes = TestImages.webp(40, 24, 3, blueFirst(stored));
    RgbImage webp = decode(TestImages.withWebpExif(webpBytes, 40, 24, tiff));
    RgbImage png = decode(TestImages.withPngChunk(encode(smooth(40, 24), "png"), "eXIf", tiff));

    assertThat(webp.pixels()).isEqualTo(expected.pixels());
    assertThat(png.pixels()).isEqualTo(expected.pixels());
    assertThat(jpeg.width()).isEqualTo(expected.width());
    for (int i = 0; i < expected.pixels().length; i++) {
      assertThat(Math.abs((jpeg.pixels()[i] & 0xff) - (expected.pixels()[i] & 0xff))).isLessThan(8);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8"})
  void storedPixelsAndTheirOrientationCanBeAskedFor(int value, @TempDir Path folder)
      throws IOException {
    byte[] tiff = TestImages.tiff(value, true);
    byte[] plain = encode(smooth(40, 24), "jpeg");
    byte[] webp = TestImages.webp(40, 24, 3, blueFirst(RgbImage.of(smooth(40, 24))));
    byte[] profile = new byte[60_000]; // before EXIF, and longer than what is read at first
    List<byte[]> files =
        List.of(
            TestImages.withExif(plain, value, true),
            TestImages.withJpegSegment(TestImages.withExif(plain, value, false), 0xe2, profile),
            TestImages.withPngChunk(encode(smooth(40, 24), "png"), "eXIf", tiff),
            TestImages.withWebpExif(webp, 40, 24, tiff));
    for (byte[] bytes : files) {
      Path file = Files.write(folder.resolve("image.jpg"), bytes);

      assertThat(ImageFiles.orientation(file)).isEqualTo(value);
      RgbImage stored = new ImageDecoder().decodeStored(file);
      RgbImage upright = new ImageDecoder().decode(file);
      assertThat(stored.width()).isEqualTo(40);
      assertThat(upright.pixels()).isEqualTo(turn(orientation(tiff), stored).pixels());
    }
    Path none = Files.write(folder.resolve("plain.jpg"), plain);
    assertThat(ImageFiles.orientation(none)).isEqualTo(1);
    assertThat(new ImageDecoder().decodeStored(none).pixels())
        .isEqualTo(new ImageDecoder().decode(none).pixels());
  }

  @Test
  void transparentImagesAreTurnedToo() throws IOException {
    byte[] blueFirst = bytes(0, 0, 255, 255, 255, 0, 0, 255); // red, blue
    byte[] webp = TestImages.webp(2, 1, 4, blueFirst);
    byte[] tiff = TestImages.tiff(6, true);

    RgbImage upright = decode(TestImages.withPngChunk(encode(twoColours(), "png"), "eXIf", tiff));

    assertThat(upright.height()).isEqualTo(2);
    assertThat(upright.pixels()).isEqualTo(bytes(255, 0, 0, 0, 0, 255));
    assertThat(decode(webp).pixels()).isEqualTo(upright.pixels());
  }

  @Test
  void exifWithoutSenseLeavesTheImageAsItIs() throws IOException {
    byte[] jpeg = encode(smooth(40, 24), "jpeg");
    byte[] exif = TestImages.withExif(jpeg, EXIF_UPRIGHT, true);
    int blockStart = 12; // start marker, segment header, Exif and two zeros

    for (int value : new int[] {0, 9, 255}) {
      assertThat(decode(TestImages.withExif(jpeg, value, true)).width()).isEqualTo(40);
    }
    for (int at = blockStart; at < blockStart + 26; at++) {
      byte[] broken = exif.clone();
      broken[at] = (byte) 0xff;
      assertThat(decode(broken).width()).as("byte %d", at).isEqualTo(40);
    }
  }

  private static Orientation orientation(byte[] tiff) {
    return Orientation.ofExif(new EncodedBytes(ByteBuffer.wrap(tiff)), 0, tiff.length);
  }

  private static RgbImage turn(Orientation orientation, RgbImage image) {
    OpenCvLibrary.load();
    try (Mat stored = new Mat();
        Mat upright = new Mat()) {
      MatImages.copy(image, stored);
      orientation.apply(stored, upright);
      return MatImages.ofRgb(upright);
    }
  }

  private static java.awt.image.BufferedImage twoColours() {
    var image = new java.awt.image.BufferedImage(2, 1, java.awt.image.BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0xffff0000);
    image.setRGB(1, 0, 0xff0000ff);
    return image;
  }

  private static byte[] blueFirst(RgbImage image) {
    byte[] values = image.pixels().clone();
    for (int i = 0; i < values.length; i += 3) {
      byte red = values[i];
      values[i] = values[i + 2];
      values[i + 2] = red;
    }
    return values;
  }

  private static RgbImage decode(byte[] encoded) throws IOException {
    return new ImageDecoder().decode(ImageSource.of(encoded).named("image"));
  }
}
