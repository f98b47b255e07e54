package dev.vinyl.data.internal.synthetic;

import dev.vinyl.data.internal.synthetic.Animal.Kind;
import dev.vinyl.data.internal.synthetic.Animal.Part;
import java.util.ArrayList;
import java.util.List;

/** How an animal holds itself; every drawing of a pose differs in all its measures. */
enum Pose {
  /** On four legs, from the side. */
  STANDING {
    @Override
    Animal draw(Breed breed, Dice dice) {
      double depth = dice.between(0.4, 0.52);
      double headX = dice.between(1.0, 1.25);
      double headY = dice.between(-0.85, -0.3);
      List<Part> parts = new ArrayList<>();
      parts.add(tail(breed, dice, -0.85, -0.2));
      double[] roots = {-0.55, 0.5, -0.72, 0.7};
      for (int leg = 0; leg < roots.length; leg++) {
        double shade = leg < 2 ? 0.7 : 1;
        parts.add(leg(dice, roots[leg], 0.15, breed.build().legs(), leg % 2 == 0, shade));
        if (leg == 1) {
          parts.add(trunk(dice, depth, headX, headY));
        }
      }
      HeadMaker head = new HeadMaker(breed, dice, headX, headY, 0.36, dice.between(0.5, 1));
      parts.addAll(head.parts());
      return new Animal(parts, head.marks(), false);
    }
  },

  /** Sitting, seen from the front. */
  SITTING {
    @Override
    Animal draw(Breed breed, Dice dice) {
      double width = dice.between(0.45, 0.58);
      double headX = dice.between(-0.15, 0.15);
      List<Part> parts = new ArrayList<>();
      parts.add(tail(breed, dice, dice.sign() * 0.5, 0.75));
      Distance trunk =
          Distance.ellipse(0, 0.25, width, 0.75)
              .join(Distance.circle(-0.42, 0.72, 0.27), 0.2)
              .join(Distance.circle(0.42, 0.72, 0.27), 0.2);
      parts.add(new Part(Kind.BODY, trunk, 0.5, 1));
      for (int side : new int[] {-1, 1}) {
        double foot = side * dice.between(0.15, 0.3);
        Distance leg =
            Distance.limb(side * 0.2, 0.25, 0.17, foot, 0.95, 0.11)
                .join(Distance.ellipse(foot, 1.0, 0.16, 0.1), 0.05);
        parts.add(new Part(Kind.LEG, leg, 0.15, 1.02));
      }
      HeadMaker head =
          new HeadMaker(breed, dice, headX, dice.between(-0.75, -0.6), 0.44, dice.between(0, 0.6));
      parts.addAll(head.parts());
      return new Animal(parts, head.marks(), true);
    }
  },

  /** Lying on its belly, from the side. */
  LYING {
    @Override
    Animal draw(Breed breed, Dice dice) {
      double headX = dice.between(0.75, 1.15);
      double headY = dice.between(-0.45, -0.05);
      List<Part> parts = new ArrayList<>();
      parts.add(tail(breed, dice, -0.85, 0.25));
      parts.add(trunk(dice, dice.between(0.34, 0.42), headX, headY));
      parts.add(new Part(Kind.LEG, Distance.ellipse(-0.55, 0.14, 0.4, 0.3), 0.3, 1.02));
      parts.add(new Part(Kind.LEG, Distance.limb(-0.5, 0.38, 0.09, -0.1, 0.42, 0.08), 0.1, 1.02));
      double reach = dice.between(1.0, 1.5);
      parts.add(new Part(Kind.LEG, Distance.limb(0.55, 0.3, 0.13, reach, 0.4, 0.09), 0.12, 1.02));
      HeadMaker head = new HeadMaker(breed, dice, headX, headY, 0.38, dice.between(0.1, 0.9));
      parts.addAll(head.parts());
      return new Animal(parts, head.marks(), false);
    }
  },

  /** Head and chest, close. */
  PORTRAIT {
    @Override
    Animal draw(Breed breed, Dice dice) {
      double side = dice.between(-0.3, 0.3);
      List<Part> parts = new ArrayList<>();
      Distance chest =
          Distance.limb(side, 1.15, dice.between(0.6, 0.75), 2 * side, 3.2, 0.95)
              .join(Distance.limb(side / 2, 0.3, 0.45, side, 1.0, 0.6), 0.2);
      parts.add(new Part(Kind.BODY, chest, 0.6, 0.92));
      HeadMaker head = new HeadMaker(breed, dice, 0, -0.05, 0.72, dice.between(0, 0.7));
      parts.addAll(head.parts());
      return new Animal(parts, head.marks(), true);
    }
  };

  abstract Animal draw(Breed breed, Dice dice);

  /** Body, chest, hips and neck as one soft shape. */
  private static Part trunk(Dice dice, double depth, double headX, double headY) {
    Distance trunk =
        Distance.ellipse(0, 0, 0.95, depth)
            .join(Distance.circle(0.6, 0, depth * dice.between(0.95, 1.08)), 0.15)
            .join(Distance.circle(-0.62, -0.02, depth * dice.between(0.85, 1.02)), 0.15)
            .join(Distance.limb(0.65, -0.1, depth * 0.7, headX, headY, 0.24), 0.2);
    return new Part(Kind.BODY, trunk, depth, 1);
  }

  /** A leg with a bend, and a paw that points forward. */
  private static Part leg(
      Dice dice, double root, double top, double length, boolean hind, double shade) {
    double foot = root + dice.between(-0.3, 0.3);
    double knee = (root + foot) / 2 + (hind ? -0.1 : 0.06);
    double ground = top + length;
    Distance leg =
        Distance.limb(root, top, hind ? 0.26 : 0.2, knee, top + length * 0.55, 0.11)
            .join(Distance.limb(knee, top + length * 0.55, 0.11, foot, ground, 0.085), 0.04)
            .join(Distance.ellipse(foot + 0.06, ground, 0.14, 0.085), 0.04);
    return new Part(Kind.LEG, leg, 0.14, shade);
  }

  private static Part tail(Breed breed, Dice dice, double rootX, double rootY) {
    double thickness = breed.build().tail();
    double away = rootX < 0 ? -1 : 1;
    Distance tail =
        Distance.tail(
            rootX * 0.8,
            rootY,
            rootX + away * dice.between(0.2, 0.6),
            rootY + dice.between(-0.3, 0.4),
            rootX + away * dice.between(0.1, 0.7),
            rootY + dice.between(-0.9, 0.3),
            Math.max(0.08, thickness),
            thickness * 0.6);
    return new Part(Kind.TAIL, tail, thickness, 0.95);
  }
}
