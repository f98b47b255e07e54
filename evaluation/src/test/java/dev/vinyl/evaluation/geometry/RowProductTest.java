package dev.vinyl.evaluation.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class RowProductTest {
  private final Random random = new Random(3);

  @Test
  void everyElementIsTheSumOverTheRows() {
    for (int count = 0; count < 10; count++) {
      for (int width : new int[] {1, 7, 33, 130}) {
        float[] factors = numbers(count + 2);
        float[][] rows = new float[count][];
        for (int row = 0; row < count; row++) {
          rows[row] = numbers(width + 1);
        }
        float[] product = numbers(width + 1);
        float behind = product[width];

        RowProduct.multiply(factors, 2, rows, count, width, product);

        for (int i = 0; i < width; i++) {
          double sum = 0;
          for (int row = 0; row < count; row++) {
            sum += (double) factors[2 + row] * rows[row][i];
          }
          assertThat((double) product[i]).isCloseTo(sum, Offset.offset(1e-5));
        }
        assertThat(product[width]).isEqualTo(behind);
      }
    }
  }

  @Test
  void transposesEveryPlace() {
    int rows = 5;
    int columns = 37;
    float[] matrix = numbers(rows * columns);
    float[][] transposed = new float[columns][rows - 2];

    RowProduct.transpose(matrix, 2, rows - 2, columns, transposed);

    for (int row = 2; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        assertThat(transposed[column][row - 2]).isEqualTo(matrix[row * columns + column]);
      }
    }
  }

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
