package dev.vinyl.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.vinyl.nativeconfig.internal.OpenCvLibrary;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImagePreparer;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.TensorLayout;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Times a {@link ImagePreparer} on a JPEG of 500 x 375, from the encoded bytes to [3, 128, 128]
 * normalized floats, beside OpenCV's own decoding and resizing through the same binding, which does
 * less: the bytes are in its memory already, nothing checks them, and nothing is normalized.
 *
 * <p>Arguments, all optional: rounds (201). In each round both take ten images, one after the other
 * and each first in every second round; what counts is the time that the processor gave to the
 * thread, so that other programs disturb little. Prints a line for each interpolation, and one for
 * files: the medians over the rounds of an image's time and of the quotient, its quartiles, and
 * what Java allocates for an image.
 */
public final class PrepareBenchmark {
  private static final int WIDTH = 500;
  private static final int HEIGHT = 375;
  private static final int SIZE = 128;
  private static final int IMAGES_A_WINDOW = 10;
  private static final int WARM_UP = 100;
  private static final int DECODE =
      opencv_imgcodecs.IMREAD_COLOR_RGB | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final int rounds;
  private final FloatBuffer target =
      ByteBuffer.allocateDirect(4 * 3 * SIZE * SIZE).order(ByteOrder.nativeOrder()).asFloatBuffer();

  private PrepareBenchmark(int rounds) {
    this.rounds = rounds;
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Runs the measurement. */
  public static void main(String[] args) throws IOException {
    OpenCvLibrary.load();
    new PrepareBenchmark(args.length > 0 ? Integer.parseInt(args[0]) : 201).run();
  }

  private void run() throws IOException {
    byte[] jpeg = Photographs.jpeg(WIDTH, HEIGHT, 1);
    System.out.printf("JPEG of %d x %d, %d bytes%n", WIDTH, HEIGHT, jpeg.length);
    for (Interpolation interpolation : Interpolation.values()) {
      compareBytes(jpeg, interpolation);
    }
    Path file = Files.createTempFile("vinyl-benchmark", ".jpg");
    try {
      compareFiles(Files.write(file, jpeg));
    } finally {
      Files.delete(file);
    }
  }

  private void compareBytes(byte[] jpeg, Interpolation interpolation) throws IOException {
    ImageSource source = ImageSource.of(jpeg);
    int flag = flag(interpolation);
    try (ImagePreparer preparer = preparer(interpolation);
        BytePointer bytes = new BytePointer(jpeg);
        Mat encoded = new Mat(1, jpeg.length, opencv_core.CV_8U, bytes);
        Mat decoded = new Mat();
        Mat resized = new Mat();
        Size size = new Size(SIZE, SIZE)) {
      compare(
          "bytes, " + interpolation,
          () -> preparer.prepare(source, target, 0),
          () -> {
            opencv_imgcodecs.imdecode(encoded, DECODE, decoded).close();
            opencv_imgproc.resize(decoded, resized, size, 0, 0, flag);
          });
    }
  }

  private void compareFiles(Path file) throws IOException {
    ImageSource source = ImageSource.of(file);
    String name = file.toString();
    try (ImagePreparer preparer = preparer(Interpolation.AREA);
        Mat resized = new Mat();
        Size size = new Size(SIZE, SIZE)) {
      compare(
          "file, AREA",
          () -> preparer.prepare(source, target, 0),
          () -> {
            try (Mat decoded = opencv_imgcodecs.imread(name, DECODE)) {
              opencv_imgproc.resize(decoded, resized, size, 0, 0, opencv_imgproc.INTER_AREA);
            }
          });
    }
  }

  private static ImagePreparer preparer(Interpolation interpolation) {
    PreprocessSpec spec = PreprocessSpec.imageNet(SIZE, interpolation);
    return new ImagePreparer(spec, TensorLayout.NCHW, DecodeLimits.defaults());
  }

  private static int flag(Interpolation interpolation) {
    return switch (interpolation) {
      case NEAREST -> opencv_imgproc.INTER_NEAREST_EXACT;
      case LINEAR -> opencv_imgproc.INTER_LINEAR;
      case AREA -> opencv_imgproc.INTER_AREA;
      case CUBIC -> opencv_imgproc.INTER_CUBIC;
    };
  }

  private void compare(String what, Step ours, Step peer) throws IOException {
    double[] ourTimes = new double[rounds];
    double[] peerTimes = new double[rounds];
    double[] quotients = new double[rounds];
    for (int round = -WARM_UP; round < rounds; round++) {
      boolean oursFirst = round % 2 == 0;
      double first = microseconds(oursFirst ? ours : peer);
      double second = microseconds(oursFirst ? peer : ours);
      if (round >= 0) {
        ourTimes[round] = oursFirst ? first : second;
        peerTimes[round] = oursFirst ? second : first;
        quotients[round] = ourTimes[round] / peerTimes[round];
      }
    }
    System.out.printf(
        "%s: vinyl %.0f us, opencv %.0f us, quotient %.3f (%.3f to %.3f), %d bytes of Java's heap an image%n",
        what,
        median(ourTimes),
        median(peerTimes),
        median(quotients),
        quotients[rounds / 4],
        quotients[3 * rounds / 4],
        allocated(ours));
  }

  /** Time that the processor gave to this thread, for one image. */
  private static double microseconds(Step step) throws IOException {
    long start = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < IMAGES_A_WINDOW; i++) {
      step.run();
    }
    return (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / IMAGES_A_WINDOW;
  }

  private static long allocated(Step step) throws IOException {
    int images = 100;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < images; i++) {
      step.run();
    }
    return (THREADS.getCurrentThreadAllocatedBytes() - before) / images;
  }

  /** Sorts the values. */
  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
