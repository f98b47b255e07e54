package dev.vinyl.data.internal.synthetic;

/**
 * Where an animal stands in the image.
 *
 * @param x of its middle, 0..1 from the left; may lie outside
 * @param y of its middle, 0..1 from the top
 * @param unit one unit of the animal's coordinates, in image widths
 * @param cos of the angle it is turned by
 * @param sin of that angle
 * @param mirror 1 if it faces right, -1 if left
 */
record Placement(double x, double y, double unit, double cos, double sin, int mirror) {

  static Placement draw(Dice dice, Pose pose) {
    double unit =
        switch (pose) {
          case STANDING, LYING -> dice.between(0.2, 0.42);
          case SITTING -> dice.between(0.22, 0.44);
          case PORTRAIT -> dice.between(0.28, 0.5);
        };
    boolean tumbled = dice.chance(0.12);
    double angle = tumbled ? dice.between(-1.5, 1.5) : dice.between(-0.3, 0.3);
    double reach = dice.chance(0.25) ? 0.4 : 0.15;
    return new Placement(
        0.5 + dice.between(-reach, reach),
        0.5 + dice.between(-reach, reach),
        unit,
        StrictMath.cos(angle),
        StrictMath.sin(angle),
        dice.sign());
  }

  double localX(double imageX, double imageY) {
    return mirror * (cos * (imageX - x) + sin * (imageY - y)) / unit;
  }

  double localY(double imageX, double imageY) {
    return (cos * (imageY - y) - sin * (imageX - x)) / unit;
  }

  /** A direction of the image in the animal's coordinates. */
  double[] direction(double dx, double dy) {
    return new double[] {mirror * (cos * dx + sin * dy), cos * dy - sin * dx};
  }
}
