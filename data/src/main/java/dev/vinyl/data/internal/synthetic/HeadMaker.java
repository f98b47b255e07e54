package dev.vinyl.data.internal.synthetic;

import dev.vinyl.data.internal.synthetic.Animal.Kind;
import dev.vinyl.data.internal.synthetic.Animal.Mark;
import dev.vinyl.data.internal.synthetic.Animal.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a head together: skull, muzzle, ears and a face.
 *
 * <p>Lengths are in units of the head's radius {@code r}; {@code turn} is 0 for a face seen from
 * the front and 1 for one in profile, looking to the right.
 */
final class HeadMaker {
  private static final Rgb NOSE = Rgb.hex(0x2a1d1c);

  private final Breed breed;
  private final Dice dice;
  private final double centerX;
  private final double centerY;
  private final double r;
  private final double turn;
  private final double tilt;

  HeadMaker(Breed breed, Dice dice, double centerX, double centerY, double radius, double turn) {
    this.breed = breed;
    this.dice = dice;
    this.centerX = centerX;
    this.centerY = centerY;
    this.r = radius;
    this.turn = turn;
    this.tilt = dice.between(-0.3, 0.3);
  }

  /** Ears that are behind the skull come first, those that hang in front of it last. */
  List<Part> parts() {
    boolean hanging = breed.ears() == Breed.Ears.HANGING;
    List<Part> parts = new ArrayList<>();
    if (!hanging) {
      parts.addAll(ears());
    }
    double squeeze = dice.between(0.88, 1.0);
    parts.add(
        new Part(Kind.HEAD, tilted(Distance.ellipse(centerX, centerY, r, r * squeeze)), r, 1));
    double length = breed.build().muzzle() * turn;
    Distance muzzle =
        Distance.limb(
            x(0.15 * turn), y(0.32), 0.48 * r, x(0.35 * turn + 1.5 * length), y(0.42), 0.3 * r);
    parts.add(new Part(Kind.MUZZLE, tilted(muzzle), 0.4 * r, 1.03));
    if (hanging) {
      parts.addAll(ears());
    }
    return parts;
  }

  /** Eyes, nose and mouth. */
  List<Mark> marks() {
    Rgb iris =
        breed.animal() == Breed.Animal.CAT
            ? dice.pick(List.of(Rgb.hex(0xb9a43a), Rgb.hex(0x7fae55), Rgb.hex(0x6fa3c4)))
            : dice.pick(List.of(Rgb.hex(0x4a2d18), Rgb.hex(0x2b1b12)));
    List<Mark> marks = new ArrayList<>();
    double open = dice.between(0.6, 1.1);
    for (int side : new int[] {-1, 1}) {
      if (side < 0 && turn > 0.75) {
        continue;
      }
      double eyeX = side * 0.4 * (1 - 0.4 * turn) + 0.22 * turn;
      marks.add(mark(eyeX, -0.12, 0.17, 0.13 * open, NOSE));
      marks.add(mark(eyeX, -0.12, 0.13, 0.1 * open, iris));
      marks.add(mark(eyeX + 0.02, -0.12, 0.06, 0.09 * open, Rgb.BLACK));
      marks.add(mark(eyeX - 0.04, -0.17, 0.035, 0.035, Rgb.WHITE));
    }
    double noseX = 0.35 * turn + (breed.build().muzzle() * 1.5 + 0.12) * turn;
    Rgb nose = dice.chance(0.3) ? Rgb.hex(0xb87a74) : NOSE;
    marks.add(mark(noseX, 0.27, 0.15, 0.1, nose));
    marks.add(mark(noseX - 0.1 * turn, 0.5, 0.04 + 0.1 * turn, 0.03, NOSE));
    return marks;
  }

  private Mark mark(double atX, double atY, double radiusX, double radiusY, Rgb color) {
    return new Mark(tilted(Distance.ellipse(x(atX), y(atY), radiusX * r, radiusY * r)), color);
  }

  private List<Part> ears() {
    double spread = dice.between(0.5, 0.62);
    double shift = -0.25 * turn;
    List<Part> ears = new ArrayList<>();
    for (int side : new int[] {-1, 1}) {
      double root = side * spread * (1 - 0.5 * turn) + shift;
      double shade = side < 0 ? 1 - 0.2 * turn : 1;
      ears.add(new Part(Kind.EAR, tilted(ear(root, side)), 0.3 * r, shade));
    }
    return ears;
  }

  private Distance ear(double root, int side) {
    double out = side * dice.between(0.1, 0.35);
    return switch (breed.ears()) {
      case POINTED -> Distance.limb(x(root), y(-0.6), 0.34 * r, x(root + out), y(-1.4), 0.02 * r);
      case UPRIGHT ->
          Distance.limb(x(root), y(-0.6), 0.3 * r, x(root + out / 2), y(-1.65), 0.05 * r);
      case ROUND -> Distance.circle(x(root + out), y(-0.8), 0.33 * r);
      case HANGING ->
          Distance.limb(
              x(root * 1.35),
              y(-0.5),
              0.2 * r,
              x(root * 1.5 + out),
              y(dice.between(0.45, 0.9)),
              0.28 * r);
    };
  }

  private Distance tilted(Distance shape) {
    return shape.turned(centerX, centerY, tilt);
  }

  private double x(double inRadii) {
    return centerX + inRadii * r;
  }

  private double y(double inRadii) {
    return centerY + inRadii * r;
  }
}
