package dev.vinyl.runtime.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.vinyl.runtime.image.Resizing.RowSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Writes images straight into a batch: what {@link ImageDecoder#decode} and {@link
 * Preprocessor#preprocess} give, bit for bit, without an image in Java's memory between them. An
 * image is decoded, turned upright and resized by OpenCV; only the small one reaches Java, where
 * its values go through the spec's formula into the target.
 *
 * <p>One preparer is for one thread at a time: it keeps memory outside Java from image to image.
 * What an unusually large image needed is given back at once, so that about 200 MiB are kept at
 * most. Calls from several threads wait for each other; give each worker a preparer of its own.
 * Whoever makes one closes it.
 */
public final class ImagePreparer implements AutoCloseable {
  private final Preprocessor preprocessor;
  private final TensorLayout layout;
  private final NativeDecoder decoder;
  private final MatResizer resizer;
  private final NativeBytes cut;
  private boolean closed;

  /**
   * Prepares for a spec.
   *
   * @param spec size, interpolation, order of channels and formula
   * @param layout how an image lies in the target
   * @param limits how large an encoded image may be
   * @throws IllegalStateException if OpenCV cannot be loaded here
   */
  public ImagePreparer(PreprocessSpec spec, TensorLayout layout, DecodeLimits limits) {
    this.preprocessor = new Preprocessor(spec);
    this.layout = Objects.requireNonNull(layout, "layout");
    this.decoder = new NativeDecoder(Objects.requireNonNull(limits, "limits"));
    this.resizer = new MatResizer(spec.interpolation());
    this.cut = new NativeBytes();
  }

  /**
   * Prepares one image.
   *
   * @param target a direct buffer in the machine's byte order; [3, height, width] or [height,
   *     width, 3] floats are written to it, position, limit and mark stay as they are. If the image
   *     cannot be read, nothing is written.
   * @param offset index of the first value in {@code target}, counted from its start
   * @return the size of the upright image before it was resized, of which {@link Placement#of}
   *     makes where it lies
   * @throws ImageException as {@link ImageDecoder#decode(ImageSource)}
   * @throws IllegalArgumentException if the target is not direct, read-only or of the other byte
   *     order
   * @throws IndexOutOfBoundsException if {@code 3 * height * width} values do not fit at {@code
   *     offset}
   * @throws IllegalStateException after {@link #close()}
   */
  public synchronized ImageSize prepare(ImageSource source, FloatBuffer target, int offset)
      throws ImageException {
    if (closed) {
      throw new IllegalStateException("the preparer is closed; make a new one");
    }
    requireUsable(target, offset);
    try {
      Mat image = decoder.decode(source);
      ImageSize size = new ImageSize(image.cols(), image.rows());
      Placement placement = Placement.of(preprocessor.spec(), size.width(), size.height());
      resizer.resize(image, placement, rows(placement, target, offset));
      return size;
    } finally {
      decoder.trim();
    }
  }

  /**
   * Prepares a part of an image, as if the rest of the image did not exist.
   *
   * @param placement which part, and where it lies in an input of the spec's size
   * @param target as {@link #prepare(ImageSource, FloatBuffer, int)}, and so is {@code offset}
   * @throws IllegalArgumentException if the part reaches beyond the image, if the placement is for
   *     another size of input, or as that does
   * @throws IndexOutOfBoundsException as that does
   * @throws IllegalStateException after {@link #close()}
   */
  public synchronized void prepare(
      DecodedImage image, Placement placement, FloatBuffer target, int offset) {
    if (closed) {
      throw new IllegalStateException("the preparer is closed; make a new one");
    }
    requireUsable(target, offset);
    PreprocessSpec spec = preprocessor.spec();
    if (!placement.input().equals(new ImageSize(spec.width(), spec.height()))) {
      throw new IllegalArgumentException(
          "the model takes images of %d x %d pixels, the placement is for %s"
              .formatted(spec.width(), spec.height(), placement.input()));
    }
    CropBox part = placement.part();
    part.requireWithin(image.width(), image.height());
    RowSink sink = rows(placement, target, offset);
    if (placement.keepsPixels() || spec.interpolation() == Interpolation.NEAREST) {
      Resizing.takeNearest(
          image.pixels(), image.width(), placement.nearestColumns(), placement.nearestRows(), sink);
      return;
    }
    ByteBuffer copy = cut.reserve(Resizing.bytes(part.width(), part.height()));
    byte[] row = new byte[3 * part.width()];
    for (int y = 0; y < part.height(); y++) {
      image.pixels().get(3 * ((part.y() + y) * image.width() + part.x()), row);
      copy.put(row.length * y, row);
    }
    try (Mat mat = new Mat(part.height(), part.width(), CV_8UC3, cut.pointer(), row.length)) {
      resizer.resize(mat, placement, sink);
    }
  }

  /** Takes the rows that an image fills, and writes all. */
  private RowSink rows(Placement placement, FloatBuffer target, int offset) {
    return PaddedRows.around(
        placement,
        preprocessor.spec().padding(),
        (line, places, y) -> preprocessor.writeRow(line, 0, places, y, layout, target, offset));
  }

  private void requireUsable(FloatBuffer target, int offset) {
    if (!target.isDirect() || target.isReadOnly() || target.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException(
          "the target must be a direct, writable buffer of order %s, got %s of order %s"
              .formatted(ByteOrder.nativeOrder(), target, target.order()));
    }
    PreprocessSpec spec = preprocessor.spec();
    int values = Resizing.bytes(spec.width(), spec.height());
    Objects.checkFromIndexSize(offset, values, target.limit());
  }

  /** Gives all memory back; closing twice is fine. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      cut.close();
      resizer.close();
      decoder.close();
    }
  }
}
