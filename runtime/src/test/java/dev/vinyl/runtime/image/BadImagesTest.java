package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.encode;
import static dev.vinyl.runtime.image.TestImages.noise;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadImagesTest {
  private final ImageDecoder decoder = new ImageDecoder();

  @TempDir Path folder;

  @Test
  void missingFile() {
    Path file = folder.resolve("cat.jpg");

    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(ImageException.class)
        .hasMessage(file + ": there is no such file; check the path");
  }

  @Test
  void folderInPlaceOfAFile() {
    assertThatThrownBy(() -> decoder.decode(folder))
        .isInstanceOf(ImageException.class)
        .hasMessage(folder + ": is a folder; name an image file");
  }

  @Test
  void emptyFile() {
    assertThatThrownBy(() -> decode(new byte[0]))
        .isInstanceOf(ImageException.class)
        .hasMessage("cat.jpg: is empty; fetch or export the image again");
  }

  @Test
  void textNamedAsImage() throws IOException {
    Path file = Files.writeString(folder.resolve("cat.jpg"), "Grüße, no image\n");

    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            file
                + ": is no JPEG, PNG, WebP, BMP, GIF or TIFF image (it looks like text); convert it or leave"
                + " it out");
  }

  @Test
  void whatWasNeverDownloadedIsNamed() {
    byte[] pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\n".getBytes(UTF_8);
    byte[] page = "<!DOCTYPE html>\n<title>404</title>".getBytes(UTF_8);

    assertThatThrownBy(() -> decode(pointer))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "cat.jpg: is a git LFS pointer, not the file itself; run 'git lfs pull' in its folder");
    assertThatThrownBy(() -> decode(page))
        .hasMessageStartingWith("cat.jpg: is a web page, not the");
  }

  @Test
  void anotherFormatIsNamed() {
    byte[] tiff = {'I', 'I', 43, 0, 8, 0, 0, 0};

    assertThatThrownBy(() -> decode(tiff)).hasMessageContaining("looks like a BigTIFF");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jpeg", "progressive jpeg", "jpeg with thumbnail", "png", "bmp", "webp", "gif"})
  void cutOffAnywhereIsNeverHalfAImage(String kind) throws IOException {
    byte[] whole = image(kind);
    byte[] pixels = decode(whole).pixels();

    for (int sixteenths = 1; sixteenths < 16; sixteenths++) {
      assertRefusedOrWhole(whole, whole.length * sixteenths / 16, pixels);
    }
    for (int missing = 1; missing < 40; missing++) {
      assertRefusedOrWhole(whole, whole.length - missing, pixels);
    }
    for (int bytes = 1; bytes < Math.min(700, whole.length); bytes += 3) {
      assertRefusedOrWhole(whole, bytes, pixels);
    }
  }

  @Test
  void cutOffIsSaidInOneLine() throws IOException {
    byte[] whole = image("jpeg");

    assertThatThrownBy(() -> decode(TestImages.slice(whole, 0, 2000)))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "cat.jpg: is cut off: the JPEG ends early, after 2000 bytes; fetch or export the image"
                + " again");
  }

  @Test
  void zerosInPlaceOfTheRestAreRefused() throws IOException {
    for (String kind : new String[] {"jpeg", "png"}) {
      byte[] broken = image(kind);
      Arrays.fill(broken, broken.length / 2, broken.length, (byte) 0);

      assertThatThrownBy(() -> decode(broken)).isInstanceOf(ImageException.class);
    }
  }

  @Test
  void wrongByteInPngIsRefused() throws IOException {
    byte[] broken = image("png");
    broken[broken.length / 2] ^= 1;

    assertThatThrownBy(() -> decode(broken))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("is a damaged PNG: the checksum at byte");
  }

  /** Whatever the bytes, there is an image or an ImageException: no crash, no other exception. */
  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "webp", "gif"})
  void wrongBytesNeverDoMoreThanThrow(String kind) throws IOException {
    byte[] whole = image(kind);
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] broken = whole.clone();
      int within = i % 2 == 0 ? Math.min(60, whole.length) : whole.length;
      broken[random.nextInt(within)] = (byte) random.nextInt(256);
      try {
        decode(broken);
      } catch (ImageException e) {
        assertThat(e).hasMessageStartingWith("cat.jpg: ");
        assertThat(e.getMessage()).doesNotContain("\n");
      }
    }
  }

  @Test
  void smallFileOfAHugeImageIsRefusedByItsHeader() throws IOException {
    byte[] bomb = TestImages.blackPng(20_000, 20_000);
    assertThat(bomb).hasSizeLessThan(100_000);

    assertThatThrownBy(() -> decode(bomb))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "cat.jpg: has 20000 x 20000 pixels, more than the limit of 100000000; shrink it or raise"
                + " the limit");
  }

  /** A decoder believes the first frame header, so a later and smaller one must not be checked. */
  @Test
  void jpegWithTwoFrameHeadersIsRefused() throws IOException {
    byte[] small = image("jpeg");
    byte[] huge = {8, (byte) 0xea, 0x60, (byte) 0xea, 0x60, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0};

    assertThatThrownBy(() -> decode(TestImages.withJpegSegment(small, 0xc0, huge)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("is a damaged JPEG: it holds a second image inside the first");
  }

  @Test
  void randomBytesBehindAnyFormatsFirstOnesAreRefused() {
    Random random = new Random(11);
    String[] starts = {"", "\u00ff\u00d8\u00ff", "\u0089PNG\r\n\u001a\n", "GIF89a", "BM"};
    for (int i = 0; i < 500; i++) {
      byte[] start = starts[i % starts.length].getBytes(StandardCharsets.ISO_8859_1);
      byte[] rest = new byte[random.nextInt(3000)];
      random.nextBytes(rest);
      assertThatThrownBy(() -> decode(TestImages.concat(start, rest)))
          .isInstanceOf(ImageException.class);
    }
  }

  private void assertRefusedOrWhole(byte[] whole, int bytes, byte[] pixels) {
    try {
      assertThat(decode(TestImages.slice(whole, 0, bytes)).pixels())
          .as("%d of %d bytes", bytes, whole.length)
          .isEqualTo(pixels);
      assertThat(bytes).as("decoded without a part that counts").isEqualTo(whole.length - 1);
    } catch (ImageException e) {
      assertThat(e).hasMessageStartingWith("cat.jpg: ");
    }
  }

  private RgbImage decode(byte[] encoded) throws ImageException {
    return decoder.decode(ImageSource.of(encoded).named("cat.jpg"));
  }

  static byte[] image(String kind) throws IOException {
    BufferedImage noise = noise(64, 48);
    return switch (kind) {
      case "webp" -> TestImages.webp(64, 48, 3, RgbImage.of(noise).pixels());
      case "progressive jpeg" -> progressive(noise);
      case "jpeg with thumbnail" ->
          TestImages.withJpegSegment(encode(noise, "jpeg"), 0xe1, encode(noise(16, 16), "jpeg"));
      default -> encode(noise, kind);
    };
  }

  private static byte[] progressive(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
