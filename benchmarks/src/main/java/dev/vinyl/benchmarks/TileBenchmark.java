package dev.vinyl.benchmarks;

import dev.vinyl.nativeconfig.internal.OpenCvLibrary;
import dev.vinyl.runtime.Segmentation;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.SegmenterListener;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.Tiling;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Segments one large image in windows and prints one line: time, windows a second, and the peak of
 * resident memory beside what image and mask take. {@code draw FILE SIDE} writes an image of
 * coloured blobs and {@code model FILE} ViNy with random weights; {@code FILE MODEL WINDOW THREADS}
 * measures, where a window is a side in pixels or 0 for the model's.
 */
public final class TileBenchmark {
  private static final int BLOB = 40;
  private static final int DECODED_BYTES = 3;
  private static final int MASK_BYTES = 1;

  private TileBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    switch (args[0]) {
      case "draw" -> draw(args[1], Integer.parseInt(args[2]));
      case "model" -> ViNyModel.write(Path.of(args[1]));
      default ->
          measure(
              Path.of(args[0]),
              Path.of(args[1]),
              Integer.parseInt(args[2]),
              Integer.parseInt(args[3]));
    }
  }

  private static void draw(String file, int side) throws IOException {
    OpenCvLibrary.load();
    int blobs = Math.max(1, side / BLOB);
    try (Mat noise = new Mat(blobs, blobs, opencv_core.CV_8UC3);
        Mat image = new Mat();
        BytePointer data = noise.data();
        Size size = new Size(side, side)) {
      byte[] colors = new byte[3 * blobs * blobs];
      new SplittableRandom(1).nextBytes(colors);
      data.put(colors);
      opencv_imgproc.resize(noise, image, size, 0, 0, opencv_imgproc.INTER_LINEAR);
      if (!opencv_imgcodecs.imwrite(file, image)) {
        throw new IOException(file + ": cannot be written");
      }
    }
  }

  private static void measure(Path file, Path model, int window, int threads) throws IOException {
    Windows windows = new Windows();
    Tiling tiling = window == 0 ? Tiling.auto() : Tiling.of(window, window);
    SegmenterOptions options =
        SegmenterOptions.defaults()
            .withThreads(threads)
            .withLimits(DecodeLimits.most())
            .withListener(windows)
            .withTiling(tiling);
    double seconds;
    Segmentation answer;
    try (Segmenter segmenter = Segmenter.open(model, options)) {
      long start = System.nanoTime();
      answer = segmenter.segment(ImageSource.of(file));
      seconds = (System.nanoTime() - start) / 1e9;
    } // its listener has been told everything
    long pixels = (long) answer.width() * answer.height();
    System.out.printf(
        "vinyl tiles, %d x %d pixels, window %s: %.1f s (decoding %.1f), %.3f us a pixel,"
            + " %d windows, %.0f/s; peak %s, image and mask %d MiB%n",
        answer.width(),
        answer.height(),
        window == 0 ? "auto" : window + " px",
        seconds,
        windows.decoding.toNanos() / 1e9,
        1e6 * seconds / pixels,
        windows.count,
        windows.count / seconds,
        Programs.peakMemory(),
        pixels * (DECODED_BYTES + MASK_BYTES) / (1 << 20));
  }

  /** Counts the windows of an image. */
  private static final class Windows implements SegmenterListener {
    private volatile int count;
    private volatile Duration decoding = Duration.ZERO;

    @Override
    public void batchDone(Batch batch) {
      decoding = batch.preparing();
    }

    @Override
    public void windowsDone(ImageSource source, int done, int total) {
      count = total;
    }
  }
}
