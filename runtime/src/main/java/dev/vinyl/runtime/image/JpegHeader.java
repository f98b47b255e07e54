package dev.vinyl.runtime.image;

import dev.vinyl.runtime.image.ImageHeader.Colors;
import dev.vinyl.runtime.image.ImageHeader.Format;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Walks a JPEG's markers from the start of the image to its end marker. The end marker of a
 * thumbnail lies inside a segment and is stepped over, so an image without one of its own is cut
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

  private static final int LAST_OF_ONE_PASS = 0xc1;
  private static final int RESTART_INTERVAL = 0xdd;
  private static final int JFIF = 0xe0;

  private final EncodedBytes bytes;
  private final JpegScan scan;
  private final Map<Integer, Integer> sampling =
      new LinkedHashMap<>(); // by component: 16 * across + down
  private boolean onePass;
  private boolean jfif;
  private int adobeTransform;
  private boolean sound = true;
  private int width;
  private int height;
  private int components;
  private boolean framed;
  private boolean scanned;
  private boolean adobe;
  private Orientation orientation = Orientation.UPRIGHT;

  private JpegHeader(EncodedBytes bytes) {
    this.bytes = bytes;
    this.scan = new JpegScan(bytes);
  }

  static ImageHeader read(EncodedBytes bytes) throws IOException {
    JpegHeader header = new JpegHeader(bytes);
    header.walk();
    if (header.width < 1 || header.height < 1 || !header.scanned) {
      throw new IOException("it holds no image");
    }
    return new ImageHeader(
        Format.JPEG, header.width, header.height, header.colors(), header.orientation);
  }

  private Colors colors() {
    // Adobe's files count ink upwards from 255 to 0, which is what decoders expect.
    if (components == 4 && !adobe) {
      return Colors.CMYK;
    }
    return sound || !sameInBothLibraries() ? Colors.OPAQUE : Colors.UNSOUND;
  }

  /**
   * Whether Java's JPEG library gives the same pixels of a sound image: grey, or luminance and two
   * colours (not RGB, which Adobe's marker or the components' names tell), which are not halved
   * from top to bottom alone.
   */
  private boolean sameInBothLibraries() {
    if (!onePass || components == 1) {
      return onePass;
    }
    if (components != 3 || sampling.size() != 3) {
      return false;
    }
    boolean rgb = !jfif && (adobe ? adobeTransform == 0 : sampling.containsKey((int) 'R'));
    int first = sampling.values().iterator().next();
    return !rgb && first != 0x12;
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
        if (ImageHeader.sniff(bytes) != Format.JPEG) {
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
      if (marker == START_OF_SCAN) {
        at = onePass ? behindCodes(at - length + 2, at) : at;
      } else {
        sound &= at < bytes.length() && bytes.get(at) == 0xff;
      }
    }
  }

  /**
   * Goes through the codes of a scan.
   *
   * @param header where the scan's header starts, without its length
   * @param codes where its codes start
   * @return where the next marker is to be looked for
   */
  private int behindCodes(int header, int codes) throws IOException {
    int count = bytes.u8(header);
    List<JpegScan.Component> parts = new ArrayList<>();
    long units = 0;
    for (int i = 0; i < count && header + 2 * i + 2 < codes; i++) {
      Integer size = sampling.get(bytes.u8(header + 1 + 2 * i));
      int tables = bytes.u8(header + 2 + 2 * i);
      if (size == null || (tables & 0xcc) != 0) {
        break;
      }
      boolean alone = count == 1;
      int across = alone ? 1 : size >> 4;
      int down = alone ? 1 : size & 15;
      parts.add(new JpegScan.Component(across, down, tables >> 4, tables & 3));
      units = alone ? units(size >> 4, size & 15, 1) : units(1, 1, 0);
    }
    int end = parts.isEmpty() || parts.size() != count ? -1 : scan.end(codes, units, parts);
    sound &= end >= 0;
    return Math.max(codes, end);
  }

  /** How many MCUs there are: of all components, or of a component's own blocks alone. */
  private long units(int across, int down, int alone) {
    int most = 0;
    int deepest = 0;
    for (int size : sampling.values()) {
      most = Math.max(most, size >> 4);
      deepest = Math.max(deepest, size & 15);
    }
    long columns = alone == 0 ? ceil(width, 8L * most) : ceil(ceil((long) width * across, most), 8);
    long rows =
        alone == 0 ? ceil(height, 8L * deepest) : ceil(ceil((long) height * down, deepest), 8);
    return columns * rows;
  }

  private static long ceil(long a, long b) {
    return (a + b - 1) / b;
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
      if (bytes.startsWith(from, 'A', 'd', 'o', 'b', 'e')) {
        adobe = true;
        adobeTransform = to - from >= 12 ? bytes.u8(from + 11) : 0;
      }
    } else if (marker == JFIF) {
      jfif |= bytes.startsWith(from, 'J', 'F', 'I', 'F', 0);
    } else if (marker == HUFFMAN_TABLES) {
      scan.tables(from, to);
    } else if (marker == RESTART_INTERVAL) {
      scan.restartInterval(to - from >= 2 ? bytes.u16BigEndian(from) : 0);
    } else if (isFrame(marker)) {
      if (framed) { // decoders believe the first: its size must be the one that is checked
        throw new IOException("it holds a second image inside the first");
      }
      if (to - from < 6) {
        throw new IOException("frame header of %d bytes".formatted(to - from));
      }
      framed = true;
      height = bytes.u16BigEndian(from + 1);
      width = bytes.u16BigEndian(from + 3);
      components = bytes.u8(from + 5);
      onePass = marker <= LAST_OF_ONE_PASS && bytes.u8(from) == 8;
      for (int at = from + 6; at + 3 <= to && sampling.size() < components; at += 3) {
        int size = bytes.u8(at + 1);
        onePass &= (size >> 4) >= 1 && (size >> 4) <= 4 && (size & 15) >= 1 && (size & 15) <= 4;
        sampling.put(bytes.u8(at), size);
      }
      onePass &= sampling.size() == components;
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
