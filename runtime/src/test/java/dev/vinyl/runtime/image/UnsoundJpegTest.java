package dev.vinyl.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.fixtures.ChildJvm;
import dev.vinyl.nativeconfig.internal.OpenCvLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JPEGs with wrong bytes, about which OpenCV's JPEG library prints a line. */
class UnsoundJpegTest {
  private static final int[] SAMPLINGS = {0x411111, 0x221111, 0x211111};

  @TempDir Path folder;

  @Test
  void soundOnesAreKnownAsSuch() throws IOException {
    for (byte[] jpeg : sound()) {
      assertThat(ImageHeader.read("a.jpg", new EncodedBytes(ByteBuffer.wrap(jpeg))).colors())
          .isEqualTo(ImageHeader.Colors.OPAQUE);
    }
  }

  /**
   * As OpenCV decodes them, all 64 where the JDK has the same JPEG library. One that brings an
   * older library, as Temurin does, guesses otherwise in a few of them, where the damage reaches:
   * that is behind the first third of a file's bytes.
   */
  @Test
  void unsoundOnesAreDecodedToTheSamePixelsWhereTheyAreSound() throws IOException {
    int unsound = 0;
    int same = 0;
    for (byte[] jpeg : damaged()) {
      ImageHeader header = ImageHeader.read("a.jpg", new EncodedBytes(ByteBuffer.wrap(jpeg)));
      unsound += header.colors() == ImageHeader.Colors.UNSOUND ? 1 : 0;

      byte[] expected = natively(jpeg);
      byte[] pixels = new ImageDecoder().decode(ImageSource.of(jpeg)).pixels();
      same += Arrays.equals(pixels, expected) ? 1 : 0;
      int tenRows = 10 * 3 * header.width();
      assertThat(Arrays.copyOf(pixels, tenRows)).isEqualTo(Arrays.copyOf(expected, tenRows));
    }
    assertThat(unsound).isGreaterThan(30);
    assertThat(same).isGreaterThan(50);
  }

  @Test
  void aFrameWithoutComponentsIsUnsoundInNoLibrary() throws IOException {
    byte[] jpeg = HexFormat.of().parseHex("ffd8ffc000080800040005" + "00ffda0006010100003fffd9");

    assertThat(ImageHeader.read("a.jpg", new EncodedBytes(ByteBuffer.wrap(jpeg))).colors())
        .isEqualTo(ImageHeader.Colors.OPAQUE);
  }

  @Test
  void nothingIsPrintedAboutThem() throws Exception {
    List<byte[]> all = damaged();
    for (int i = 0; i < all.size(); i++) {
      Files.write(folder.resolve(i + ".jpg"), all.get(i));
    }
    Process child =
        new ChildJvm().option("-XX:TieredStopAtLevel=1").start(Child.class, folder.toString());
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(child.waitFor()).isZero();
    assertThat(output.strip()).isEqualTo("decoded " + all.size());
  }

  /** Decodes all files of a folder. */
  static final class Child {
    public static void main(String[] args) throws IOException {
      int decoded = 0;
      try (var files = Files.list(Path.of(args[0]))) {
        for (Path file : files.toList()) {
          new ImageDecoder().decode(file);
          decoded++;
        }
      }
      System.out.println("decoded " + decoded);
    }
  }

  /** Grey, and colours in three samplings; with and without restart markers. */
  private static List<byte[]> sound() throws IOException {
    RgbImage image = RgbImage.of(TestImages.noise(75, 50));
    List<byte[]> sound = new ArrayList<>();
    for (int restart : new int[] {0, 3}) {
      sound.add(jpeg(image, opencv_core.CV_8UC1, SAMPLINGS[0], restart));
      for (int sampling : SAMPLINGS) {
        sound.add(jpeg(image, opencv_core.CV_8UC3, sampling, restart));
      }
    }
    return sound;
  }

  private static List<byte[]> damaged() throws IOException {
    Random random = new Random(8);
    List<byte[]> damaged = new ArrayList<>();
    for (byte[] whole : sound()) {
      int codes = whole.length / 3;
      for (int i = 0; i < 4; i++) {
        byte[] flipped = whole.clone();
        int at = codes + random.nextInt(codes);
        while (whole[at - 1] == (byte) 0xff) {
          at++; // no marker is made
        }
        flipped[at] = (byte) (flipped[at] == 0x35 ? 0x36 : 0x35);
        flipped[at + 1] = 0x71;
        damaged.add(flipped);
      }
      byte[] zeros = whole.clone();
      Arrays.fill(zeros, whole.length / 2, whole.length / 2 + 200, (byte) 0);
      damaged.add(zeros);
      byte[] cut = Arrays.copyOf(whole, whole.length * 2 / 3);
      cut[cut.length - 1] = 0x11;
      damaged.add(TestImages.concat(cut, TestImages.bytes(0xff, 0xd9)));
      byte[] end = TestImages.bytes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xd9);
      damaged.add(TestImages.concat(Arrays.copyOf(whole, whole.length - 2), end));
      int segment = 4 + ((whole[4] & 0xff) << 8 | (whole[5] & 0xff));
      byte[] start = TestImages.concat(Arrays.copyOf(whole, segment), new byte[5]);
      damaged.add(TestImages.concat(start, Arrays.copyOfRange(whole, segment, whole.length)));
    }
    return damaged;
  }

  private static byte[] jpeg(RgbImage image, int type, int sampling, int restart) {
    OpenCvLibrary.load();
    int[] parameters = {
      opencv_imgcodecs.IMWRITE_JPEG_QUALITY, 80,
      opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR, sampling,
      opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL, restart
    };
    try (BytePointer pixels = new BytePointer(image.pixels());
        Mat mat = new Mat(image.height(), image.width(), type, pixels);
        BytePointer encoded = new BytePointer();
        IntPointer given = new IntPointer(parameters)) {
      opencv_imgcodecs.imencode(".jpg", mat, encoded, given);
      byte[] bytes = new byte[(int) encoded.limit()];
      encoded.get(bytes);
      return bytes;
    }
  }

  private static byte[] natively(byte[] jpeg) {
    try (BytePointer bytes = new BytePointer(jpeg);
        Mat input = new Mat(1, jpeg.length, opencv_core.CV_8U, bytes);
        Mat rgb = opencv_imgcodecs.imdecode(input, opencv_imgcodecs.IMREAD_COLOR_RGB)) {
      return MatImages.ofRgb(rgb).pixels();
    }
  }
}
