package dev.vinyl.runtime.image;

import dev.vinyl.runtime.image.ImageHeader.Colors;
import dev.vinyl.runtime.image.ImageHeader.Format;
import java.io.IOException;

/**
 * What a GIF says of its first image, which must be there to its end; whatever follows is left
 * alone.
 */
record GifHeader(int width, int height, boolean transparentColor, int imageEnd) {
  private static final int SCREEN_BYTES = 13;
  private static final int IMAGE_BYTES = 9;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int TRANSPARENT_BIT = 1;
  private static final int TABLE_BIT = 0x80;
  private static final int TRAILER = 0x3b;

  static GifHeader read(EncodedBytes bytes) throws IOException {
    int width = bytes.u16LittleEndian(6);
    int height = bytes.u16LittleEndian(8);
    if (width < 1 || height < 1) {
      throw new IOException("an image of %d x %d pixels".formatted(width, height));
    }
    boolean transparentColor = false;
    int at = SCREEN_BYTES + colorTableBytes(bytes.u8(10));
    while (bytes.u8(at) == EXTENSION) {
      transparentColor |=
          bytes.u8(at + 1) == GRAPHIC_CONTROL && (bytes.u8(at + 3) & TRANSPARENT_BIT) != 0;
      at = endOfBlocks(bytes, at + 2);
    }
    if (bytes.u8(at) != IMAGE) {
      throw new IOException("it holds no image");
    }
    int right = bytes.u16LittleEndian(at + 1) + bytes.u16LittleEndian(at + 5);
    int bottom = bytes.u16LittleEndian(at + 3) + bytes.u16LittleEndian(at + 7);
    if (right > width || bottom > height) {
      throw new IOException("its image is larger than its frame");
    }
    at += 1 + IMAGE_BYTES + colorTableBytes(bytes.u8(at + IMAGE_BYTES));
    return new GifHeader(width, height, transparentColor, endOfBlocks(bytes, at + 1));
  }

  ImageHeader toImageHeader() {
    Colors colors = transparentColor ? Colors.TRANSPARENT : Colors.OPAQUE;
    return new ImageHeader(Format.GIF, width, height, colors, Orientation.UPRIGHT);
  }

  /** The GIF without what follows its first image: the decoder reads all of them otherwise. */
  byte[] firstImage(EncodedBytes gif) {
    byte[] first = gif.copyOf(imageEnd + 1);
    first[imageEnd] = TRAILER;
    return first;
  }

  private static int colorTableBytes(int flags) {
    return (flags & TABLE_BIT) == 0 ? 0 : 3 << (1 + (flags & 7));
  }

  /** Steps over blocks that each start with their length, to behind the empty one. */
  private static int endOfBlocks(EncodedBytes bytes, int from) throws IOException {
    int at = from;
    while (bytes.u8(at) != 0) {
      at += 1 + bytes.u8(at);
    }
    return at + 1;
  }
}
