package dev.vinyl.data.internal.arrow;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One column of a record batch as the buffers of Arrow's columnar format. How many there are, and
 * of what, follows from the column's type: for a primitive type validity and values, for {@code
 * binary} validity, offsets (int32, one more than rows) and values, for a list of fixed size
 * validity alone, with the values in a child.
 *
 * <p>Buffers are little endian. They may be shared between threads, so read them at absolute
 * positions or through {@link ByteBuffer#duplicate()}, whose byte order has to be set again.
 *
 * @param rows how many values there are, at least 0
 * @param nullCount how many of them are null; if 0, the validity buffer may be empty
 * @param buffers the column's own, without those of its children
 * @param children the columns that this one is made of; empty for flat types
 */
public record ArrowColumn(
    int rows, int nullCount, List<ByteBuffer> buffers, List<ArrowColumn> children) {

  /** Checks the counts. */
  public ArrowColumn {
    if (rows < 0 || nullCount < 0 || nullCount > rows) {
      throw new IllegalArgumentException(
          "a column cannot have %d rows and %d nulls".formatted(rows, nullCount));
    }
    buffers = List.copyOf(buffers);
    children = List.copyOf(children);
  }

  /** A column of a flat type. */
  public ArrowColumn(int rows, int nullCount, ByteBuffer... buffers) {
    this(rows, nullCount, List.of(buffers), List.of());
  }

  /** This column and all below it, depth first: the order in which a file lists them. */
  List<ArrowColumn> flattened() {
    List<ArrowColumn> all = new ArrayList<>(List.of(this));
    children.forEach(child -> all.addAll(child.flattened()));
    return all;
  }

  /** The buffers of this column and of all below it, in the file's order. */
  Stream<ByteBuffer> allBuffers() {
    return flattened().stream().flatMap(column -> column.buffers().stream());
  }
}
