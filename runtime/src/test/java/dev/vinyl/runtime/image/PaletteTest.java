package dev.vinyl.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PaletteTest {
  /** Linear RGB as people without one kind of cones see it (Machado and others, 2009). */
  static Stream<Arguments> visions() {
    return Stream.of(
        Arguments.of("full", new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}),
        Arguments.of(
            "without red",
            new double[][] {
              {0.152286, 1.052583, -0.204868},
              {0.114503, 0.786281, 0.099216},
              {-0.003882, -0.048116, 1.051998}
            }),
        Arguments.of(
            "without green",
            new double[][] {
              {0.367322, 0.860646, -0.227968},
              {0.280085, 0.672501, 0.047413},
              {-0.011820, 0.042940, 0.968881}
            }),
        Arguments.of(
            "without blue",
            new double[][] {
              {1.255528, -0.076749, -0.178779},
              {-0.078411, 0.930809, 0.147602},
              {0.004733, 0.691367, 0.303900}
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("visions")
  void colorsStayApartForEveryKindOfColourVision(String vision, double[][] matrix) {
    List<Palette.Color> colors = Palette.standard().colors();
    assertThat(colors).hasSizeGreaterThanOrEqualTo(21);
    for (int i = 0; i < colors.size(); i++) {
      for (int j = 0; j < i; j++) {
        double distance = distance(lab(colors.get(i), matrix), lab(colors.get(j), matrix));
        assertThat(distance)
            .as("%s: class %d and %d", vision, j, i)
            .isGreaterThan(i < 3 ? 50 : 14); // about 2 can just be told apart side by side
      }
    }
  }

  @Test
  void colorsStartAgainBehindTheLast() {
    Palette two = new Palette(List.of(new Palette.Color(1, 2, 3), new Palette.Color(4, 5, 6)));

    assertThat(two.color(3)).isEqualTo(new Palette.Color(4, 5, 6));
    assertThat(two.color(0).toHex()).isEqualTo("#010203");
  }

  @Test
  void refusesColorsOutOfRangeAndEmptyPalettes() {
    assertThatThrownBy(() -> new Palette.Color(0, 256, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0, 256, 0");
    assertThatThrownBy(() -> new Palette.Color(0, 0, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Palette(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  private static double distance(double[] a, double[] b) {
    return Math.sqrt(
        Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
  }

  /** CIE Lab under D65, of an sRGB colour seen through a matrix. */
  private static double[] lab(Palette.Color color, double[][] vision) {
    double[] linear = {linear(color.red()), linear(color.green()), linear(color.blue())};
    double[] seen = times(vision, linear);
    for (int i = 0; i < 3; i++) {
      seen[i] = Math.min(1, Math.max(0, seen[i]));
    }
    double[] xyz =
        times(
            new double[][] {
              {0.4124564, 0.3575761, 0.1804375},
              {0.2126729, 0.7151522, 0.0721750},
              {0.0193339, 0.1191920, 0.9503041}
            },
            seen);
    double x = response(xyz[0] / 0.95047);
    double y = response(xyz[1]);
    double z = response(xyz[2] / 1.08883);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  private static double linear(int channel) {
    double v = channel / 255.0;
    return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
  }

  private static double response(double t) {
    return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16.0 / 116;
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        product[i] += matrix[i][j] * vector[j];
      }
    }
    return product;
  }
}
