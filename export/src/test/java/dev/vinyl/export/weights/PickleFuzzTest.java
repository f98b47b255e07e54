package dev.vinyl.export.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a pickle says, it is read or refused in one line. */
class PickleFuzzTest {
  static Stream<byte[]> seeds() {
    PickleBytes dict = new PickleBytes().raw('}', 'q', 0, '(').text("epoch").raw('K', 7);
    dict.text("model").emptyOrderedDict().text("w").vector("FloatStorage", "0", 2).raw('s', 'u');
    PickleBytes parameter = new PickleBytes().global("torch._utils", "_rebuild_parameter");
    parameter.raw('(').tensor("HalfStorage", "0", 6, 1, new long[] {2, 2}, 1, 2);
    parameter.raw(0x88).emptyOrderedDict().raw('}', 'b', 't', 'R');
    PickleBytes extras =
        new PickleBytes().raw('}', '(').text("args").global("argparse", "Namespace");
    extras.raw(')', 0x81, '}').text("lr").real(0.1).raw('s', 'b').text("rng").raw('(', 0x8f, '(');
    extras.raw('K', 1, 0x90).raw('C', 2, 0, 1).raw(0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1, 't');
    extras.text("state_dict").raw('}').text("w").vector("DoubleStorage", "0", 2).raw('s', 'u');
    return Stream.of(dict.stop(), parameter.stop(), extras.stop());
  }

  @Tag("fuzz")
  @MethodSource("seeds")
  @FuzzTest(maxExecutions = 10_000)
  void inEveryBuild(byte[] pickle) {
    read(pickle);
  }

  @Tag("long-fuzz")
  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void forMinutes(byte[] pickle) {
    read(pickle);
  }

  private static void read(byte[] pickle) {
    try {
      StateDict content = StateDict.of(PickleReader.read(pickle), null);
      content.tensors().values().forEach(PickleFuzzTest::checkPlaces);
    } catch (PickleException e) {
      assertThat(e).message().isNotEmpty();
    }
  }

  /** Every value of a tensor that passed is in its storage. */
  private static void checkPlaces(StridedView view) {
    long size = view.storage().count();
    if (view.count() < 10_000 && size < Integer.MAX_VALUE) {
      view.forEach((place, stored) -> assertThat((long) stored).isBetween(0L, size - 1));
    }
  }
}
