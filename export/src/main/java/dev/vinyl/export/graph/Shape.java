package dev.vinyl.export.graph;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The sizes of a tensor, outermost first. A size is either fixed or a multiple of the free batch
 * size B, so that reshapes of whole batches are checked too: [B, 64, 128] and [64B, 128] hold the
 * same number of elements, [64, 128] does not.
 */
public final class Shape {
  /**
   * A size that is only known when the model runs, such as the height of any image. Shapes with it
   * are carried along and not checked.
   */
  public static final long FREE = -1;

  private final long[] sizes;
  private final boolean[] batch;

  private Shape(long[] sizes, boolean[] batch) {
    for (long size : sizes) {
      if (size < FREE) {
        throw new IllegalArgumentException(
            "sizes must not be negative, got " + Arrays.toString(sizes));
      }
    }
    this.sizes = sizes;
    this.batch = batch;
  }

  /** Fixed sizes; none for a scalar. */
  public static Shape of(long... sizes) {
    return new Shape(sizes.clone(), new boolean[sizes.length]);
  }

  /** [B, rest...]. */
  public static Shape batch(long... rest) {
    return rows(1, rest);
  }

  /** [n B, rest...]: n rows for each image of the batch. */
  public static Shape rows(long rowsPerImage, long... rest) {
    return of(rest).prepend(rowsPerImage, true);
  }

  /** How many dimensions. */
  public int rank() {
    return sizes.length;
  }

  /** The size of a dimension; for one that grows with the batch, the size for a batch of one. */
  public long size(int axis) {
    return sizes[axis];
  }

  /** Whether a dimension's size is a multiple of the batch size. */
  public boolean isBatch(int axis) {
    return batch[axis];
  }

  /** Whether any dimension's size depends on the batch. */
  public boolean hasBatch() {
    return batchDimensions() > 0;
  }

  /** Whether two dimensions of two shapes have the same size whatever the batch. */
  public boolean sameSize(int axis, Shape other, int otherAxis) {
    return sizes[axis] == other.sizes[otherAxis] && batch[axis] == other.batch[otherAxis];
  }

  /** Whether any dimension's size is {@link #FREE}. */
  public boolean hasFree() {
    return Arrays.stream(sizes).anyMatch(size -> size == FREE);
  }

  /** Whether both hold the same number of elements whatever the batch; so far as that is known. */
  public boolean sameElementCount(Shape other) {
    boolean unknown = hasFree() || other.hasFree();
    return (unknown || elementsPerImage() == other.elementsPerImage())
        && batchDimensions() == other.batchDimensions();
  }

  /** The number of elements at a batch size of one. */
  public long elementsPerImage() {
    return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
  }

  /** The axis counted from the front; negative ones count from the back, as in ONNX. */
  public int normalizeAxis(int axis) {
    int normal = axis < 0 ? axis + rank() : axis;
    if (normal < 0 || normal >= rank()) {
      throw new IllegalArgumentException("no axis %d in shape %s".formatted(axis, this));
    }
    return normal;
  }

  /** With a dimension of fixed size. */
  public Shape with(int axis, long size) {
    long[] newSizes = sizes.clone();
    boolean[] newBatch = batch.clone();
    newSizes[axis] = size;
    newBatch[axis] = false;
    return new Shape(newSizes, newBatch);
  }

  /** With a dimension taken from another shape. */
  public Shape with(int axis, Shape other, int otherAxis) {
    long[] newSizes = sizes.clone();
    boolean[] newBatch = batch.clone();
    newSizes[axis] = other.sizes[otherAxis];
    newBatch[axis] = other.batch[otherAxis];
    return new Shape(newSizes, newBatch);
  }

  /** With its dimensions in another order. */
  public Shape permute(int... order) {
    int[] sorted = IntStream.of(order).sorted().toArray();
    if (!Arrays.equals(sorted, IntStream.range(0, rank()).toArray())) {
      throw new IllegalArgumentException(
          "%s is no order of the axes of %s".formatted(Arrays.toString(order), this));
    }
    long[] newSizes = new long[rank()];
    boolean[] newBatch = new boolean[rank()];
    for (int i = 0; i < order.length; i++) {
      newSizes[i] = sizes[order[i]];
      newBatch[i] = batch[order[i]];
    }
    return new Shape(newSizes, newBatch);
  }

  /** Without a dimension. */
  public Shape without(int axis) {
    int[] kept = IntStream.range(0, rank()).filter(i -> i != axis).toArray();
    return new Shape(
        IntStream.of(kept).mapToLong(i -> sizes[i]).toArray(), booleans(kept, i -> batch[i]));
  }

  /** With a dimension of size 1 before the given axis. */
  public Shape insert(int axis) {
    int[] order = IntStream.rangeClosed(1, rank()).toArray();
    int[] moved = new int[rank() + 1];
    System.arraycopy(order, 0, moved, 0, axis);
    System.arraycopy(order, axis, moved, axis + 1, rank() - axis);
    return prepend(1, false).permute(moved);
  }

  /** With a dimension in front. */
  Shape prepend(long size, boolean isBatch) {
    long[] newSizes = new long[rank() + 1];
    boolean[] newBatch = new boolean[rank() + 1];
    newSizes[0] = size;
    newBatch[0] = isBatch;
    System.arraycopy(sizes, 0, newSizes, 1, rank());
    System.arraycopy(batch, 0, newBatch, 1, rank());
    return new Shape(newSizes, newBatch);
  }

  /** Whether it is [B, sizes], of which one is {@link #FREE}. */
  boolean isBatchOfOneFree() {
    return rank() > 0
        && batch[0]
        && sizes[0] == 1
        && batchDimensions() == 1
        && Arrays.stream(sizes).filter(size -> size == FREE).count() == 1;
  }

  /** The sizes as ONNX's Reshape takes them: -1 for the one that grows with the batch. */
  long[] reshapeTarget() {
    long open = IntStream.range(0, rank()).filter(i -> batch[i] || sizes[i] == FREE).count();
    if (open > 1) {
      throw new IllegalArgumentException(
          "a reshape can leave one size free, %s has more".formatted(this));
    }
    return IntStream.range(0, rank()).mapToLong(i -> batch[i] ? -1 : sizes[i]).toArray();
  }

  private long batchDimensions() {
    return IntStream.range(0, rank()).filter(i -> batch[i]).count();
  }

  private static boolean[] booleans(int[] axes, IntPredicate at) {
    boolean[] result = new boolean[axes.length];
    for (int i = 0; i < axes.length; i++) {
      result[i] = at.test(axes[i]);
    }
    return result;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape
        && Arrays.equals(sizes, shape.sizes)
        && Arrays.equals(batch, shape.batch);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(sizes) + Arrays.hashCode(batch);
  }

  /** As people write it: [B, 3, 128, 128], [64B, 768], [] for a scalar. */
  @Override
  public String toString() {
    return IntStream.range(0, rank())
        .mapToObj(
            i ->
                batch[i]
                    ? (sizes[i] == 1 ? "B" : sizes[i] + "B")
                    : sizes[i] == FREE ? "?" : "" + sizes[i])
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
