package dev.vinyl.runtime.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Goes through a JPEG's Huffman codes without computing a pixel, to find out whether they are sound
 * before the JPEG library does, which complains to standard error. For scans of one pass (baseline
 * and extended), not for progressive ones.
 */
final class JpegScan {
  private static final int TABLES = 8;
  private static final int AC = 4;
  private static final int LOOK_BITS = 9;
  private static final int LONGEST_CODE = 16;
  private static final int FIRST_RESTART = 0xd0;

  /** Of each table: by the next 9 bits, a code's length and symbol, or 0 for a longer code. */
  private final short[][] look = new short[TABLES][];

  private final byte[][] symbols = new byte[TABLES][];

  /** Of each table and length: behind the last code, as if it had 16 bits. */
  private final int[][] ends = new int[TABLES][];

  /** Of each table and length: what to add to a code for its symbol's index. */
  private final int[][] offsets = new int[TABLES][];

  private final EncodedBytes bytes;
  private int restartInterval;

  private int at;
  private long bits;
  private int count; // of the lowest bits that are valid
  private boolean sound;

  JpegScan(EncodedBytes bytes) {
    this.bytes = bytes;
  }

  /**
   * One component of a scan.
   *
   * @param horizontal blocks in an MCU, across
   * @param vertical blocks in an MCU, down
   */
  record Component(int horizontal, int vertical, int dcTable, int acTable) {}

  void restartInterval(int units) {
    restartInterval = units;
  }

  /** Takes a segment of Huffman tables; one that makes no sense is left out. */
  void tables(int from, int to) throws IOException {
    int next = from;
    while (next + 17 <= to) {
      int kind = bytes.u8(next);
      int all = 0;
      for (int length = 1; length <= LONGEST_CODE; length++) {
        all += bytes.u8(next + length);
      }
      int first = next + 17;
      if ((kind & 0xec) != 0 || all > 256 || first + all > to) {
        return;
      }
      table((kind >> 4) * AC + (kind & 3), next, first, all);
      next = first + all;
    }
  }

  private void table(int table, int counts, int first, int all) throws IOException {
    byte[] own = new byte[all];
    for (int i = 0; i < all; i++) {
      own[i] = (byte) bytes.u8(first + i);
    }
    short[] quick = new short[1 << LOOK_BITS];
    int[] end = new int[LONGEST_CODE + 1];
    int[] offset = new int[LONGEST_CODE + 1];
    int code = 0;
    int index = 0;
    for (int length = 1; length <= LONGEST_CODE; length++, code <<= 1) {
      offset[length] = index - code;
      int codes = bytes.u8(counts + length);
      if (code + codes > 1 << length) {
        look[table] = null;
        return;
      }
      for (int i = 0; i < codes; i++, code++, index++) {
        if (length <= LOOK_BITS) {
          int from = code << (LOOK_BITS - length);
          short entry = (short) (length << 8 | (own[index] & 0xff));
          Arrays.fill(quick, from, from + (1 << (LOOK_BITS - length)), entry);
        }
      }
      end[length] = code << (LONGEST_CODE - length);
    }
    look[table] = quick;
    symbols[table] = own;
    ends[table] = end;
    offsets[table] = offset;
  }

  /**
   * Goes through the codes of one scan.
   *
   * @param from where they start
   * @param units how many MCUs
   * @param components what each of them holds
   * @return where the marker behind them starts, or -1 if they are not sound: a code that is in no
   *     table, too few or too many of them, a restart marker that is missing
   */
  int end(int from, long units, List<Component> components) {
    Component[] parts = components.toArray(Component[]::new); // no iterator for each unit
    for (Component component : parts) {
      if (look[component.dcTable()] == null || look[AC + component.acTable()] == null) {
        return -1;
      }
    }
    at = from;
    bits = 0;
    count = 0;
    sound = true;
    int restart = 0;
    for (long unit = 0; unit < units && sound; unit++) {
      if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0) {
        if (!nextIs(FIRST_RESTART + restart)) {
          return -1;
        }
        restart = (restart + 1) & 7;
      }
      for (Component component : parts) {
        int blocks = component.horizontal() * component.vertical();
        for (int i = 0; i < blocks && sound; i++) {
          block(component.dcTable(), AC + component.acTable());
        }
      }
    }
    return sound && endsInMarker() ? at : -1;
  }

  private void block(int dc, int ac) {
    skip(symbol(dc) & 15);
    for (int k = 1; k < 64; k++) {
      int symbol = symbol(ac);
      int size = symbol & 15;
      if (size != 0) {
        skip(size);
        k += symbol >> 4;
      } else if (symbol == 0xf0) {
        k += 15;
      } else {
        return;
      }
    }
  }

  private int symbol(int table) {
    if (count < LONGEST_CODE) {
      fill();
    }
    int next =
        (int)
                (count >= LONGEST_CODE
                    ? bits >>> (count - LONGEST_CODE)
                    : bits << (LONGEST_CODE - count))
            & 0xffff;
    int entry = look[table][next >>> (LONGEST_CODE - LOOK_BITS)];
    int length = entry >> 8;
    int symbol = entry & 0xff;
    if (length == 0) {
      int[] end = ends[table];
      length = LOOK_BITS + 1;
      while (length <= LONGEST_CODE && next >= end[length]) {
        length++;
      }
      if (length > LONGEST_CODE) {
        sound = false;
        return 0;
      }
      symbol = symbols[table][(next >>> (LONGEST_CODE - length)) + offsets[table][length]] & 0xff;
    }
    skip(length);
    return symbol;
  }

  private void skip(int size) {
    if (count < size) {
      fill();
    }
    count -= size;
    if (count < 0) {
      sound = false;
      count = 0;
    }
  }

  /** Takes bytes up to the next marker. */
  private void fill() {
    while (count <= 48 && at < bytes.length()) {
      int next = bytes.get(at);
      if (next == 0xff) {
        if (at + 1 >= bytes.length() || bytes.get(at + 1) != 0) {
          return;
        }
        at++;
      }
      at++;
      bits = bits << 8 | next;
      count += 8;
    }
  }

  private boolean nextIs(int marker) {
    if (!endsInMarker()) {
      return false;
    }
    while (at < bytes.length() && bytes.get(at) == 0xff) {
      at++;
    }
    if (at >= bytes.length() || bytes.get(at) != marker) {
      return false;
    }
    at++;
    bits = 0;
    count = 0;
    return true;
  }

  /** Whether all bytes were needed, and a marker follows. */
  private boolean endsInMarker() {
    return count < 8 && at + 1 < bytes.length() && bytes.get(at) == 0xff && bytes.get(at + 1) != 0;
  }
}
