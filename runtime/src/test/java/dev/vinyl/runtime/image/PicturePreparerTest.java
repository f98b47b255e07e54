package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestPictures.bytes;
import static dev.vinyl.runtime.image.TestPictures.encode;
import static dev.vinyl.runtime.image.TestPictures.noise;
import static dev.vinyl.runtime.image.TestPictures.smooth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PicturePreparerTest {
  private static final Path SHARED = Path.of(System.getProperty("vinyl.shared", "../../shared"));
  private static final DecodeLimits LIMITS = DecodeLimits.defaults();

  @ParameterizedTest
  @CsvSource({
    "NEAREST, RGB, NCHW",
    "NEAREST, BGR, NHWC",
    "LINEAR, BGR, NCHW",
    "LINEAR, RGB, NHWC",
    "AREA, RGB, NCHW",
    "AREA, RGB, NHWC",
    "CUBIC, BGR, NCHW",
    "CUBIC, BGR, NHWC"
  })
  void givesBitForBitWhatDecodingAndPreprocessingGive(
      Interpolation interpolation, ChannelOrder order, TensorLayout layout) throws IOException {
    PreprocessSpec spec = spec(11, 14, interpolation, order);
    try (PicturePreparer preparer = new PicturePreparer(spec, layout, LIMITS)) {
      for (Map.Entry<String, ImageSource> picture : pictures().entrySet()) {
        assertSame(picture.getValue().named(picture.getKey()), spec, layout, preparer);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void picturesThatGrowOrKeepTheirSizeAreTheSameToo(Interpolation interpolation)
      throws IOException {
    PreprocessSpec spec = spec(33, 47, interpolation, ChannelOrder.RGB);
    try (PicturePreparer preparer = new PicturePreparer(spec, TensorLayout.NCHW, LIMITS)) {
      for (int[] size : new int[][] {{47, 33}, {5, 4}, {1, 1}, {100, 7}, {47, 66}}) {
        ImageSource source = ImageSource.of(encode(noise(size[0], size[1]), "png"));
        assertSame(source, spec, TensorLayout.NCHW, preparer);
      }
    }
  }

  @Test
  void photographsAreTheSameToo() throws IOException {
    Path folder = SHARED.resolve("data/pets/images");
    assumeTrue(
        Files.isDirectory(folder), "skipped: no pets in " + SHARED.toAbsolutePath().normalize());
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".jpg")).sorted().limit(60).toList();
    }
    PreprocessSpec spec = spec(128, 128, Interpolation.AREA, ChannelOrder.RGB);
    try (PicturePreparer preparer = new PicturePreparer(spec, TensorLayout.NCHW, LIMITS)) {
      for (Path file : files) {
        assertSame(ImageSource.of(file), spec, TensorLayout.NCHW, preparer);
      }
    }
  }

  /**
   * The formula by hand: a red and a blue pixel of a picture that is neither resized nor turned.
   */
  @ParameterizedTest
  @CsvSource({"NCHW, 012345", "NHWC, 024135"})
  void valuesLieWhereTheLayoutSaysAndNothingElseIsTouched(TensorLayout layout, String order)
      throws IOException {
    float[] planes = {254, 0, 0, 0, 0, 254}; // red, green, blue of the red pixel, then the blue
    float[] expected = new float[10];
    for (int i = 0; i < 6; i++) {
      expected[3 + i] = planes[order.charAt(i) - '0'] / 2 - 1;
    }
    PreprocessSpec spec =
        new PreprocessSpec(
            1,
            2,
            Interpolation.AREA,
            ChannelOrder.RGB,
            0.5f,
            List.of(1f, 1f, 1f),
            List.of(1f, 1f, 1f));
    FloatBuffer target = direct(10).position(1).limit(9);
    ImageSource source = ImageSource.ofPixels(bytes(254, 0, 0, 0, 0, 254), 2, 1, ChannelOrder.RGB);

    try (PicturePreparer preparer = new PicturePreparer(spec, layout, LIMITS)) {
      assertThat(preparer.prepare(source, target, 3)).isEqualTo(new PictureSize(2, 1));
    }

    assertThat(target.position()).isEqualTo(1);
    assertThat(target.limit()).isEqualTo(9);
    assertThat(floats(target.clear())).containsExactly(expected);
  }

  @Test
  void sizeIsThatOfTheUprightPicture() throws IOException {
    byte[] stored = encode(smooth(40, 24), "jpeg");
    try (PicturePreparer preparer = preparer(8)) {
      for (int value = 1; value <= 8; value++) {
        ImageSource source = ImageSource.of(TestPictures.withExif(stored, value, true));
        assertThat(preparer.prepare(source, direct(192), 0))
            .isEqualTo(value <= 4 ? new PictureSize(40, 24) : new PictureSize(24, 40));
      }
    }
  }

  @Test
  void targetIsCheckedBeforeThePictureIsRead() {
    ImageSource missing = ImageSource.of(Path.of("no such file"));
    ByteBuffer memory = ByteBuffer.allocateDirect(4 * 192);
    FloatBuffer swapped =
        memory
            .order(
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                    ? ByteOrder.BIG_ENDIAN
                    : ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    try (PicturePreparer preparer = preparer(8)) {
      for (FloatBuffer target :
          new FloatBuffer[] {FloatBuffer.allocate(192), swapped, direct(192).asReadOnlyBuffer()}) {
        assertThatThrownBy(() -> preparer.prepare(missing, target, 0))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("the target must be a direct, writable buffer of order ");
      }
      for (int offset : new int[] {1, -1, Integer.MAX_VALUE}) {
        assertThatThrownBy(() -> preparer.prepare(missing, direct(192), offset))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
      assertThatThrownBy(() -> preparer.prepare(missing, direct(193).limit(191), 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jpeg", "progressive jpeg", "jpeg with thumbnail", "png", "bmp", "webp", "gif"})
  void cutOffPicturesAreRefusedAndTheNextOneIsRight(String kind) throws IOException {
    byte[] whole = BadPicturesTest.picture(kind);
    PreprocessSpec spec = PreprocessSpec.unitRange(8, Interpolation.AREA);
    FloatBuffer target = direct(192);
    try (PicturePreparer preparer = preparer(8)) {
      for (int sixteenths = 0; sixteenths < 16; sixteenths++) {
        byte[] cut = TestPictures.slice(whole, 0, whole.length * sixteenths / 16);
        assertThatThrownBy(() -> preparer.prepare(ImageSource.of(cut), target, 0))
            .isInstanceOf(ImageException.class);
        assertThat(floats(target)).containsOnly(0);
      }
      assertSame(ImageSource.of(whole), spec, TensorLayout.NCHW, preparer);
    }
  }

  @Test
  void whateverTheBytesThereIsAPictureOrAnImageException() throws IOException {
    Random random = new Random(3);
    FloatBuffer target = direct(192);
    try (PicturePreparer preparer = preparer(8)) {
      for (String kind : new String[] {"png", "bmp", "webp", "gif"}) {
        byte[] whole = BadPicturesTest.picture(kind);
        for (int i = 0; i < 200; i++) {
          byte[] broken = whole.clone();
          int within = i % 2 == 0 ? Math.min(60, whole.length) : whole.length;
          broken[random.nextInt(within)] = (byte) random.nextInt(256);
          try {
            preparer.prepare(ImageSource.of(broken).named("cat"), target, 0);
          } catch (ImageException e) {
            assertThat(e).hasMessageStartingWith("cat: ");
          }
        }
      }
      byte[] bomb = TestPictures.blackPng(20_000, 20_000);
      assertThatThrownBy(() -> preparer.prepare(ImageSource.of(bomb), target, 0))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("has 20000 x 20000 pixels, more than the limit of 100000000");
      ImageSource nothing = ImageSource.of(InputStream.nullInputStream());
      assertThatThrownBy(() -> preparer.prepare(nothing, target, 0))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("is empty");
    }
  }

  @Test
  void usedAfterClosingSaysSo() throws IOException {
    ImageSource source = ImageSource.of(encode(noise(9, 9), "png"));
    PicturePreparer preparer = preparer(8);
    preparer.prepare(source, direct(192), 0);

    preparer.close();
    preparer.close();

    assertThatThrownBy(() -> preparer.prepare(source, direct(192), 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the preparer is closed; make a new one");
  }

  /** The picture has 560 KiB of pixels; none of them may reach Java but the 192 of the result. */
  @ParameterizedTest
  @CsvSource({"jpeg, 1", "jpeg, 6", "png, 1"})
  void noLargeArrayIsMadeForAPicture(String format, int orientation, @TempDir Path folder)
      throws IOException {
    byte[] encoded = encode(smooth(500, 375), format);
    byte[] turned =
        format.equals("jpeg") ? TestPictures.withExif(encoded, orientation, true) : encoded;
    ImageSource source = ImageSource.of(Files.write(folder.resolve("cat.jpg"), turned));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    FloatBuffer target = direct(192);
    try (PicturePreparer preparer = preparer(8)) {
      preparer.prepare(source, target, 0);
      long before = threads.getCurrentThreadAllocatedBytes();

      for (int i = 0; i < 20; i++) {
        preparer.prepare(source, target, 0);
      }

      assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 20).isLessThan(20_000);
    }
  }

  /** Every format and every path through the decoder. */
  private static Map<String, ImageSource> pictures() throws IOException {
    BufferedImage noise = noise(61, 45);
    BufferedImage grey = new BufferedImage(30, 20, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(3, 4, 0, 200);
    BufferedImage alpha = new BufferedImage(30, 20, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 600; i++) {
      alpha.setRGB(i % 30, i / 30, i * 7_654_321);
    }
    byte[] jpeg = encode(smooth(60, 44), "jpeg");
    byte[] png = encode(noise, "png");
    byte[] pixels = RgbImage.of(noise).pixels();
    byte[] webp = TestPictures.webp(61, 45, 3, pixels);
    byte[] fourInks = TestPictures.fourChannelJpeg(32, 24, 55, 205, 235, 5);
    Map<String, ImageSource> pictures = new LinkedHashMap<>();
    for (int value = 1; value <= 8; value++) {
      byte[] tiff = TestPictures.tiff(value, false);
      pictures.put("jpeg " + value, ImageSource.of(TestPictures.withExif(jpeg, value, true)));
      pictures.put("png " + value, ImageSource.of(TestPictures.withPngChunk(png, "eXIf", tiff)));
      pictures.put("webp " + value, ImageSource.of(TestPictures.withWebpExif(webp, 61, 45, tiff)));
    }
    pictures.put("progressive", ImageSource.of(BadPicturesTest.picture("progressive jpeg")));
    pictures.put("grey jpeg", ImageSource.of(encode(grey, "jpeg")));
    pictures.put("grey png", ImageSource.of(encode(grey, "png")));
    pictures.put("bmp", ImageSource.of(encode(noise, "bmp")));
    pictures.put("gif", ImageSource.of(encode(noise, "gif")));
    pictures.put("alpha png", ImageSource.of(encode(alpha, "png")));
    pictures.put("cmyk", ImageSource.of(fourInks));
    pictures.put("adobe cmyk", ImageSource.of(TestPictures.withAdobeMarker(fourInks, 0)));
    pictures.put("pixels", ImageSource.ofPixels(pixels, 61, 45, ChannelOrder.BGR));
    pictures.put("one bit", ImageSource.of(TestPictures.blackPng(50, 40)));
    byte[] comment = "Comment\0a photograph".getBytes(StandardCharsets.US_ASCII);
    pictures.put("commented png", ImageSource.of(TestPictures.withPngChunk(png, "tEXt", comment)));
    return pictures;
  }

  private static void assertSame(
      ImageSource source, PreprocessSpec spec, TensorLayout layout, PicturePreparer preparer)
      throws IOException {
    RgbImage picture = new ImageDecoder().decode(source);
    int plane = spec.height() * spec.width();
    FloatBuffer planes = FloatBuffer.allocate(3 * plane);
    new Preprocessor(spec).preprocess(picture, planes, 0);
    List<Float> expected = new ArrayList<>();
    for (int i = 0; i < 3 * plane; i++) {
      expected.add(planes.get(layout == TensorLayout.NCHW ? i : i % 3 * plane + i / 3));
    }
    FloatBuffer target = direct(3 * plane + 2);

    PictureSize size = preparer.prepare(source, target, 1);

    assertThat(size).isEqualTo(new PictureSize(picture.width(), picture.height()));
    List<Float> actual = new ArrayList<>();
    for (int i = 1; i <= 3 * plane; i++) {
      actual.add(target.get(i));
    }
    assertThat(actual).as(source.name()).isEqualTo(expected);
  }

  private static PreprocessSpec spec(
      int height, int width, Interpolation interpolation, ChannelOrder order) {
    return new PreprocessSpec(
        height,
        width,
        interpolation,
        order,
        1f / 255,
        PreprocessSpec.IMAGENET_MEAN,
        PreprocessSpec.IMAGENET_STD);
  }

  private static PicturePreparer preparer(int size) {
    PreprocessSpec spec = PreprocessSpec.unitRange(size, Interpolation.AREA);
    return new PicturePreparer(spec, TensorLayout.NCHW, LIMITS);
  }

  private static float[] floats(FloatBuffer buffer) {
    float[] values = new float[buffer.limit()];
    buffer.get(0, values);
    return values;
  }

  private static FloatBuffer direct(int values) {
    return ByteBuffer.allocateDirect(4 * values).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
