package dev.vinyl.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TIFFs that Java's writer writes. */
final class TiffFileTest {
  private static RgbImage decode(byte[] tiff) throws ImageException {
    return new ImageDecoder().decode(ImageSource.of(tiff));
  }

  private static byte[] tiff(BufferedImage image, String compression, int tile) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    ImageWriteParam settings = writer.getDefaultWriteParam();
    if (!compression.isEmpty()) {
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionType(compression);
    }
    if (tile > 0) {
      settings.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setTiling(tile, tile, 0, 0);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), settings);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A colour that differs at every pixel. */
  private static BufferedImage drawn(int type) {
    BufferedImage image = new BufferedImage(50, 40, type);
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 50; x++) {
        image.setRGB(x, y, 0xff000000 | (5 * x) << 16 | (6 * y) << 8 | (x + y));
      }
    }
    return image;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "LZW", "ZLib", "PackBits"})
  void stripsAndTilesHoldTheSamePixels(String compression) throws IOException {
    for (int tile : new int[] {0, 16}) {
      RgbImage image = decode(tiff(drawn(BufferedImage.TYPE_INT_RGB), compression, tile));
      assertThat(image.width()).isEqualTo(50);
      assertThat(image.height()).isEqualTo(40);
      for (int y = 0; y < 40; y++) {
        for (int x = 0; x < 50; x++) {
          assertThat(new int[] {image.get(x, y, 0), image.get(x, y, 1), image.get(x, y, 2)})
              .containsExactly(5 * x, 6 * y, x + y);
        }
      }
    }
  }

  @Test
  void greyIsRepeatedAndTheUpperBitsKept() throws IOException {
    BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setPixels(0, 0, 2, 1, new int[] {7, 200});
    assertThat(decode(tiff(grey, "", 0)).pixels())
        .containsExactly(7, 7, 7, (byte) 200, (byte) 200, (byte) 200);
    BufferedImage wide = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    wide.getRaster().setPixels(0, 0, 2, 1, new int[] {7 * 256 + 255, 200 * 256});
    assertThat(decode(tiff(wide, "", 0)).pixels())
        .containsExactly(7, 7, 7, (byte) 200, (byte) 200, (byte) 200);
  }

  @Test
  void transparentPixelsAreLaidOverWhite() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00102030);
    image.setRGB(1, 0, 0xff102030);
    assertThat(decode(tiff(image, "", 0)).pixels()).containsExactly(-1, -1, -1, 16, 32, 48);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "LZW", "ZLib"})
  void cutOffIsNeverHalfAnImage(String compression) throws IOException {
    byte[] whole = tiff(drawn(BufferedImage.TYPE_INT_RGB), compression, 0);
    for (int length = 4; length < whole.length - 1; length += 1 + length / 9) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decode(part)).isInstanceOf(ImageException.class);
    }
  }
}
