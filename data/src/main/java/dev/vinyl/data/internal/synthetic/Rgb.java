package dev.vinyl.data.internal.synthetic;

/** A colour; each channel is 0..1 once it is shown, and may be beyond that in between. */
record Rgb(double red, double green, double blue) {
  static final Rgb BLACK = new Rgb(0.05, 0.05, 0.06);
  static final Rgb WHITE = new Rgb(0.93, 0.92, 0.9);

  /** From the usual six hexadecimal digits. */
  static Rgb hex(int rgb) {
    return new Rgb((rgb >> 16) / 255.0, (rgb >> 8 & 0xff) / 255.0, (rgb & 0xff) / 255.0);
  }

  /** This colour at 0, the other at 1; beyond 0..1 it stays at the ends. */
  Rgb mix(Rgb other, double share) {
    double t = Math.max(0, Math.min(1, share));
    return new Rgb(
        red + (other.red - red) * t,
        green + (other.green - green) * t,
        blue + (other.blue - blue) * t);
  }

  Rgb times(double factor) {
    return new Rgb(red * factor, green * factor, blue * factor);
  }

  Rgb times(Rgb other) {
    return new Rgb(red * other.red, green * other.green, blue * other.blue);
  }

  /** A colour near this one. */
  Rgb near(Dice dice, double spread) {
    double light = dice.between(1 - spread, 1 + spread);
    return new Rgb(
        red * light + dice.between(-spread, spread) / 4,
        green * light + dice.between(-spread, spread) / 4,
        blue * light + dice.between(-spread, spread) / 4);
  }
}
