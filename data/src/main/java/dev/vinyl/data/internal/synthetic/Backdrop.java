package dev.vinyl.data.internal.synthetic;

import java.util.ArrayList;
import java.util.List;

/**
 * What is behind the animal: one or two textured surfaces and things lying about. Half of the time
 * the colours are the animal's own, and some of the things wear its coat, so that neither colour
 * nor texture alone says where the animal is.
 */
final class Backdrop {
  private static final List<Rgb> NATURAL =
      List.of(
          Rgb.hex(0x5d7a3a),
          Rgb.hex(0x8a9a55),
          Rgb.hex(0x7d6a50),
          Rgb.hex(0xa89878),
          Rgb.hex(0x6f7f8f),
          Rgb.hex(0xb8c4cc),
          Rgb.hex(0x8c4a3a),
          Rgb.hex(0xd8cdb8),
          Rgb.hex(0x3d4250),
          Rgb.hex(0x9a8fa5));

  /** A thing lying about, rounded like a part of an animal. */
  record Thing(Distance shape, double thickness, Surface surface) {}

  private final Surface surface;
  private final List<Thing> things;

  private Backdrop(Surface surface, List<Thing> things) {
    this.surface = surface;
    this.things = List.copyOf(things);
  }

  static Backdrop draw(Dice dice, Coat coat) {
    boolean camouflage = dice.chance(0.5);
    Surface surface = texture(dice, coat, camouflage);
    if (dice.chance(0.55)) {
      Surface floor = texture(dice, coat, dice.chance(0.5));
      surface = surface.over(floor, dice.between(0.3, 0.8), dice.between(-0.25, 0.25));
    }
    List<Thing> things = new ArrayList<>();
    int count = dice.below(5);
    for (int i = 0; i < count; i++) {
      things.add(thing(dice, coat));
    }
    return new Backdrop(surface, things);
  }

  /** The colour at a point of the image; {@code pixel} is the width of one. */
  Rgb at(double x, double y, double pixel, Light light) {
    Rgb color = surface.at(x, y);
    for (Thing thing : things) {
      double distance = thing.shape().at(x, y);
      if (distance < pixel) {
        double shade = light.on(thing.shape(), thing.thickness(), x, y);
        Rgb own = thing.surface().at(x, y).times(shade);
        color = color.mix(own, 0.5 - distance / pixel);
      }
    }
    return color;
  }

  private static Surface texture(Dice dice, Coat coat, boolean camouflage) {
    Rgb first = color(dice, coat, camouflage);
    Rgb second =
        dice.chance(0.5) ? first.times(dice.between(0.4, 0.8)) : color(dice, coat, camouflage);
    return switch (dice.below(6)) {
      case 0 -> Surface.clouds(dice, first, second);
      case 1 -> Surface.blades(dice, first, second);
      case 2 -> Surface.stripes(dice, first, second);
      case 3 -> Surface.checks(dice, first, second);
      case 4 -> Surface.pebbles(dice, List.of(first, second, first.mix(second, 0.5)));
      default -> Surface.clouds(dice, first, first.times(0.7));
    };
  }

  private static Rgb color(Dice dice, Coat coat, boolean camouflage) {
    Rgb color =
        camouflage
            ? coat.at(dice.between(-1, 1), dice.between(-0.5, 0.5), Animal.Kind.BODY)
            : dice.pick(NATURAL);
    return color.near(dice, 0.2);
  }

  private static Thing thing(Dice dice, Coat coat) {
    double x = dice.between(0, 1);
    double y = dice.between(0.1, 1);
    double size = dice.between(0.06, 0.22);
    Distance shape =
        switch (dice.below(3)) {
          case 0 -> Distance.ellipse(x, y, size, size * dice.between(0.5, 1.2));
          case 1 -> Distance.box(x, y, size, size * dice.between(0.4, 1.3), size * 0.25);
          default ->
              Distance.limb(
                  x,
                  y,
                  size * 0.4,
                  x + dice.between(-0.5, 0.5),
                  y + dice.between(-0.4, 0.4),
                  size * 0.25);
        };
    Surface surface =
        dice.chance(0.45) ? Surface.hide(dice, coat) : texture(dice, coat, dice.chance(0.5));
    return new Thing(
        shape.turned(x, y, dice.between(-1.5, 1.5)), size * dice.between(0.3, 1), surface);
  }
}
