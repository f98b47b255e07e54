package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngRowsTest {
  private final List<Integer> made = new ArrayList<>();
  private final RenderedImage image =
      new PngRows(
          2,
          3,
          (y, row) -> {
            made.add(y);
            byte[] pixels = bytes(10 * y, 1, 2, 3, 4, 5);
            System.arraycopy(pixels, 0, row, 0, row.length);
          });

  /** JDK 25 takes the raster of a BufferedImage, or its single tile, and asks for no rows. */
  @Test
  void pngWriterAsksForEachRowOnceFromTheTop() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();

    ImageFiles.encode(image, png);

    assertThat(made).containsExactly(0, 1, 2);
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
    assertThat(decoded.getRGB(0, 2)).isEqualTo(0xff140102);
    assertThat(decoded.getRGB(1, 0)).isEqualTo(0xff030405);
  }

  /** So that a writer may go by tiles as well as by rectangles. */
  @Test
  void everyRowIsATile() {
    assertThat(image).isNotInstanceOf(BufferedImage.class);
    assertThat(image.getNumXTiles()).isEqualTo(1);
    assertThat(image.getNumYTiles()).isEqualTo(3);
    assertThat(image.getTileHeight()).isEqualTo(1);
    assertThat(image.getSampleModel().getHeight()).isEqualTo(1);

    Raster tile = image.getTile(0, 1);
    assertThat(tile.getBounds()).isEqualTo(new Rectangle(0, 1, 2, 1));
    assertThat(tile.getPixel(0, 1, (int[]) null)).containsExactly(10, 1, 2);
  }

  @Test
  void moreThanOneRowIsRefused() {
    Rectangle two = new Rectangle(0, 0, 2, 2);

    assertThatThrownBy(() -> image.getData(two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("one whole row at a time");
    assertThatThrownBy(image::getData).isInstanceOf(IllegalArgumentException.class);
  }
}
