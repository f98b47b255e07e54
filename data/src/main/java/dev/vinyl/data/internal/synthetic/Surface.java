package dev.vinyl.data.internal.synthetic;

import java.util.List;

/** A colour for every point of the image, whose corners are (0, 0) and (1, 1). */
@FunctionalInterface
interface Surface {

  Rgb at(double x, double y);

  /** Soft clouds of two colours: carpet, plaster, something out of focus. */
  static Surface clouds(Dice dice, Rgb first, Rgb second) {
    Noise noise = dice.noise();
    double frequency = dice.between(2, 14);
    int octaves = 1 + dice.below(5);
    double contrast = dice.between(1, 3);
    return (x, y) ->
        first.mix(
            second, 0.5 + contrast * (noise.fractal(x * frequency, y * frequency, octaves) - 0.5));
  }

  /** Blades or hairs: noise drawn out along one direction. */
  static Surface blades(Dice dice, Rgb first, Rgb second) {
    Noise noise = dice.noise();
    double thin = dice.between(18, 45);
    double lengthwise = dice.between(3, 9);
    double lean = dice.between(-0.8, 0.8);
    return (x, y) -> {
      double bend = noise.at(x * 4 + 50, y * 4) * 0.3;
      double blade = noise.fractal((x + lean * y + bend) * thin, y * lengthwise, 2);
      double patch = noise.at(x * 3, y * 3) - 0.5;
      return first.mix(second, (blade - 0.4) * 2.5 + patch);
    };
  }

  /** Boards or stripes, with grain. */
  static Surface stripes(Dice dice, Rgb first, Rgb second) {
    Noise noise = dice.noise();
    double angle = dice.between(0, StrictMath.PI);
    double count = dice.between(4, 18);
    double cos = StrictMath.cos(angle) * count;
    double sin = StrictMath.sin(angle) * count;
    double wave = dice.between(0, 1.2);
    return (x, y) -> {
      double across = cos * x + sin * y + wave * noise.at(x * 3, y * 3);
      double along = cos * y - sin * x;
      double tone = noise.corner((long) Math.floor(across), 7);
      double grain = noise.fractal(across * 4, along * 0.8, 3) - 0.5;
      double seam = across - Math.floor(across) < 0.06 ? 0.7 : 1;
      return first.mix(second, tone * 0.7 + grain).times(seam);
    };
  }

  /** Checks or tiles. */
  static Surface checks(Dice dice, Rgb first, Rgb second) {
    Noise noise = dice.noise();
    double angle = dice.between(-0.8, 0.8);
    double count = dice.between(4, 11);
    double cos = StrictMath.cos(angle) * count;
    double sin = StrictMath.sin(angle) * count;
    return (x, y) -> {
      double bend = noise.at(x * 3, y * 3) * 0.4;
      long column = (long) Math.floor(cos * x + sin * y + bend);
      long row = (long) Math.floor(cos * y - sin * x + bend);
      double grain = (noise.fractal(x * 30, y * 30, 2) - 0.5) * 0.4;
      return first.mix(second, ((column + row) % 2 == 0 ? 0.1 : 0.8) + grain);
    };
  }

  /** Leaves, pebbles or petals: the nearest of many scattered points gives the tone. */
  static Surface pebbles(Dice dice, List<Rgb> colors) {
    Noise noise = dice.noise();
    double count = dice.between(7, 18);
    return (x, y) -> {
      long column = (long) Math.floor(x * count);
      long row = (long) Math.floor(y * count);
      double nearest = 9;
      double tone = 0;
      for (long i = column - 1; i <= column + 1; i++) {
        for (long j = row - 1; j <= row + 1; j++) {
          double dx = x * count - i - noise.corner(i, j);
          double dy = y * count - j - noise.corner(i + 999, j);
          double distance = dx * dx + dy * dy;
          if (distance < nearest) {
            nearest = distance;
            tone = noise.corner(i, j + 999);
          }
        }
      }
      Rgb color = colors.get((int) (tone * colors.size()));
      return color.times(1.15 - 0.8 * Math.sqrt(nearest) + 0.2 * tone);
    };
  }

  /** A coat, hung up flat. */
  static Surface hide(Dice dice, Coat coat) {
    double zoom = dice.between(2.5, 5);
    double shiftX = dice.between(-3, 3);
    double shiftY = dice.between(-0.5, 0.5);
    return (x, y) ->
        coat.at((x - 0.5) * zoom + shiftX, (y - 0.5) * zoom + shiftY, Animal.Kind.HEAD);
  }

  /** This surface above a line, the other below. */
  default Surface over(Surface lower, double height, double slope) {
    return (x, y) -> y < height + slope * (x - 0.5) ? at(x, y) : lower.at(x, y);
  }
}
