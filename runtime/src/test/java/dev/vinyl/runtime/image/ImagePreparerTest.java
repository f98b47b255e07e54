package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.bytes;
import static dev.vinyl.runtime.image.TestImages.encode;
import static dev.vinyl.runtime.image.TestImages.noise;
import static dev.vinyl.runtime.image.TestImages.smooth;
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

class ImagePreparerTest {
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
    try (ImagePreparer preparer = new ImagePreparer(spec, layout, LIMITS)) {
      for (Map.Entry<String, ImageSource> image : images().entrySet()) {
        assertSame(image.getValue().named(image.getKey()), spec, layout, preparer);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void imagesThatGrowOrKeepTheirSizeAreTheSameToo(Interpolation interpolation) throws IOException {
    PreprocessSpec spec = spec(33, 47, interpolation, ChannelOrder.RGB);
    try (ImagePreparer preparer = new ImagePreparer(spec, TensorLayout.NCHW, LIMITS)) {
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
    try (ImagePreparer preparer = new ImagePreparer(spec, TensorLayout.NCHW, LIMITS)) {
      for (Path file : files) {
        assertSame(ImageSource.of(file), spec, TensorLayout.NCHW, preparer);
      }
    }
  }

  /** The formula by hand: a red and a blue pixel of an image that is neither resized nor turned. */
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

    try (ImagePreparer preparer = new ImagePreparer(spec, layout, LIMITS)) {
      assertThat(preparer.prepare(source, target, 3)).isEqualTo(new ImageSize(2, 1));
    }

    assertThat(target.position()).isEqualTo(1);
    assertThat(target.limit()).isEqualTo(9);
    assertThat(floats(target.clear())).containsExactly(expected);
  }

  @Test
  void sizeIsThatOfTheUprightImage() throws IOException {
    byte[] stored = encode(smooth(40, 24), "jpeg");
    try (ImagePreparer preparer = preparer(8)) {
      for (int value = 1; value <= 8; value++) {
        ImageSource source = ImageSource.of(TestImages.withExif(stored, value, true));
        assertThat(preparer.prepare(source, direct(192), 0))
            .isEqualTo(value <= 4 ? new ImageSize(40, 24) : new ImageSize(24, 40));
      }
    }
  }

  @Test
  void targetIsCheckedBeforeTheImageIsRead() {
    ImageSource missing = ImageSource.of(Path.of("no such file"));
    ByteBuffer memory = ByteBuffer.allocateDirect(4 * 192);
    FloatBuffer swapped =
        memory
            .order(
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                    ? ByteOrder.BIG_ENDIAN
                    : ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    try (ImagePreparer preparer = preparer(8)) {
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
  void cutOffImagesAreRefusedAndTheNextOneIsRight(String kind) throws IOException {
    byte[] whole = BadImagesTest.image(kind);
    PreprocessSpec spec = PreprocessSpec.unitRange(8, Interpolation.AREA);
    FloatBuffer target = direct(192);
    try (ImagePreparer preparer = preparer(8)) {
      for (int sixteenths = 0; sixteenths < 16; sixteenths++) {
        byte[] cut = TestImages.slice(whole, 0, whole.length * sixteenths / 16);
        assertThatThrownBy(() -> preparer.prepare(ImageSource.of(cut), target, 0))
            .isInstanceOf(ImageException.class);
        assertThat(floats(target)).containsOnly(0);
      }
      assertSame(ImageSource.of(whole), spec, TensorLayout.NCHW, preparer);
    }
  }

  @Test
  void whateverTheBytesThereIsAImageOrAnImageException() throws IOException {
    Random random = new Random(3);
    FloatBuffer target = direct(192);
    try (ImagePreparer preparer = preparer(8)) {
      for (String kind : new String[] {"png", "bmp", "webp", "gif"}) {
        byte[] whole = BadImagesTest.image(kind);
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
      byte[] bomb = TestImages.blackPng(20_000, 20_000);
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
    ImagePreparer preparer = preparer(8);
    preparer.prepare(source, direct(192), 0);

    preparer.close();
    preparer.close();

    assertThatThrownBy(() -> preparer.prepare(source, direct(192), 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the preparer is closed; make a new one");
  }

  /** The image has 560 KiB of pixels; none of them may reach Java but the 192 of the result. */
  @ParameterizedTest
  @CsvSource({"jpeg, 1", "jpeg, 6", "png, 1"})
  void noLargeArrayIsMadeForAImage(String format, int orientation, @TempDir Path folder)
      throws IOException {
    byte[] encoded = encode(smooth(500, 375), format);
    byte[] turned =
        format.equals("jpeg") ? TestImages.withExif(encoded, orientation, true) : encoded;
    ImageSource source = ImageSource.of(Files.write(folder.resolve("cat.jpg"), turned));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    FloatBuffer target = direct(192);
    try (ImagePreparer preparer = preparer(8)) {
      preparer.prepare(source, target, 0);
      long before = threads.getCurrentThreadAllocatedBytes();

      for (int i = 0; i < 20; i++) {
        preparer.prepare(source, target, 0);
      }

      assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 20).isLessThan(20_000);
    }
  }

  /** Every format and every path through the decoder. */
  private static Map<String, ImageSource> images() throws IOException {
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
    byte[] webp = TestImages.webp(61, 45, 3, pixels);
    byte[] fourInks = TestImages.fourChannelJpeg(32, 24, 55, 205, 235, 5);
    Map<String, ImageSource> images = new LinkedHashMap<>();
    for (int value = 1; value <= 8; value++) {
      byte[] tiff = TestImages.tiff(value, false);
      images.put("jpeg " + value, ImageSource.of(TestImages.withExif(jpeg, value, true)));
      images.put("png " + value, ImageSource.of(TestImages.withPngChunk(png, "eXIf", tiff)));
      images.put("webp " + value, ImageSource.of(TestImages.withWebpExif(webp, 61, 45, tiff)));
    }
    images.put("progressive", ImageSource.of(BadImagesTest.image("progressive jpeg")));
    images.put("grey jpeg", ImageSource.of(encode(grey, "jpeg")));
    images.put("grey png", ImageSource.of(encode(grey, "png")));
    images.put("bmp", ImageSource.of(encode(noise, "bmp")));
    images.put("gif", ImageSource.of(encode(noise, "gif")));
    images.put("alpha png", ImageSource.of(encode(alpha, "png")));
    images.put("cmyk", ImageSource.of(fourInks));
    images.put("adobe cmyk", ImageSource.of(TestImages.withAdobeMarker(fourInks, 0)));
    images.put("pixels", ImageSource.ofPixels(pixels, 61, 45, ChannelOrder.BGR));
    images.put("one bit", ImageSource.of(TestImages.blackPng(50, 40)));
    byte[] comment = "Comment\0a photograph".getBytes(StandardCharsets.US_ASCII);
    images.put("commented png", ImageSource.of(TestImages.withPngChunk(png, "tEXt", comment)));
    return images;
  }

  private static void assertSame(
      ImageSource source, PreprocessSpec spec, TensorLayout layout, ImagePreparer preparer)
      throws IOException {
    RgbImage image = new ImageDecoder().decode(source);
    int plane = spec.height() * spec.width();
    FloatBuffer planes = FloatBuffer.allocate(3 * plane);
    new Preprocessor(spec).preprocess(image, planes, 0);
    List<Float> expected = new ArrayList<>();
    for (int i = 0; i < 3 * plane; i++) {
      expected.add(planes.get(layout == TensorLayout.NCHW ? i : i % 3 * plane + i / 3));
    }
    FloatBuffer target = direct(3 * plane + 2);

    ImageSize size = preparer.prepare(source, target, 1);

    assertThat(size).isEqualTo(new ImageSize(image.width(), image.height()));
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

  private static ImagePreparer preparer(int size) {
    PreprocessSpec spec = PreprocessSpec.unitRange(size, Interpolation.AREA);
    return new ImagePreparer(spec, TensorLayout.NCHW, LIMITS);
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
