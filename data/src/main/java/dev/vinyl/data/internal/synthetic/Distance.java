package dev.vinyl.data.internal.synthetic;

import java.util.Objects;

/**
 * A shape as the (nearly) signed distance to its outline: below 0 inside, above 0 outside, in the
 * units of the coordinates. x runs to the right, y downwards.
 */
@FunctionalInterface
interface Distance {

  double at(double x, double y);

  static Distance ellipse(double centerX, double centerY, double radiusX, double radiusY) {
    return (x, y) -> {
      double u = (x - centerX) / radiusX;
      double v = (y - centerY) / radiusY;
      double radius = Math.sqrt(u * u + v * v);
      double slope = Math.sqrt(u * u / (radiusX * radiusX) + v * v / (radiusY * radiusY));
      return slope == 0 ? -Math.min(radiusX, radiusY) : radius * (radius - 1) / slope;
    };
  }

  static Distance circle(double centerX, double centerY, double radius) {
    return ellipse(centerX, centerY, radius, radius);
  }

  /** A limb: a thick line from a to b, as thick as {@code startRadius} there and so on. */
  static Distance limb(
      double ax, double ay, double startRadius, double bx, double by, double endRadius) {
    double dx = bx - ax;
    double dy = by - ay;
    double lengthSquared = dx * dx + dy * dy;
    return (x, y) -> {
      double along = ((x - ax) * dx + (y - ay) * dy) / lengthSquared;
      double t = Math.max(0, Math.min(1, along));
      double px = x - ax - t * dx;
      double py = y - ay - t * dy;
      return Math.sqrt(px * px + py * py) - (startRadius + (endRadius - startRadius) * t);
    };
  }

  /** A bent limb: a quadratic Bezier curve from a over b to c, drawn as straight pieces. */
  static Distance tail(
      double ax,
      double ay,
      double bx,
      double by,
      double cx,
      double cy,
      double startRadius,
      double endRadius) {
    int pieces = 7;
    Distance whole = null;
    for (int i = 0; i < pieces; i++) {
      double s = (double) i / pieces;
      double t = (double) (i + 1) / pieces;
      Distance piece =
          limb(
              bezier(ax, bx, cx, s),
              bezier(ay, by, cy, s),
              startRadius + (endRadius - startRadius) * s,
              bezier(ax, bx, cx, t),
              bezier(ay, by, cy, t),
              startRadius + (endRadius - startRadius) * t);
      whole = whole == null ? piece : whole.join(piece, 0);
    }
    return Objects.requireNonNull(whole);
  }

  /** A box with rounded corners. */
  static Distance box(
      double centerX, double centerY, double halfWidth, double halfHeight, double corner) {
    return (x, y) -> {
      double u = Math.abs(x - centerX) - halfWidth + corner;
      double v = Math.abs(y - centerY) - halfHeight + corner;
      double outerU = Math.max(u, 0);
      double outerV = Math.max(v, 0);
      return Math.sqrt(outerU * outerU + outerV * outerV) + Math.min(Math.max(u, v), 0) - corner;
    };
  }

  /** Both shapes together; {@code softness} is how far apart their fillet begins. */
  default Distance join(Distance other, double softness) {
    if (softness == 0) {
      return (x, y) -> Math.min(at(x, y), other.at(x, y));
    }
    return (x, y) -> {
      double a = at(x, y);
      double b = other.at(x, y);
      double overlap = Math.max(softness - Math.abs(a - b), 0) / softness;
      return Math.min(a, b) - overlap * overlap * softness / 4;
    };
  }

  /** The shape turned about a point, clockwise as seen, in radians. */
  default Distance turned(double pivotX, double pivotY, double angle) {
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    return (x, y) -> {
      double u = x - pivotX;
      double v = y - pivotY;
      return at(pivotX + cos * u + sin * v, pivotY - sin * u + cos * v);
    };
  }

  private static double bezier(double a, double b, double c, double t) {
    return (1 - t) * (1 - t) * a + 2 * t * (1 - t) * b + t * t * c;
  }
}
