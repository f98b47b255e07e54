package dev.vinyl.export.graph;

import java.util.Arrays;
import java.util.function.Supplier;

/** The shape rules of ONNX's operators; what does not fit is named with its shape. */
final class Checks {
  private Checks() {}

  static void that(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise.get());
    }
  }

  static void sameType(String operator, Value x, Value y) {
    that(
        x.type() == y.type(),
        () -> "%s: %s is %s, %s is %s".formatted(operator, x, x.type(), y, y.type()));
  }

  static Shape broadcast(String operator, Value x, Value y) {
    return broadcast(operator, x.toString(), x.shape(), y.toString(), y.shape());
  }

  static Shape broadcast(String operator, String x, Shape xShape, Shape yShape) {
    return broadcast(operator, x, xShape, yShape.toString(), yShape);
  }

  /** Multidirectional broadcasting: equal from the back, or one of the two is 1. */
  private static Shape broadcast(String operator, String x, Shape a, String y, Shape b) {
    boolean firstIsLonger = a.rank() >= b.rank();
    Shape longer = firstIsLonger ? a : b;
    Shape shorter = firstIsLonger ? b : a;
    Shape result = longer;
    for (int i = 1; i <= shorter.rank(); i++) {
      int axis = longer.rank() - i;
      int other = shorter.rank() - i;
      if (isOne(longer, axis)) {
        result = result.with(axis, shorter, other);
      } else {
        that(
            isOne(shorter, other) || longer.sameSize(axis, shorter, other),
            () -> "%s: %s and %s do not broadcast".formatted(operator, x, y));
      }
    }
    return result;
  }

  private static boolean isOne(Shape shape, int axis) {
    return shape.size(axis) == 1 && !shape.isBatch(axis);
  }

  static Shape matMulShape(Value a, boolean transposeA, Value b, boolean transposeB) {
    that(
        a.rank() >= 2 && b.rank() >= 2,
        () -> "a matrix product takes at least two axes, got %s and %s".formatted(a, b));
    Shape left = transposeA ? swapLastTwo(a.shape()) : a.shape();
    Shape right = transposeB ? swapLastTwo(b.shape()) : b.shape();
    that(
        left.sameSize(left.rank() - 1, right, right.rank() - 2),
        () ->
            "matrix product: %s%s and %s%s do not fit"
                .formatted(a, transposeA ? " transposed" : "", b, transposeB ? " transposed" : ""));
    Shape leftLeading = left.with(left.rank() - 1, 1).with(left.rank() - 2, 1);
    Shape rightLeading = right.with(right.rank() - 1, 1).with(right.rank() - 2, 1);
    Shape leading = broadcast("MatMul", a.toString(), leftLeading, b.toString(), rightLeading);
    return leading
        .with(leading.rank() - 2, left, left.rank() - 2)
        .with(leading.rank() - 1, right, right.rank() - 1);
  }

  private static Shape swapLastTwo(Shape shape) {
    int last = shape.rank() - 1;
    return shape.with(last, shape, last - 1).with(last - 1, shape, last);
  }

  static Shape reducedShape(Value x, int... axes) {
    Shape shape = x.shape();
    for (int axis : axes) {
      shape = shape.with(shape.normalizeAxis(axis), 1);
    }
    return shape;
  }

  static int fixedAxis(String operator, Value x, int axis) {
    int normal = x.shape().normalizeAxis(axis);
    that(
        !x.shape().isBatch(normal),
        () -> "%s: axis %d of %s grows with the batch".formatted(operator, axis, x));
    return normal;
  }

  static Shape concatShape(int axis, Value... parts) {
    that(parts.length > 0, () -> "Concat needs at least one input");
    int normal = fixedAxis("Concat", parts[0], axis);
    long size = 0;
    boolean free = false;
    for (Value part : parts) {
      sameType("Concat", parts[0], part);
      that(
          part.rank() == parts[0].rank()
              && part.shape().with(normal, 1).equals(parts[0].shape().with(normal, 1)),
          () -> "Concat over axis %d: %s".formatted(normal, Arrays.toString(parts)));
      long own = part.shape().size(fixedAxis("Concat", part, axis));
      free |= own == Shape.FREE;
      size += own;
    }
    return parts[0].shape().with(normal, free ? Shape.FREE : size);
  }

  static Shape append(Shape shape, long size) {
    int[] order = new int[shape.rank() + 1];
    for (int i = 0; i < shape.rank(); i++) {
      order[i] = i + 1;
    }
    return shape.prepend(size, false).permute(order);
  }
}
