package dev.vinyl.runtime.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatrixProductTest {
  private final Random random = new Random(2);

  @ParameterizedTest
  @CsvSource({"2, 3, 5", "1, 1, 1", "33, 130, 17", "12, 300, 384"})
  void everyElementIsTheSumOfProducts(int m, int n, int k) {
    FloatBuffer a = numbers(m * k);
    FloatBuffer b = numbers(n * k);
    FloatBuffer product = numbers(m * n);

    try (MatrixProduct multiplier = new MatrixProduct()) {
      multiplier.ofRows(a, m, b, n, k, product);
    }

    for (int i = 0; i < m * n; i++) {
      double sum = 0;
      for (int d = 0; d < k; d++) {
        sum += (double) a.get(i / n * k + d) * b.get(i % n * k + d);
      }
      assertThat((double) product.get(i)).isCloseTo(sum, within(1e-4));
    }
  }

  /** Whatever rows are multiplied together, so that results do not depend on threads. */
  @ParameterizedTest
  @CsvSource({"2, 100, 384", "3, 1000, 384", "7, 1024, 768", "500, 37, 48", "13, 5, 1024"})
  void aRowHasTheSameBitsAmongOthers(int m, int n, int k) {
    int all = 512;
    FloatBuffer a = numbers(all * k);
    FloatBuffer b = numbers(n * k);
    FloatBuffer together = numbers(all * n);
    FloatBuffer alone = numbers(m * n);

    try (MatrixProduct multiplier = new MatrixProduct()) {
      multiplier.ofRows(a, all, b, n, k, together);
      multiplier.ofRows(a.slice(5 * k, m * k), m, b, n, k, alone);
    }

    for (int i = 0; i < m * n; i++) {
      assertThat(alone.get(i)).isEqualTo(together.get(5 * n + i));
    }
  }

  private FloatBuffer numbers(int count) {
    FloatBuffer numbers =
        ByteBuffer.allocateDirect(Float.BYTES * count)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < count; i++) {
      numbers.put(i, (float) random.nextGaussian());
    }
    return numbers;
  }
}
