package dev.vinyl.training.internal.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vinyl.training.augment.RandomStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RandomStreamsTest {

  @Test
  void generatesTheNumbersPublishedForSplitMix64() {
    RandomStream stream = new RandomStream(1234567);

    assertThat(stream.nextLong()).isEqualTo(6457827717110365317L);
    assertThat(stream.nextLong()).isEqualTo(3203168211198807973L);
    assertThat(stream.nextLong()).isEqualTo(Long.parseUnsignedLong("9817491932198370423"));
  }

  @Test
  void sameNameGivesTheSameNumbersWhateverWasDrawnBefore() {
    RandomStreams streams = new RandomStreams(7);
    long first = streams.stream(Purpose.AUGMENTATION, 3, 14).nextLong();
    streams.stream(Purpose.ORDER, 0, 0).permutation(100);

    assertThat(streams.stream(Purpose.AUGMENTATION, 3, 14).nextLong()).isEqualTo(first);
    assertThat(new RandomStreams(7).stream(Purpose.AUGMENTATION, 3, 14).nextLong())
        .isEqualTo(first);
  }

  @Test
  void everyPartOfTheNameGivesAnotherStream() {
    Set<Long> firsts = new HashSet<>();
    int names = 0;
    for (long seed : new long[] {0, 1, -1}) {
      for (Purpose purpose : Purpose.values()) {
        for (int epoch = 0; epoch < 20; epoch++) {
          for (int index = 0; index < 20; index++) {
            firsts.add(new RandomStreams(seed).stream(purpose, epoch, index).nextLong());
            names++;
          }
        }
      }
    }
    assertThat(firsts).hasSize(names);
  }

  @Test
  void permutationsHoldEveryNumberAndComeEquallyOften() {
    RandomStreams streams = new RandomStreams(1);
    Map<String, Integer> counts = new HashMap<>();
    for (int epoch = 0; epoch < 6000; epoch++) {
      int[] order = streams.stream(Purpose.ORDER, epoch, 0).permutation(3);
      assertThat(order).containsExactlyInAnyOrder(0, 1, 2);
      counts.merge(Arrays.toString(order), 1, Integer::sum);
    }
    // Binomial with mean 1000 and standard deviation 29: five of them on either side.
    assertThat(counts).hasSize(6);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(855, 1145));
  }

  @Test
  void rangesAreKeptAndFilled() {
    RandomStream stream = new RandomStreams(2).stream(Purpose.AUGMENTATION, 0, 0);
    double[] drawn =
        IntStream.range(0, 10_000).mapToDouble(i -> stream.uniform(0.7, 1.3)).toArray();

    assertThat(Arrays.stream(drawn).min().orElseThrow()).isBetween(0.7, 0.701);
    assertThat(Arrays.stream(drawn).max().orElseThrow()).isBetween(1.299, 1.3);
    assertThat(Arrays.stream(drawn).average().orElseThrow()).isBetween(0.99, 1.01);
  }

  @Test
  void certainAndImpossibleEventsAreCertain() {
    RandomStream stream = new RandomStreams(3).stream(Purpose.AUGMENTATION, 0, 0);

    for (int i = 0; i < 1000; i++) {
      assertThat(stream.chance(0)).isFalse();
      assertThat(stream.chance(1)).isTrue();
    }
    assertThatIllegalArgumentException().isThrownBy(() -> stream.nextInt(0));
  }
}
