package dev.vinyl.runtime.image;

import dev.vinyl.runtime.image.PictureHeader.Colors;
import dev.vinyl.runtime.image.PictureHeader.Format;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Walks a JPEG's markers from the start of the picture to its end marker. The end marker of a
 * thumbnail lies inside a segment and is stepped over, so a picture without one of its own is cut
 * off.
 */
final class JpegHeader {
  private static final int TEM = 0x01;
  private static final int FIRST_FRAME = 0xc0;
  private static final int LAST_FRAME = 0xcf;
  private static final int HUFFMAN_TABLES = 0xc4;
  private static final int RESERVED = 0xc8;
  private static final int ARITHMETIC_TABLES = 0xcc;
  private static final int FIRST_RESTART = 0xd0;
  private static final int START_OF_IMAGE = 0xd8;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;

  /**
   * Enough where there is no EXIF block, and for one with a thumbnail and what stands around it.
   */
  private static final int[] BEGINNINGS = {4 << 10, 128 << 10};

  private final EncodedBytes bytes;
  private int width;
  private int height;
  private int components;
  private boolean framed;
  private boolean scanned;
  private boolean adobe;
  private Orientation orientation = Orientation.UPRIGHT;

  private JpegHeader(EncodedBytes bytes) {
    this.bytes = bytes;
  }

  static PictureHeader read(EncodedBytes bytes) throws IOException {
    JpegHeader header = new JpegHeader(bytes);
    header.walk();
    if (header.width < 1 || header.height < 1 || !header.scanned) {
      throw new IOException("it holds no picture");
    }
    // Adobe's files count ink upwards from 255 to 0, which is what decoders expect.
    Colors colors = header.components == 4 && !header.adobe ? Colors.CMYK : Colors.OPAQUE;
    return new PictureHeader(Format.JPEG, header.width, header.height, colors, header.orientation);
  }

  /**
   * The orientation of a JPEG file whose segments before the scan lie in its first bytes; empty for
   * another file, which has to be read whole.
   */
  static Optional<Orientation> orientationAtTheBeginning(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = {};
      for (int length : BEGINNINGS) {
        start = concat(start, in.readNBytes(length - start.length));
        EncodedBytes bytes = new EncodedBytes(ByteBuffer.wrap(start));
        if (PictureHeader.sniff(bytes) != Format.JPEG) {
          return Optional.empty();
        }
        JpegHeader header = new JpegHeader(bytes);
        try {
          header.walk(true);
          return Optional.of(header.orientation);
        } catch (EOFException e) {
          // the scan begins further behind
        }
      }
    }
    return Optional.empty();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private void walk() throws IOException {
    walk(false);
  }

  private void walk(boolean toScan) throws IOException {
    int at = 2;
    while (true) {
      at = nextMarker(at);
      int marker = bytes.u8(at++);
      if (marker == END_OF_IMAGE) {
        return;
      }
      if (marker == TEM || (marker >= FIRST_RESTART && marker <= START_OF_IMAGE)) {
        continue;
      }
      int length = bytes.u16BigEndian(at);
      if (length < 2) {
        throw new IOException("segment of %d bytes at byte %d".formatted(length, at));
      }
      bytes.require(at, length);
      segment(marker, at + 2, at + length);
      if (toScan && scanned) {
        return;
      }
      at += length;
    }
  }

  /**
   * The position after the next 0xff that starts a marker; steps over coded data and fill bytes.
   */
  private int nextMarker(int from) throws EOFException {
    int at = from;
    while (true) {
      at = bytes.indexOfFf(at);
      while (bytes.u8(at) == 0xff) {
        at++;
      }
      if (bytes.u8(at) != 0) {
        return at;
      }
    }
  }

  private void segment(int marker, int from, int to) throws IOException {
    if (marker == START_OF_SCAN) {
      scanned = true;
    } else if (marker == APP1) {
      if (bytes.startsWith(from, 'E', 'x', 'i', 'f', 0, 0)) {
        orientation = Orientation.ofExif(bytes, from, to);
      }
    } else if (marker == APP14) {
      adobe |= bytes.startsWith(from, 'A', 'd', 'o', 'b', 'e');
    } else if (isFrame(marker)) {
      if (framed) { // decoders believe the first: its size must be the one that is checked
        throw new IOException("it holds a second picture inside the first");
      }
      if (to - from < 6) {
        throw new IOException("frame header of %d bytes".formatted(to - from));
      }
      framed = true;
      height = bytes.u16BigEndian(from + 1);
      width = bytes.u16BigEndian(from + 3);
      components = bytes.u8(from + 5);
    }
  }

  private static boolean isFrame(int marker) {
    return marker >= FIRST_FRAME
        && marker <= LAST_FRAME
        && marker != HUFFMAN_TABLES
        && marker != RESERVED
        && marker != ARITHMETIC_TABLES;
  }
}
