package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.encode;
import static dev.vinyl.runtime.image.TestImages.noise;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import dev.vinyl.runtime.image.ImageHeader.Format;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes, their header is read or refused in one line. The bounds are wide, because
 * what Jazzer needs to instrument classes counts too; a walk that never ends, or an array of the
 * size that a header of a few bytes claims, exceeds them.
 */
class ImageHeaderFuzzTest {
  private static final long MOST_BYTES = 256 << 20;
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<byte[]> seeds() throws IOException {
    byte[] tiff = TestImages.tiff(6, true);
    byte[] png = encode(noise(4, 3), "png");
    byte[] webp = TestImages.webp(4, 3, 3, RgbImage.of(noise(4, 3)).pixels());
    byte[] comment = "Comment\0made up".getBytes(StandardCharsets.US_ASCII);
    return Stream.of(
        TestImages.withExif(encode(noise(4, 3), "jpeg"), 6, false),
        TestImages.withAdobeMarker(TestImages.fourChannelJpeg(4, 3, 1, 2, 3, 4), 0),
        TestImages.withPngChunk(png, "eXIf", tiff),
        TestImages.withPngChunk(png, "tEXt", comment),
        TestImages.withWebpExif(webp, 4, 3, tiff),
        webp,
        encode(noise(4, 3), "bmp"),
        encode(noise(4, 3), "gif"));
  }

  @Tag("fuzz")
  @MethodSource("seeds")
  @FuzzTest(maxExecutions = 10_000)
  void inEveryBuild(byte[] encoded) throws IOException {
    read(encoded);
  }

  @Tag("long-fuzz")
  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void forMinutes(byte[] encoded) throws IOException {
    read(encoded);
  }

  private static void read(byte[] encoded) throws IOException {
    EncodedBytes bytes = new EncodedBytes(ByteBuffer.wrap(encoded.clone()));
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    try {
      ImageHeader image = ImageHeader.read("cat.jpg", bytes);
      assertThat(image.width()).isPositive();
      assertThat(image.height()).isPositive();
      if (image.format() == Format.PNG) {
        assertThat(PngHeader.withoutExtras(bytes).length()).isLessThanOrEqualTo(encoded.length);
      } else if (image.format() == Format.GIF) {
        int length = GifHeader.read(bytes).firstImage(bytes).length;
        assertThat(length).isLessThanOrEqualTo(encoded.length + 1);
      }
    } catch (ImageException e) {
      assertThat(e).message().startsWith("cat.jpg: ").hasLineCount(1);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated).isLessThan(MOST_BYTES);
  }
}
