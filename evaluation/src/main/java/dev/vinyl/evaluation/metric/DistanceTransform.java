package dev.vinyl.evaluation.metric;

import dev.vinyl.nativeconfig.OpenCvLibrary;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** How far each pixel of a region is from the nearest pixel outside, by OpenCV. */
final class DistanceTransform {
  private DistanceTransform() {}

  /** A way to measure between pixel centres, in pixels. */
  enum Metric {
    /** Straight; exact. */
    EUCLIDEAN(opencv_imgproc.DIST_L2, opencv_imgproc.DIST_MASK_PRECISE),
    /** The larger of the steps across and down; exact. What a 3 x 3 erosion takes off a time. */
    CHESSBOARD(opencv_imgproc.DIST_C, opencv_imgproc.DIST_MASK_3);

    private final int type;
    private final int maskSize;

    Metric(int type, int maskSize) {
      this.type = type;
      this.maskSize = maskSize;
    }
  }

  /**
   * The distances within a region; 0 outside of it. Without a pixel outside they are very large.
   *
   * @param region 0 outside, anything else inside, [H, W]
   * @return [H, W], in pixels
   */
  static float[] of(byte[] region, int width, int height, Metric metric) {
    if (region.length != (long) width * height) {
      throw new IllegalArgumentException(
          "a region of %d x %d pixels has not %d bytes".formatted(width, height, region.length));
    }
    OpenCvLibrary.load();
    float[] distances = new float[region.length];
    try (Mat inside = new Mat(height, width, opencv_core.CV_8UC1);
        Mat found = new Mat()) {
      inside.data().put(region, 0, region.length);
      opencv_imgproc.distanceTransform(
          inside, found, metric.type, metric.maskSize, opencv_core.CV_32F);
      try (FloatPointer values = new FloatPointer(found.data())) {
        values.get(distances, 0, distances.length);
      }
    }
    return distances;
  }
}
