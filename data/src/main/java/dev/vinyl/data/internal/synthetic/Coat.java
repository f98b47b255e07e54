package dev.vinyl.data.internal.synthetic;

import dev.vinyl.data.internal.synthetic.Animal.Kind;
import java.util.List;

/** The colour of an animal's hair at a point of its own coordinates. */
@FunctionalInterface
interface Coat {

  Rgb at(double x, double y, Kind part);

  /** Dark stripes across the body on brown, orange or grey. */
  static Coat striped(Dice dice) {
    Rgb base =
        dice.pick(List.of(Rgb.hex(0xb5885a), Rgb.hex(0xd08a48), Rgb.hex(0x97918a)))
            .near(dice, 0.15);
    Rgb dark = base.times(dice.between(0.25, 0.45));
    Noise noise = dice.noise();
    double stripes = dice.between(11, 17);
    double chest = dice.between(0, 0.5);
    return (x, y, part) -> {
      double bend = noise.fractal(x * 1.6, y * 1.6, 3) * 5;
      double wave = StrictMath.sin(stripes * x + 2.5 * y + bend);
      double gap = noise.at(x * 2 + 40, y * 2) * 0.6;
      Rgb hair = base.mix(dark, (wave - gap) * 2.2);
      return part == Kind.MUZZLE ? hair.mix(Rgb.WHITE, 0.3 + chest) : hair;
    };
  }

  /** White with patches of two colours. */
  static Coat patched(Dice dice) {
    Rgb first = dice.pick(List.of(Rgb.hex(0xc97b35), Rgb.hex(0x8b5a33))).near(dice, 0.15);
    Rgb second = dice.pick(List.of(Rgb.BLACK, Rgb.hex(0x4a3b33))).near(dice, 0.15);
    Rgb white = Rgb.WHITE.near(dice, 0.06);
    Noise noise = dice.noise();
    double share = dice.between(0.44, 0.54);
    return (x, y, part) -> {
      double a = noise.fractal(x * 1.5, y * 1.5, 3);
      double b = noise.fractal(x * 1.5 + 30, y * 1.5 + 30, 3);
      return white.mix(first, (a - share) * 40).mix(second, (b - share - 0.03) * 40);
    };
  }

  /** One colour, darker towards legs and ears, with soft clouds. */
  static Coat plain(Dice dice) {
    Rgb base =
        dice.pick(
                List.of(Rgb.hex(0x6e7680), Rgb.hex(0x3a3a40), Rgb.hex(0xd9cdb8), Rgb.hex(0x9a8f8a)))
            .near(dice, 0.15);
    Rgb points = base.times(dice.between(0.4, 0.9));
    Noise noise = dice.noise();
    return (x, y, part) -> {
      double cloud = noise.fractal(x * 2.2, y * 2.2, 3) - 0.35;
      boolean point = part == Kind.EAR || part == Kind.LEG || part == Kind.TAIL;
      return base.mix(points, point ? 0.8 : cloud * 0.9);
    };
  }

  /** White with dark spots, one in each cell of a shaken grid. */
  static Coat spotted(Dice dice) {
    Rgb white = Rgb.WHITE.near(dice, 0.08);
    Rgb dark = dice.pick(List.of(Rgb.BLACK, Rgb.hex(0x5a3a26))).near(dice, 0.1);
    Noise noise = dice.noise();
    double cells = dice.between(4.5, 7);
    return (x, y, part) -> {
      double nearest = nearestSpot(noise, x * cells, y * cells);
      double edge = noise.at(x * 20, y * 20) * 0.12;
      Rgb hair = white.mix(dark, (0.02 - nearest - edge) * 12 + 0.5);
      return part == Kind.EAR ? hair.mix(dark, 0.85) : hair;
    };
  }

  private static double nearestSpot(Noise noise, double u, double v) {
    long column = (long) Math.floor(u);
    long row = (long) Math.floor(v);
    double nearest = 1;
    for (long i = column - 1; i <= column + 1; i++) {
      for (long j = row - 1; j <= row + 1; j++) {
        double du = u - i - noise.corner(i, j);
        double dv = v - j - noise.corner(i + 1000, j);
        double radius = 0.15 + 0.3 * noise.corner(i, j + 1000);
        nearest = Math.min(nearest, Math.sqrt(du * du + dv * dv) - radius);
      }
    }
    return nearest;
  }

  /** A dark saddle and dark muzzle on tan. */
  static Coat saddled(Dice dice) {
    Rgb tan = dice.pick(List.of(Rgb.hex(0xb98a55), Rgb.hex(0xa06a3c))).near(dice, 0.15);
    Rgb dark = Rgb.hex(0x2b2522).near(dice, 0.2);
    Noise noise = dice.noise();
    double height = dice.between(-0.1, 0.15);
    return (x, y, part) -> {
      double edge = (noise.fractal(x * 3, y * 3, 3) - 0.5) * 0.7;
      return switch (part) {
        case BODY, TAIL -> tan.mix(dark, (height - y + edge) * 6);
        case MUZZLE, EAR -> dark.mix(tan, noise.at(x * 6, y * 6) * 0.5);
        case HEAD, LEG -> tan.mix(dark, edge * 1.5);
      };
    };
  }

  /** Strands of one colour, light on top and dark between. */
  static Coat stranded(Dice dice) {
    Rgb base =
        dice.pick(List.of(Rgb.hex(0xc79a5b), Rgb.hex(0x7a5638), Rgb.hex(0xcfc6b8)))
            .near(dice, 0.15);
    Rgb gap = base.times(dice.between(0.35, 0.55));
    Noise noise = dice.noise();
    double lean = dice.between(-0.6, 0.6);
    return (x, y, part) -> {
      double bend = noise.at(x * 3, y * 3) * 0.25;
      double strand = noise.fractal((x + lean * y + bend) * 17, y * 5, 3);
      return base.mix(gap, (strand - 0.42) * 3);
    };
  }
}
