#!/usr/bin/env bash
# OpenCV 4.13.0 (Bytedeco's presets, Linux x86-64): filling a polygon of COCO's annotations.
#
# COCO's polygons are in coordinates of the image's plane, so a rectangle from x = 2 to 6 and y = 2 to
# 5 covers 4 x 3 = 12 pixels, and "area" says 12. One would guess that fillPoly, which most
# conversions use, gives these. It takes the corners for pixels and fills the border on every side:
# 5 x 4 = 20. A class of thin objects grows most, and a mask made this way scores 0.6 in IoU against
# the true one. Sub-pixel coordinates (its argument shift) do not help: corners half a pixel further
# to the left and up still fill 20.
#
# Seen:
#   fillPoly at whole pixels: 20
#   fillPoly with shift 4, half a pixel up and left: 20
#   pixels whose centres are inside: 12
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for artifact in \
  org.bytedeco:opencv:4.13.0-1.5.13 org.bytedeco:opencv:4.13.0-1.5.13:jar:linux-x86_64 \
  org.bytedeco:openblas:0.3.31-1.5.13 org.bytedeco:openblas:0.3.31-1.5.13:jar:linux-x86_64 \
  org.bytedeco:javacpp:1.5.13 org.bytedeco:javacpp:1.5.13:jar:linux-x86_64; do
  mvn -q -B -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact="$artifact" -DoutputDirectory="$work/lib"
done

cat >"$work/Finding.java" <<'JAVA'
import static org.bytedeco.opencv.global.opencv_core.CV_32SC2;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.fillPoly;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;

class Finding {
  private static final double[][] RECTANGLE = {{2, 2}, {6, 2}, {6, 5}, {2, 5}};

  public static void main(String[] args) {
    expect("fillPoly at whole pixels", filled(0, 0), 20);
    expect("fillPoly with shift 4, half a pixel up and left", filled(4, -0.5), 20);
    int inside = 0;
    for (int y = 0; y < 10; y++) {
      for (int x = 0; x < 10; x++) {
        inside += x + 0.5 > 2 && x + 0.5 < 6 && y + 0.5 > 2 && y + 0.5 < 5 ? 1 : 0;
      }
    }
    expect("pixels whose centres are inside", inside, 12);
  }

  private static int filled(int shift, double offset) {
    Mat mask = new Mat(10, 10, CV_8UC1, new Scalar(0));
    int[] corners = new int[8];
    for (int i = 0; i < 4; i++) {
      for (int k = 0; k < 2; k++) {
        corners[2 * i + k] = (int) Math.round((RECTANGLE[i][k] + offset) * (1 << shift));
      }
    }
    Mat points = new Mat(4, 1, CV_32SC2, new IntPointer(corners));
    fillPoly(mask, new MatVector(points), new Scalar(1), LINE_8, shift, new Point(0, 0));
    return countNonZero(mask);
  }

  private static void expect(String what, int found, int before) {
    System.out.println(what + ": " + found);
    if (found != before) {
      throw new AssertionError("it was " + before);
    }
  }
}
JAVA
java -Djava.io.tmpdir="$work" -cp "$work/lib/*" "$work/Finding.java"
