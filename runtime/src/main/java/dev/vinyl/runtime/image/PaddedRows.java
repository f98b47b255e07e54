package dev.vinyl.runtime.image;

import dev.vinyl.runtime.image.Resizing.RowSink;
import java.util.List;
import java.util.stream.IntStream;

/** Takes the rows that an image fills in a model's input, and gives on all rows of the input. */
final class PaddedRows implements RowSink {
  private final CropBox filled;
  private final byte[] line;
  private final int[] places;
  private final RowSink sink;

  private PaddedRows(Placement placement, List<Integer> padding, RowSink sink) {
    this.filled = placement.filled();
    this.line = new byte[3 * placement.input().width()];
    for (int i = 0; i < line.length; i++) {
      line[i] = (byte) (int) padding.get(i % 3);
    }
    this.places = IntStream.range(0, placement.input().width()).map(x -> 3 * x).toArray();
    this.sink = sink;
  }

  /**
   * What takes the rows of {@link Placement#filled}, counted from 0. The rows of padding are given
   * on at once.
   *
   * @param padding red, green, blue, 0..255
   */
  static RowSink around(Placement placement, List<Integer> padding, RowSink sink) {
    if (placement.fillsExactly()) {
      return sink;
    }
    PaddedRows rows = new PaddedRows(placement, padding, sink);
    int below = rows.filled.y() + rows.filled.height();
    for (int y = 0; y < placement.input().height(); y++) {
      if (y < rows.filled.y() || y >= below) {
        sink.row(rows.line, rows.places, y);
      }
    }
    return rows;
  }

  @Override
  public void row(byte[] pixels, int[] from, int y) {
    int to = 3 * filled.x();
    for (int place : from) {
      line[to++] = pixels[place];
      line[to++] = pixels[place + 1];
      line[to++] = pixels[place + 2];
    }
    sink.row(line, places, filled.y() + y);
  }
}
