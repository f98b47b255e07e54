#!/usr/bin/env bash
# OpenCV 4.13.0 (Bytedeco's presets, Linux x86-64): how to decode a JPEG at half scale in the order RGB.
#
# One would guess IMREAD_REDUCED_COLOR_2 | IMREAD_COLOR_RGB, as IMREAD_COLOR_RGB goes with
# IMREAD_IGNORE_ORIENTATION too. It is refused: IMREAD_REDUCED_COLOR_2 holds the bit of
# IMREAD_COLOR_BGR, and both orders at once are an error. The flag that is named for grey images,
# IMREAD_REDUCED_GRAYSCALE_2, is the bare "half scale" and gives three channels, red first.
#
# Seen, of an image of 32 x 16 pixels with blue 200, green 100, red 50:
#   IMREAD_REDUCED_COLOR_2: 16 x 8, 3 channels, the first about 200
#   IMREAD_REDUCED_COLOR_2 | IMREAD_COLOR_RGB: error in cv::calcType
#   IMREAD_REDUCED_GRAYSCALE_2 | IMREAD_COLOR_RGB: 16 x 8, 3 channels, the first about 50
#   IMREAD_REDUCED_GRAYSCALE_2: 16 x 8, 1 channels, the first about 96
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
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.*;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

class Finding {
  public static void main(String[] args) {
    Mat image = new Mat(16, 32, CV_8UC3, new Scalar(200, 100, 50, 0));
    BytePointer bytes = new BytePointer();
    imencode(".jpg", image, bytes);
    Mat jpeg = new Mat(1, (int) bytes.limit(), CV_8UC1, bytes);
    decode(jpeg, "IMREAD_REDUCED_COLOR_2", IMREAD_REDUCED_COLOR_2, 3, 200);
    decode(
        jpeg,
        "IMREAD_REDUCED_GRAYSCALE_2 | IMREAD_COLOR_RGB",
        IMREAD_REDUCED_GRAYSCALE_2 | IMREAD_COLOR_RGB,
        3,
        50);
    decode(jpeg, "IMREAD_REDUCED_GRAYSCALE_2", IMREAD_REDUCED_GRAYSCALE_2, 1, 96);
    boolean refused = false;
    try {
      imdecode(jpeg, IMREAD_REDUCED_COLOR_2 | IMREAD_COLOR_RGB);
    } catch (RuntimeException e) {
      refused = e.getMessage().contains("calcType");
    }
    System.out.println("IMREAD_REDUCED_COLOR_2 | IMREAD_COLOR_RGB: " + (refused ? "error in cv::calcType" : "decoded"));
    expect("the flags of colour are refused", refused);
  }

  private static void decode(Mat jpeg, String name, int flags, int channels, int first) {
    Mat found = imdecode(jpeg, flags);
    int value = found.data().get(0) & 0xff;
    System.out.printf(
        "%s: %d x %d, %d channels, the first %d%n", name, found.cols(), found.rows(), found.channels(), value);
    expect(
        name,
        found.cols() == 16 && found.rows() == 8 && found.channels() == channels && Math.abs(value - first) <= 4);
  }

  private static void expect(String what, boolean holds) {
    if (!holds) {
      throw new AssertionError("no longer so: " + what);
    }
  }
}
JAVA
java -Djava.io.tmpdir="$work" -cp "$work/lib/*" "$work/Finding.java"
