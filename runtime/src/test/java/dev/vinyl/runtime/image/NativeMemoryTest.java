package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.encode;
import static dev.vinyl.runtime.image.TestImages.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.nativeconfig.internal.OpenCvLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
  private static final PreprocessSpec SPEC = PreprocessSpec.unitRange(22, Interpolation.AREA);
  private static final DecodeLimits LIMITS = DecodeLimits.defaults();

  /**
   * JavaCPP counts what it has allocated and not given back; nothing here waits for a collector.
   */
  @Test
  void everythingNativeIsGivenBackAtOnce() throws IOException {
    OpenCvLibrary.load();
    ImageDecoder decoder = new ImageDecoder();
    ImageSource image = ImageSource.of(encode(noise(60, 40), "png")).named("image");
    ImageSource damaged = ImageSource.of(damagedWebp()).named("damaged");
    FloatBuffer target =
        ByteBuffer.allocateDirect(4 * 3 * 22 * 22).order(ByteOrder.nativeOrder()).asFloatBuffer();
    long count = Pointer.totalCount();
    long bytes = Pointer.totalBytes();

    for (int i = 0; i < 20; i++) {
      RgbImage decoded = decoder.decode(image);
      Resizing.resize(decoded, 33, 22, Interpolation.AREA);
      assertThatThrownBy(() -> decoder.decode(damaged)).isInstanceOf(ImageException.class);
      try (ImagePreparer preparer = new ImagePreparer(SPEC, TensorLayout.NCHW, LIMITS)) {
        preparer.prepare(image, target, 0);
        assertThatThrownBy(() -> preparer.prepare(damaged, target, 0))
            .isInstanceOf(ImageException.class);
      }
    }

    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(count);
    assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(bytes);
  }

  private static byte[] damagedWebp() {
    byte[] webp = TestImages.webp(60, 40, 3, RgbImage.of(noise(60, 40)).pixels());
    Arrays.fill(webp, 40, webp.length, (byte) 0xff);
    return webp;
  }
}
