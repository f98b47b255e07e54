package dev.vinyl.data.internal.synthetic;

import java.util.List;

/** One animal in front of its backdrop, not yet drawn at any size. */
final class Scene {
  /** How much of the image the animal covers at least and at most. */
  private static final double LEAST = 0.07;

  private static final double MOST = 0.68;
  private static final List<Pose> POSES = List.of(Pose.values());
  private static final int TRIES = 50;
  private static final int PROBES = 32;

  private final Animal animal;
  private final Placement placement;
  private final Coat coat;
  private final Backdrop backdrop;
  private final Light light;
  private final Light animalLight;
  private final Noise hair;
  private final double roughness;
  private final double darkness;

  private Scene(Breed breed, Dice dice, Animal animal, Placement placement) {
    this.animal = animal;
    this.placement = placement;
    this.coat = breed.coats().apply(dice);
    this.backdrop = Backdrop.draw(dice, coat);
    this.light = Light.draw(dice);
    this.animalLight = light.seenFrom(placement);
    this.hair = dice.noise();
    this.roughness = breed.build().roughness();
    this.darkness = dice.between(0, 0.5);
  }

  static Scene draw(Breed breed, Dice dice) {
    for (int i = 0; i < TRIES; i++) {
      Pose pose = dice.pick(POSES);
      Animal animal = pose.draw(breed, dice);
      Placement placement = Placement.draw(dice, pose);
      double share = coverage(animal, placement);
      if (share >= LEAST && share <= MOST) {
        return new Scene(breed, dice, animal, placement);
      }
    }
    throw new AssertionError("no placement of an animal fits after " + TRIES + " tries");
  }

  private static double coverage(Animal animal, Placement placement) {
    int inside = 0;
    for (int row = 0; row < PROBES; row++) {
      for (int column = 0; column < PROBES; column++) {
        double x = (column + 0.5) / PROBES;
        double y = (row + 0.5) / PROBES;
        if (animal.outline(placement.localX(x, y), placement.localY(x, y)) < 0) {
          inside++;
        }
      }
    }
    return (double) inside / (PROBES * PROBES);
  }

  /** Signed distance to the animal's outline, hair included, in image widths. */
  double outline(double x, double y) {
    double localX = placement.localX(x, y);
    double localY = placement.localY(x, y);
    double distance = animal.outline(localX, localY);
    if (Math.abs(distance) < 2 * roughness) {
      distance += (hair.fractal(localX * 14, localY * 14, 2) - 0.5) * 2 * roughness;
    }
    return distance * placement.unit();
  }

  /** How far to the right of a point the light passes that would fall on it. */
  double shadowX() {
    return light.x() * shadowReach();
  }

  /** How far above a point that light passes. */
  double shadowReach() {
    return 0.25 * placement.unit();
  }

  /**
   * How much light is taken from a point behind the animal.
   *
   * @param distance what {@link #outline} gives where the light for that point passes
   */
  double shadow(double distance) {
    return darkness * Math.max(0, Math.min(1, 0.5 - distance / shadowReach()));
  }

  /**
   * The colour at a point of the image.
   *
   * @param distance what {@link #outline} gives there
   * @param shadow 0..1, from {@link #shadow}
   * @param pixel width of a pixel, for a soft edge
   */
  Rgb color(double x, double y, double distance, double shadow, double pixel) {
    double cover = 0.5 - distance / pixel;
    if (cover >= 1) {
      return animalColor(x, y);
    }
    Rgb behind = backdrop.at(x, y, pixel, light).times(1 - shadow);
    return cover <= 0 ? behind : behind.mix(animalColor(x, y), cover);
  }

  private Rgb animalColor(double x, double y) {
    double localX = placement.localX(x, y);
    double localY = placement.localY(x, y);
    Animal.Part part = animal.partAt(localX, localY);
    Rgb color =
        animal.upright()
            ? coat.at(localY, localX * 0.8 + 0.35, part.kind())
            : coat.at(localX, localY, part.kind());
    color = color.times(0.82 + 0.36 * hair.at(localX * 34, localY * 22));
    color =
        color.times(part.shade() * animalLight.on(part.shape(), part.thickness(), localX, localY));
    if (part.kind() == Animal.Kind.HEAD || part.kind() == Animal.Kind.MUZZLE) {
      color = withMarks(color, localX, localY);
    }
    return color;
  }

  private Rgb withMarks(Rgb color, double localX, double localY) {
    double pixel = 0.03;
    for (Animal.Mark mark : animal.marks()) {
      double distance = mark.shape().at(localX, localY);
      if (distance < pixel) {
        color = color.mix(mark.color(), 0.5 - distance / pixel);
      }
    }
    return color;
  }
}
