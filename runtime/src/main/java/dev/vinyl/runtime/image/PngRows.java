package dev.vinyl.runtime.image;

import java.awt.Rectangle;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * An 8-bit RGB image whose rows are made when they are asked for, so that a large one needs no
 * memory of its size. For ImageIO's PNG writer, which asks for the rows from the top, each once.
 */
final class PngRows extends BufferedImage {
  private static final int[] RGB = {0, 1, 2};

  private final int rows;
  private final byte[] row;
  private final Source source;

  /** Makes rows. */
  @FunctionalInterface
  interface Source {
    /**
     * Fills a row.
     *
     * @param y counted from the top
     * @param row becomes [W, 3], red first
     */
    void fill(int y, byte[] row);
  }

  private PngRows(WritableRaster oneRow, byte[] row, int rows, Source source) {
    super(
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, OPAQUE, DataBuffer.TYPE_BYTE),
        oneRow,
        false,
        null);
    this.rows = rows;
    this.row = row;
    this.source = source;
  }

  static BufferedImage image(int width, int height, Source source) {
    byte[] row = new byte[3 * width];
    WritableRaster oneRow =
        Raster.createInterleavedRaster(
            new DataBufferByte(row, row.length), width, 1, row.length, 3, RGB, null);
    return new PngRows(oneRow, row, height, source);
  }

  @Override
  public int getHeight() {
    return rows;
  }

  @Override
  public Raster getData(Rectangle wanted) {
    if (wanted.height != 1 || wanted.x != 0 || wanted.width != getWidth()) {
      throw new IllegalArgumentException("one whole row at a time, not " + wanted);
    }
    source.fill(wanted.y, row);
    return getRaster().createTranslatedChild(0, wanted.y);
  }
}
