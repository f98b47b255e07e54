package dev.vinyl.data.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Images of given sizes with random pixels; every third has no mask. Counts what is asked. */
final class DrawnImages implements ImageLoader {
  final AtomicInteger asked = new AtomicInteger();
  private final List<ImageLoader.Decoded> images;

  private DrawnImages(List<ImageLoader.Decoded> images) {
    this.images = images;
  }

  /** Images as wide as the numbers say, and one pixel less high. */
  static DrawnImages ofWidths(int... widths) {
    Random random = new Random(7);
    return new DrawnImages(Arrays.stream(widths).mapToObj(width -> draw(width, random)).toList());
  }

  private static ImageLoader.Decoded draw(int width, Random random) {
    int height = width - 1;
    byte[] pixels = new byte[3 * width * height];
    random.nextBytes(pixels);
    byte[] classes = new byte[width * height];
    random.nextBytes(classes);
    boolean masked = random.nextInt(3) > 0;
    return new ImageLoader.Decoded(
        new RgbImage(width, height, pixels), masked ? new ClassMask(width, height, classes) : null);
  }

  int size() {
    return images.size();
  }

  @Override
  public ImageLoader.Decoded image(int index) throws IOException {
    asked.incrementAndGet();
    return images.get(index);
  }

  void assertSame(ImageLoader.Decoded actual, int index) {
    ImageLoader.Decoded expected = images.get(index);
    assertThat(actual.image().width()).isEqualTo(expected.image().width());
    assertThat(actual.image().height()).isEqualTo(expected.image().height());
    // Not AssertJ's comparison of arrays, which goes byte by byte.
    assertThat(Arrays.equals(actual.image().pixels(), expected.image().pixels())).isTrue();
    assertThat(Arrays.equals(classes(actual), classes(expected))).isTrue();
  }

  static byte @Nullable [] classes(ImageLoader.Decoded image) {
    ClassMask mask = image.mask();
    return mask == null ? null : mask.classes();
  }
}
