package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.bytes;
import static dev.vinyl.runtime.image.TestImages.encode;
import static dev.vinyl.runtime.image.TestImages.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.nativeconfig.internal.OpenCvLibrary;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSourceTest {
  private static final RgbImage IMAGE = RgbImage.of(noise(13, 9));

  @Test
  void fileIsReadAnewAndNamedByItsPath(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("a.bin"), png(noise(3, 2)));
    ImageSource source = ImageSource.of(file);
    assertThat(source.name()).isEqualTo(file.toString());
    assertThat(decode(source).width()).isEqualTo(3);

    Files.write(file, png(noise(5, 2)));

    assertThat(decode(source).width()).isEqualTo(5);
  }

  @Test
  void namedChangesNothingButTheName() throws IOException {
    ImageSource source = ImageSource.of(png(noise(13, 9)));

    ImageSource named = source.named("upload 7");

    assertThat(named).hasToString("upload 7");
    assertThat(source.name()).isEqualTo("image of %d bytes".formatted(png(noise(13, 9)).length));
    assertThat(decode(named).pixels()).isEqualTo(IMAGE.pixels());
    assertThatThrownBy(() -> decode(ImageSource.of(bytes(1, 2)).named("upload 8")))
        .hasMessageStartingWith("upload 8: ");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bufferGivesWhatRemainsInItAndStaysWhereItIs(boolean direct) throws IOException {
    byte[] png = png(noise(13, 9));
    int length = png.length + 12;
    ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
    buffer.put(5, png).position(5).limit(5 + png.length);

    ImageSource source = ImageSource.of(buffer);

    assertThat(decode(source).pixels()).isEqualTo(IMAGE.pixels());
    assertThat(decode(source).pixels()).isEqualTo(IMAGE.pixels());
    assertThat(buffer.position()).isEqualTo(5);
    assertThat(buffer.remaining()).isEqualTo(png.length);
    buffer.clear();
    assertThat(decode(source).pixels()).isEqualTo(IMAGE.pixels());
    assertThat(decode(ImageSource.of(buffer.slice(5, png.length).asReadOnlyBuffer())).pixels())
        .isEqualTo(IMAGE.pixels());
  }

  @Test
  void streamIsReadOnceLeftOpenAndDecodedAgain() throws IOException {
    CountingStream stream = new CountingStream(png(noise(13, 9)));
    ImageSource source = ImageSource.of(stream);
    assertThat(stream.given).isZero();

    assertThat(decode(source).pixels()).isEqualTo(IMAGE.pixels());
    assertThat(decode(source.named("again")).pixels()).isEqualTo(IMAGE.pixels());

    assertThat(stream.given).isEqualTo(png(noise(13, 9)).length);
    assertThat(stream.closed).isFalse();
  }

  @Test
  void streamIsNotReadBeyondTheLimit() {
    CountingStream stream = new CountingStream(new byte[100_000]);
    ImageSource source = ImageSource.of(stream).named("upload");
    ImageDecoder decoder = new ImageDecoder(DecodeLimits.defaults().withMaxBytes(1000));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> decoder.decode(source))
          .isInstanceOf(ImageException.class)
          .hasMessage(
              "upload: the stream has more than 1000 bytes, which is the limit; shrink the image or"
                  + " raise the limit");
    }
    assertThat(stream.given).isEqualTo(1001);
  }

  @Test
  void streamThatFailsAndStreamThatIsEmpty() {
    InputStream broken = new BrokenStream();
    ImageSource failing = ImageSource.of(broken).named("upload");

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> decode(failing))
          .isInstanceOf(ImageException.class)
          .hasMessage("upload: the stream cannot be read (connection reset); open it again");
    }
    assertThatThrownBy(() -> decode(ImageSource.of(InputStream.nullInputStream())))
        .isInstanceOf(ImageException.class)
        .hasMessage("image from a stream: is empty; fetch or export the image again");
  }

  @Test
  void filesAndBytesBeyondTheLimitAreNotRead(@TempDir Path folder) throws IOException {
    byte[] png = png(noise(13, 9));
    Path file = Files.write(folder.resolve("a.png"), png);
    ImageDecoder exact = new ImageDecoder(DecodeLimits.defaults().withMaxBytes(png.length));
    ImageDecoder small = new ImageDecoder(DecodeLimits.defaults().withMaxBytes(png.length - 1));

    assertThat(exact.decode(file).pixels()).isEqualTo(IMAGE.pixels());
    assertThat(exact.decode(ImageSource.of(png)).pixels()).isEqualTo(IMAGE.pixels());
    for (ImageSource source : new ImageSource[] {ImageSource.of(file), ImageSource.of(png)}) {
      assertThatThrownBy(() -> small.decode(source))
          .isInstanceOf(ImageException.class)
          .hasMessage(
              "%s: has %d bytes, more than the limit of %d; shrink it or raise the limit"
                  .formatted(source.name(), png.length, png.length - 1));
    }
  }

  @Test
  void pixelsAreTakenAsTheyAreInEitherOrder() throws IOException {
    byte[] rgb = bytes(255, 128, 0, 1, 2, 3);
    byte[] bgr = bytes(0, 128, 255, 3, 2, 1);

    assertThat(decode(ImageSource.ofPixels(rgb, 2, 1, ChannelOrder.RGB)).pixels()).isSameAs(rgb);
    assertThat(decode(ImageSource.ofPixels(bgr, 1, 2, ChannelOrder.BGR)).pixels()).isEqualTo(rgb);
    assertThat(ImageSource.of(IMAGE)).hasToString("image of 13 x 9 pixels");
    assertThat(decode(ImageSource.of(IMAGE))).isSameAs(IMAGE);
    assertThatThrownBy(() -> ImageSource.ofPixels(rgb, 3, 1, ChannelOrder.BGR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an image of 3 x 1 pixels needs 3 bytes a pixel, got 6 bytes in all");
  }

  @Test
  void imagesGoToJavasOwnAndBack() throws IOException {
    RgbImage image = new RgbImage(2, 1, bytes(255, 128, 0, 1, 2, 3));

    BufferedImage copy = image.toBufferedImage();
    ImageSource source = ImageSource.of(copy);

    assertThat(copy.getRGB(0, 0)).isEqualTo(0xffff8000);
    copy.setRGB(0, 0, 0);
    assertThat(decode(source).pixels()).isEqualTo(image.pixels());
  }

  @Test
  void javasOwnImagesAreLaidOverWhiteAsFilesAre() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 51 << 24 | 200 << 16 | 100 << 8 | 50);
    image.setRGB(1, 0, 0x00123456);
    byte[] overWhite = bytes(244, 224, 214, 255, 255, 255); // (200 * 51 + 255 * 204) / 255 = 244

    assertThat(decode(ImageSource.of(image)).pixels()).isEqualTo(overWhite);
    assertThat(decode(ImageSource.of(png(image))).pixels()).isEqualTo(overWhite);
  }

  @Test
  void matsOfGreyAndColoursAndAlphaAreCopied() throws IOException {
    assertMat(1, bytes(7, 200), bytes(7, 7, 7, 200, 200, 200));
    assertMat(3, bytes(0, 128, 255, 3, 2, 1), bytes(255, 128, 0, 1, 2, 3));
    assertMat(4, bytes(50, 100, 200, 51, 3, 2, 1, 255), bytes(244, 224, 214, 1, 2, 3));
  }

  private static void assertMat(int channels, byte[] values, byte[] rgb) throws IOException {
    OpenCvLibrary.load();
    ImageSource source;
    try (BytePointer data = new BytePointer(values);
        Mat mat = new Mat(1, 2, opencv_core.CV_8UC(channels), data)) {
      source = ImageSource.of(mat);
      data.put(new byte[values.length]);
    }
    assertThat(decode(source).width()).isEqualTo(2);
    assertThat(decode(source).pixels()).isEqualTo(rgb);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4})
  void rectangleOfAMatIsCopiedRowByRow(int channels) throws IOException {
    OpenCvLibrary.load();
    byte[] values = new byte[5 * 4 * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i / channels); // a pixel's place, in all its channels
      if (channels == 4 && i % 4 == 3) {
        values[i] = (byte) 255;
      }
    }
    try (BytePointer data = new BytePointer(values);
        Mat mat = new Mat(4, 5, opencv_core.CV_8UC(channels), data);
        Rect rectangle = new Rect(1, 2, 3, 2);
        Mat part = new Mat(mat, rectangle)) {
      assertThat(decode(ImageSource.of(part)).pixels())
          .isEqualTo(bytes(11, 11, 11, 12, 12, 12, 13, 13, 13, 16, 16, 16, 17, 17, 17, 18, 18, 18));
    }
  }

  @Test
  void matsThatAreNoImagesAreRefusedBeforeTheyAreRead() {
    OpenCvLibrary.load();
    try (Mat empty = new Mat();
        Mat floats = new Mat(2, 2, opencv_core.CV_32FC3);
        Mat twoChannels = new Mat(2, 2, opencv_core.CV_8UC2)) {
      Mat closed = new Mat(2, 2, opencv_core.CV_8UC3);
      closed.close();
      assertRefused(empty, "the Mat is empty or closed");
      assertRefused(closed, "the Mat is empty or closed");
      assertRefused(floats, "depth 5; an image has 2 and depth CV_8U (0)");
      assertRefused(twoChannels, "the Mat has 2 channels; an image has 1 (grey), 3 (BGR) or 4");
    }
  }

  private static void assertRefused(Mat mat, String problem) {
    assertThatThrownBy(() -> ImageSource.of(mat))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  private static byte[] png(BufferedImage image) throws IOException {
    return encode(image, "png");
  }

  private static RgbImage decode(ImageSource source) throws ImageException {
    return new ImageDecoder().decode(source);
  }

  private static final class BrokenStream extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("connection reset");
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      throw new IOException("connection reset");
    }
  }

  /** Gives at most 700 bytes at once, as a network does, and counts them. */
  private static final class CountingStream extends ByteArrayInputStream {
    private int given;
    private boolean closed;

    CountingStream(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      int count = super.read(into, offset, Math.min(length, 700));
      given += Math.max(0, count);
      return count;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
