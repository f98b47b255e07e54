package dev.vinyl.nativeconfig;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Numbers of processors as the Linux kernel writes them: {@code 0-3,8,10-11}. */
final class CpuList {
  /** More processors than Linux can be built for; keeps a broken file from filling the memory. */
  private static final int LIMIT = 1 << 16;

  private CpuList() {}

  /**
   * The numbers, in the order of the text.
   *
   * @throws NumberFormatException if it is no such list
   */
  static List<Integer> parse(String text) {
    return Arrays.stream(text.strip().split(",")).flatMap(CpuList::range).toList();
  }

  private static Stream<Integer> range(String part) {
    int hyphen = part.indexOf('-');
    int first = Integer.parseInt(hyphen < 0 ? part : part.substring(0, hyphen));
    int last = hyphen < 0 ? first : Integer.parseInt(part.substring(hyphen + 1));
    if (last < first || last >= LIMIT) {
      throw new NumberFormatException("no range of processors: " + part);
    }
    return IntStream.rangeClosed(first, last).boxed();
  }
}
