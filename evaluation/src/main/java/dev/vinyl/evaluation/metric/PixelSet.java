package dev.vinyl.evaluation.metric;

import dev.vinyl.runtime.image.ClassMask;
import java.util.Arrays;

/**
 * Some pixels of an image, a bit each, so that 64 of them are compared at once. Every method gives
 * a new set; sets that meet are of one size.
 */
final class PixelSet {
  private final int words; // of a row
  private final long[] bits; // [H, words]; those to the right of the image mean nothing

  private PixelSet(int words, long[] bits) {
    this.words = words;
    this.bits = bits;
  }

  private static PixelSet empty(int width, int height) {
    int words = (width + Long.SIZE - 1) / Long.SIZE;
    return new PixelSet(words, new long[Math.multiplyExact(words, height)]);
  }

  /**
   * The pixels of each class where the ground truth is not ignored.
   *
   * @param mask the ground truth or a prediction of its size, classes 0..{@code classes - 1}
   * @return [classes]
   */
  static PixelSet[] ofClasses(int classes, ClassMask mask, ClassMask target) {
    PixelSet[] sets = new PixelSet[classes];
    Arrays.setAll(sets, c -> empty(mask.width(), mask.height()));
    byte[] own = mask.classes();
    byte[] targets = target.classes();
    long[] word = new long[classes];
    for (int y = 0, i = 0, at = 0; y < mask.height(); y++) {
      for (int first = 0; first < mask.width(); first += Long.SIZE, at++) {
        int end = Math.min(first + Long.SIZE, mask.width());
        for (int x = first; x < end; x++, i++) {
          if ((targets[i] & 0xff) != ClassMask.IGNORE) {
            word[own[i] & 0xff] |= 1L << x;
          }
        }
        for (int c = 0; c < classes; c++) {
          sets[c].bits[at] = word[c];
          word[c] = 0;
        }
      }
    }
    return sets;
  }

  /** The pixels that are in any of some sets, at least one. */
  static PixelSet union(PixelSet... sets) {
    PixelSet all = new PixelSet(sets[0].words, sets[0].bits.clone());
    for (PixelSet set : sets) {
      all.addBelow(set, 0);
    }
    return all;
  }

  /** The pixels at most so many steps from the outside of an image, at least 1. */
  static PixelSet rim(int width, int height, int steps) {
    PixelSet rim = empty(width, height);
    for (int y = 0; y < height; y++) {
      boolean whole = y < steps || y >= height - steps;
      for (int x = 0; x < width; x++) {
        if (whole || x < steps || x >= width - steps) {
          rim.bits[y * rim.words + x / Long.SIZE] |= 1L << x;
        }
      }
    }
    return rim;
  }

  /** The pixels of both. */
  PixelSet and(PixelSet other) {
    long[] both = bits.clone();
    for (int i = 0; i < both.length; i++) {
      both[i] &= other.bits[i];
    }
    return new PixelSet(words, both);
  }

  /** The pixels of this set that are not in the other. */
  PixelSet without(PixelSet other) {
    long[] rest = bits.clone();
    for (int i = 0; i < rest.length; i++) {
      rest[i] &= ~other.bits[i];
    }
    return new PixelSet(words, rest);
  }

  /** These pixels and their neighbours to the left and to the right. */
  PixelSet widened() {
    long[] wide = bits.clone();
    for (int i = 0; i < wide.length; i++) {
      int word = i % words;
      wide[i] |= bits[i] << 1 | bits[i] >>> 1;
      wide[i] |= word > 0 ? bits[i - 1] >>> (Long.SIZE - 1) : 0;
      wide[i] |= word < words - 1 ? bits[i + 1] << (Long.SIZE - 1) : 0;
    }
    return new PixelSet(words, wide);
  }

  /** The pixels at most so many steps from one of these, diagonal ones included. */
  PixelSet grownBySteps(int steps) {
    PixelSet wide = this;
    for (int i = 0; i < steps; i++) {
      wide = wide.widened();
    }
    PixelSet grown = union(wide);
    for (int rows = 1; rows <= steps; rows++) {
      grown.addBelow(wide, rows);
      grown.addBelow(wide, -rows);
    }
    return grown;
  }

  /**
   * The pixels at most so far, in a straight line between centres, from one of a set.
   *
   * @param wide the set widened 0, 1, ... times, at least {@code distance} times
   */
  static PixelSet within(int distance, PixelSet[] wide) {
    PixelSet disc = union(wide[distance]);
    for (int rows = 1; rows <= distance; rows++) {
      PixelSet line = wide[(int) Math.sqrt(distance * distance - rows * rows)];
      disc.addBelow(line, rows);
      disc.addBelow(line, -rows);
    }
    return disc;
  }

  /** Adds another's pixels so many rows lower, or higher; those that leave the image are lost. */
  private void addBelow(PixelSet other, int rows) {
    int shift = rows * words;
    int end = Math.min(bits.length, bits.length + shift);
    for (int i = Math.max(0, shift); i < end; i++) {
      bits[i] |= other.bits[i - shift];
    }
  }

  /** How many pixels there are; only of sets that have none to the right of the image. */
  long count() {
    long sum = 0;
    for (long word : bits) {
      sum += Long.bitCount(word);
    }
    return sum;
  }
}
