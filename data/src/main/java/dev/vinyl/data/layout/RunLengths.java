package dev.vinyl.data.layout;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * COCO's run lengths: pixels column by column, first so many that are not meant, then so many that
 * are, and so on. As a list of numbers, or packed into a text: five bits a character above {@code
 * '0'}, the lowest first, the sixth bit says that more follow; from the fourth number on each is
 * the difference to the one two before.
 */
final class RunLengths {
  private static final int FIRST = '0';
  private static final int BITS = 5;
  private static final int VALUE = 0x1f;
  private static final int SIGN = 0x10;
  private static final int MORE = 0x20;

  private RunLengths() {}

  /**
   * Sets the pixels that are meant.
   *
   * @param shape {@code size} [height, width] and {@code counts}
   * @param mask [height, width]
   * @throws IllegalArgumentException if it is not of that size, or does not fill it
   */
  static void fill(JsonNode shape, int width, int height, byte[] mask, byte value) {
    JsonNode size = shape.path("size");
    if (size.path(0).asInt() != height || size.path(1).asInt() != width) {
      throw new IllegalArgumentException(
          "run lengths are of %s pixels (height, width), the image has %d x %d"
              .formatted(size, width, height));
    }
    JsonNode counts = shape.path("counts");
    int[] lengths = counts.isTextual() ? unpack(counts.textValue()) : numbers(counts);
    long total = 0;
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 0 || total + lengths[i] > mask.length) {
        throw new IllegalArgumentException("run lengths go beyond the image");
      }
      if (i % 2 == 1) {
        for (long p = total; p < total + lengths[i]; p++) {
          mask[(int) (p % height * width + p / height)] = value;
        }
      }
      total += lengths[i];
    }
    if (total != mask.length) {
      throw new IllegalArgumentException(
          "run lengths cover %d of %d pixels".formatted(total, mask.length));
    }
  }

  /** The run lengths of the pixels of one class, as a list. */
  static List<Integer> of(byte[] classes, int width, int height, int c) {
    List<Integer> lengths = new ArrayList<>();
    boolean meant = false;
    int length = 0;
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        if (((classes[y * width + x] & 0xff) == c) != meant) {
          lengths.add(length);
          meant = !meant;
          length = 0;
        }
        length++;
      }
    }
    lengths.add(length);
    return lengths;
  }

  private static int[] numbers(JsonNode counts) {
    int[] numbers = new int[counts.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = counts.get(i).asInt();
    }
    return numbers;
  }

  private static int[] unpack(String text) {
    int[] lengths = new int[text.length()];
    int count = 0;
    for (int at = 0; at < text.length(); ) {
      long value = 0;
      int shift = 0;
      int bits = MORE;
      while ((bits & MORE) != 0) {
        if (at == text.length() || shift > Integer.SIZE) {
          throw new IllegalArgumentException("packed run lengths end early");
        }
        bits = text.charAt(at++) - FIRST;
        value |= (long) (bits & VALUE) << shift;
        shift += BITS;
      }
      if ((bits & SIGN) != 0) {
        value |= -1L << shift;
      }
      if (count > 2) {
        value += lengths[count - 2];
      }
      lengths[count++] = (int) value;
    }
    return Arrays.copyOf(lengths, count);
  }
}
