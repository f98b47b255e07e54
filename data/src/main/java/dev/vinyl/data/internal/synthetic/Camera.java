package dev.vinyl.data.internal.synthetic;

import dev.vinyl.runtime.image.RgbImage;

/** What a camera does to a scene: exposure, a tint, uneven light, a little blur, and noise. */
final class Camera {
  private final long seed;
  private final Rgb tint;
  private final double slopeX;
  private final double slopeY;
  private final double vignette;
  private final double grain;
  private final boolean blurred;

  Camera(Dice dice) {
    double exposure = dice.between(0.85, 1.35);
    double warmth = dice.between(-0.12, 0.12);
    this.seed = dice.number();
    this.tint = new Rgb(exposure * (1 + warmth), exposure, exposure * (1 - warmth));
    this.slopeX = dice.between(-0.3, 0.3);
    this.slopeY = dice.between(-0.3, 0.3);
    this.vignette = dice.between(0, 0.5);
    this.grain = dice.between(0.005, 0.03);
    this.blurred = dice.chance(0.35);
  }

  /** Takes the image of {@code size * size} colours, row by row. */
  RgbImage take(Rgb[] colors, int size) {
    byte[] pixels = new byte[size * size * 3];
    for (int i = 0; i < colors.length; i++) {
      int column = i % size;
      int row = i / size;
      double x = (column + 0.5) / size - 0.5;
      double y = (row + 0.5) / size - 0.5;
      double light = 1 + slopeX * x + slopeY * y - vignette * (x * x + y * y);
      Rgb seen = blurred ? around(colors, column, row, size) : colors[i];
      Rgb color = seen.times(tint).times(light);
      pixels[3 * i] = toByte(color.red(), 3 * i);
      pixels[3 * i + 1] = toByte(color.green(), 3 * i + 1);
      pixels[3 * i + 2] = toByte(color.blue(), 3 * i + 2);
    }
    return new RgbImage(size, size, pixels);
  }

  /** The pixel with a share of its four neighbours. */
  private static Rgb around(Rgb[] colors, int x, int y, int size) {
    Rgb left = colors[y * size + Math.max(x - 1, 0)];
    Rgb right = colors[y * size + Math.min(x + 1, size - 1)];
    Rgb above = colors[Math.max(y - 1, 0) * size + x];
    Rgb below = colors[Math.min(y + 1, size - 1) * size + x];
    return colors[y * size + x].mix(left.mix(right, 0.5).mix(above.mix(below, 0.5), 0.5), 0.6);
  }

  private byte toByte(double value, int index) {
    long rounded = Math.round((value + grain * Hash.normal(seed, index)) * 255);
    return (byte) Math.max(0, Math.min(255, rounded));
  }
}
