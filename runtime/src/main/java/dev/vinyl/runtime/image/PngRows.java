package dev.vinyl.runtime.image;

import java.awt.Image;
import java.awt.Rectangle;
import java.awt.color.ColorSpace;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;
import java.util.Vector;
import org.jspecify.annotations.Nullable;

/**
 * An 8-bit RGB image whose rows are made when they are asked for, so that a large one needs no
 * memory of its size. For ImageIO's PNG writer, which asks for the rows from the top, each once.
 *
 * <p>Each row is a tile of its own, and this is no {@link java.awt.image.BufferedImage}: of such an
 * image, or of one with a single tile, the writer of newer JDKs takes the whole raster at once.
 */
final class PngRows implements RenderedImage {
  private static final int[] RGB = {0, 1, 2};

  private final int width;
  private final int height;
  private final Source source;
  private final byte[] row;
  private final WritableRaster rowRaster;
  private final ColorModel colorModel =
      new ComponentColorModel(
          ColorSpace.getInstance(ColorSpace.CS_sRGB),
          false,
          false,
          ColorModel.OPAQUE,
          DataBuffer.TYPE_BYTE);

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

  PngRows(int width, int height, Source source) {
    this.width = width;
    this.height = height;
    this.source = source;
    this.row = new byte[3 * width];
    this.rowRaster =
        Raster.createInterleavedRaster(
            new DataBufferByte(row, row.length), width, 1, row.length, 3, RGB, null);
  }

  /**
   * A row, in memory that the next one overwrites.
   *
   * @throws IllegalArgumentException for anything but one whole row
   */
  @Override
  public Raster getData(Rectangle wanted) {
    if (wanted.height != 1 || wanted.x != 0 || wanted.width != width) {
      throw new IllegalArgumentException("one whole row at a time, not " + wanted);
    }
    return getTile(0, wanted.y);
  }

  @Override
  public Raster getTile(int tileX, int tileY) {
    source.fill(tileY, row);
    return rowRaster.createTranslatedChild(0, tileY);
  }

  @Override
  public Raster getData() {
    return getData(new Rectangle(width, height));
  }

  @Override
  public WritableRaster copyData(@Nullable WritableRaster raster) {
    throw new UnsupportedOperationException("rows are read by getData(Rectangle)");
  }

  @Override
  public ColorModel getColorModel() {
    return colorModel;
  }

  @Override
  public SampleModel getSampleModel() {
    return rowRaster.getSampleModel();
  }

  @Override
  public int getWidth() {
    return width;
  }

  @Override
  public int getHeight() {
    return height;
  }

  @Override
  public int getMinX() {
    return 0;
  }

  @Override
  public int getMinY() {
    return 0;
  }

  @Override
  public int getNumXTiles() {
    return 1;
  }

  @Override
  public int getNumYTiles() {
    return height;
  }

  @Override
  public int getMinTileX() {
    return 0;
  }

  @Override
  public int getMinTileY() {
    return 0;
  }

  @Override
  public int getTileWidth() {
    return width;
  }

  @Override
  public int getTileHeight() {
    return 1;
  }

  @Override
  public int getTileGridXOffset() {
    return 0;
  }

  @Override
  public int getTileGridYOffset() {
    return 0;
  }

  @Override
  public @Nullable Vector<RenderedImage> getSources() {
    return null;
  }

  @Override
  public Object getProperty(String name) {
    return Image.UndefinedProperty;
  }

  @Override
  public String @Nullable [] getPropertyNames() {
    return null;
  }
}
