package dev.vinyl.data.internal.synthetic;

import java.util.List;

/**
 * An animal in its own coordinates: about two units long, the middle of the body at (0, 0), facing
 * to the right, y downwards.
 *
 * @param parts from the farthest to the nearest
 * @param marks eyes, nose and the like, painted onto the head in this order
 * @param upright whether it is seen from the front, so that patterns run across
 */
record Animal(List<Part> parts, List<Mark> marks, boolean upright) {
  /** How far apart two parts may be before the skin between them is filled. */
  private static final double SKIN = 0.07;

  /** What a part is, for coats that colour it differently. */
  enum Kind {
    BODY,
    HEAD,
    MUZZLE,
    EAR,
    LEG,
    TAIL
  }

  /**
   * A part that is shaded as one rounded thing.
   *
   * @param thickness how far from its outline it is flat
   * @param shade 1, or less for a part on the far side
   */
  record Part(Kind kind, Distance shape, double thickness, double shade) {}

  /** A spot of one colour on the head. */
  record Mark(Distance shape, Rgb color) {}

  Animal {
    parts = List.copyOf(parts);
    marks = List.copyOf(marks);
  }

  /** Signed distance to the outline of the whole animal. */
  double outline(double x, double y) {
    double distance = Double.MAX_VALUE;
    for (Part part : parts) {
      double own = part.shape().at(x, y);
      double overlap = Math.max(SKIN - Math.abs(own - distance), 0) / SKIN;
      distance = Math.min(own, distance) - overlap * overlap * SKIN / 4;
    }
    return distance;
  }

  /** The nearest part that covers a point, or else the one whose outline is closest. */
  Part partAt(double x, double y) {
    Part closest = parts.get(0);
    double least = Double.MAX_VALUE;
    for (int i = parts.size() - 1; i >= 0; i--) {
      double own = parts.get(i).shape().at(x, y);
      if (own <= 0) {
        return parts.get(i);
      }
      if (own < least) {
        least = own;
        closest = parts.get(i);
      }
    }
    return closest;
  }
}
