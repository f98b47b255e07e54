package dev.vinyl.data.internal.synthetic;

/**
 * Light from one direction.
 *
 * @param x to the right, y downwards, z towards the viewer; together of length 1
 * @param ambient how bright it is where no light falls
 */
record Light(double x, double y, double z, double ambient) {
  private static final double STEP = 1e-3;

  static Light draw(Dice dice) {
    double x = dice.between(-0.8, 0.8);
    double y = dice.between(-0.9, 0.1);
    double z = dice.between(0.5, 1);
    double length = Math.sqrt(x * x + y * y + z * z);
    return new Light(x / length, y / length, z / length, dice.between(0.4, 0.65));
  }

  /** The same light in coordinates that are turned and perhaps mirrored. */
  Light seenFrom(Placement placement) {
    double[] direction = placement.direction(x, y);
    return new Light(direction[0], direction[1], z, ambient);
  }

  /** How bright a rounded shape is at a point: upright at its outline, flat in its middle. */
  double on(Distance shape, double thickness, double atX, double atY) {
    double distance = shape.at(atX, atY);
    double rim = 1 - Math.max(0, Math.min(1, -distance / thickness));
    double slopeX = (shape.at(atX + STEP, atY) - distance) / STEP;
    double slopeY = (shape.at(atX, atY + STEP) - distance) / STEP;
    double steep = Math.sqrt(slopeX * slopeX + slopeY * slopeY) + 1e-9;
    double facing =
        rim * (slopeX * x + slopeY * y) / steep + Math.sqrt(Math.max(0, 1 - rim * rim)) * z;
    return ambient + (1.1 - ambient) * Math.max(0, facing);
  }
}
