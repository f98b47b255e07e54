package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PNG of all kinds, depths and transparencies, as mask and as image. */
class PngKindsTest {
  private static final byte[] NONE = {};
  private static final int WIDTH = 11;
  private static final int HEIGHT = 6;
  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GREY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 2", "0, 4", "0, 8", "3, 1", "3, 2", "3, 4", "3, 8"})
  void masksAreReadAsRawValuesWhateverIsTransparent(int colorType, int depth) throws IOException {
    int most = (1 << depth) - 1;
    int[] values = samples(depth, 1);
    byte[] palette = colorType == PALETTE ? palette(1 << depth) : NONE;
    byte[] transparency = colorType == PALETTE ? bytes(0, 128) : bytes(0, values[1]);
    for (boolean interlaced : new boolean[] {false, true}) {
      for (byte[] chunk : new byte[][] {NONE, transparency, bytes(0, most), bytes(7)}) {
        byte[] mask = png(depth, colorType, values, palette, chunk, interlaced);

        assertThat(ImageFiles.readIndexedOrGreyPng(write(mask)).classes())
            .as("interlaced %s, tRNS %s", interlaced, chunk)
            .isEqualTo(bytes(values));
      }
    }
  }

  @Test
  void entriesOfAMaskThatItsPaletteLacksAreReadAsTheyAre() throws IOException {
    int[] values = samples(8, 1);
    for (boolean interlaced : new boolean[] {false, true}) {
      byte[] mask = png(8, PALETTE, values, palette(2), NONE, interlaced);

      assertThat(ImageFiles.readIndexedOrGreyPng(write(mask)).classes()).isEqualTo(bytes(values));
    }
  }

  @Test
  void masksOf16BitsOrWithAlphaAreRefusedByWhatTheyHold() throws IOException {
    Path wide = write(png(16, GREY, samples(16, 1), NONE, bytes(0, 1), false));
    assertThatThrownBy(() -> ImageFiles.readIndexedOrGreyPng(wide))
        .hasMessageContaining("is no mask: it holds 16-bit grey values");
    Path alpha = write(png(8, GREY_ALPHA, samples(8, 2), NONE, NONE, false));
    assertThatThrownBy(() -> ImageFiles.readIndexedOrGreyPng(alpha))
        .hasMessageContaining("is no mask: it holds 8-bit grey values with alpha");
    Path colours = write(png(16, RGB, samples(16, 3), NONE, bytes(0, 1, 0, 2, 0, 3), false));
    assertThatThrownBy(() -> ImageFiles.readIndexedOrGreyPng(colours))
        .hasMessageContaining("is no mask: it holds 16-bit RGB colours");
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4", "8", "16"})
  void greyWithATransparentValueIsWhiteThere(int depth) throws IOException {
    int[] values = samples(depth, 1);
    int transparent = values[1];
    byte[] chunk = bytes(transparent >> 8, transparent & 0xff);
    byte[] expected = new byte[3 * values.length];
    byte[] opaque = new byte[3 * values.length];
    for (int i = 0; i < expected.length; i++) {
      int value = values[i / 3];
      opaque[i] = (byte) eightBits(value, depth);
      expected[i] = value == transparent ? (byte) 255 : opaque[i];
    }
    for (boolean interlaced : new boolean[] {false, true}) {
      assertThat(decode(png(depth, GREY, values, NONE, chunk, interlaced))).isEqualTo(expected);
      assertThat(decode(png(depth, GREY, values, NONE, NONE, interlaced))).isEqualTo(opaque);
    }
  }

  @ParameterizedTest
  @CsvSource({"8", "16"})
  void coloursWithATransparentOneAreWhiteThere(int depth) throws IOException {
    int[] values = samples(depth, 3);
    int[] transparent = {values[3], values[4], values[5]};
    byte[] chunk = new byte[6];
    for (int c = 0; c < 3; c++) {
      chunk[2 * c] = (byte) (transparent[c] >> 8);
      chunk[2 * c + 1] = (byte) transparent[c];
    }
    byte[] expected = new byte[values.length];
    for (int i = 0; i < values.length; i += 3) {
      boolean white =
          values[i] == transparent[0]
              && values[i + 1] == transparent[1]
              && values[i + 2] == transparent[2];
      for (int c = 0; c < 3; c++) {
        expected[i + c] = (byte) (white ? 255 : eightBits(values[i + c], depth));
      }
    }
    for (boolean interlaced : new boolean[] {false, true}) {
      assertThat(decode(png(depth, RGB, values, NONE, chunk, interlaced))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4", "8"})
  void palettesAreLaidOverWhite(int depth) throws IOException {
    int[] values = samples(depth, 1);
    byte[] palette = palette(1 << depth);
    byte[] opacities = bytes(0, 100);
    byte[] expected = new byte[3 * values.length];
    for (int i = 0; i < expected.length; i++) {
      int entry = values[i / 3];
      int opacity = entry < 2 ? opacities[entry] & 0xff : 255;
      expected[i] = (byte) overWhite(palette[3 * entry + i % 3] & 0xff, opacity);
    }
    for (boolean interlaced : new boolean[] {false, true}) {
      assertThat(decode(png(depth, PALETTE, values, palette, opacities, interlaced)))
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 8", "4, 16", "6, 8", "6, 16"})
  void alphaIsLaidOverWhite(int colorType, int depth) throws IOException {
    int channels = TestPng.channels(colorType);
    int[] values = samples(depth, channels);
    byte[] expected = new byte[3 * WIDTH * HEIGHT];
    for (int i = 0; i < expected.length; i++) {
      int pixel = i / 3 * channels;
      int value = eightBits(values[pixel + (channels == 2 ? 0 : i % 3)], depth);
      int opacity = eightBits(values[pixel + channels - 1], depth);
      expected[i] = (byte) overWhite(value, opacity);
    }
    for (boolean interlaced : new boolean[] {false, true}) {
      assertThat(decode(png(depth, colorType, values, NONE, NONE, interlaced))).isEqualTo(expected);
    }
  }

  /** Decoders leave such a chunk out of account, and so the image is opaque. */
  @ParameterizedTest
  @CsvSource({"0, 1", "0, 3", "2, 2", "3, 5", "4, 2", "6, 6"})
  void transparencyOfAWrongLengthSaysNothing(int colorType, int length) throws IOException {
    byte[] palette = colorType == PALETTE ? palette(4) : NONE;
    int depth = colorType == PALETTE ? 2 : 8;
    TestPng plain =
        new TestPng(
            WIDTH,
            HEIGHT,
            depth,
            colorType,
            samples(depth, TestPng.channels(colorType)),
            palette,
            NONE,
            false);

    assertThat(decode(png(depth, colorType, plain.samples(), palette, new byte[length], false)))
        .isEqualTo(decode(plain.encode()));
  }

  @Test
  void imagesWithTooLittleDataAreRefused() throws IOException {
    for (int colorType : new int[] {GREY, RGB, GREY_ALPHA, RGB_ALPHA}) {
      byte[] chunk = colorType == GREY ? bytes(0, 1) : colorType == RGB ? new byte[6] : NONE;
      byte[] png = withTooLittleData(colorType, NONE, chunk);

      assertThatThrownBy(() -> decode(png))
          .as("colour type %d", colorType)
          .isInstanceOf(ImageException.class);
    }
  }

  @Test
  void masksWithTooLittleDataAreRefused() throws IOException {
    Path grey = write(withTooLittleData(GREY, NONE, NONE));
    Path palette = write(withTooLittleData(PALETTE, palette(256), NONE));

    assertThatThrownBy(() -> ImageFiles.readIndexedOrGreyPng(grey))
        .hasMessageStartingWith(grey + ": is a PNG that cannot be decoded");
    assertThatThrownBy(() -> ImageFiles.readIndexedOrGreyPng(palette))
        .hasMessageStartingWith(palette + ": is a PNG that cannot be decoded");
  }

  /** A sound file but for its header, which promises 30 rows where there are 3. */
  private static byte[] withTooLittleData(int colorType, byte[] palette, byte[] chunk)
      throws IOException {
    int[] values = new int[WIDTH * 3 * TestPng.channels(colorType)];
    byte[] png = new TestPng(WIDTH, 3, 8, colorType, values, palette, chunk, false).encode();
    png[23] = 30;
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    return png;
  }

  private static int[] samples(int depth, int channels) {
    Random random = new Random(depth);
    int[] samples = new int[WIDTH * HEIGHT * channels];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextInt(1 << depth);
    }
    samples[1] = Math.max(1, samples[1]);
    if (depth == 16 && channels == 1) {
      samples[2] = samples[1] ^ 1; // differs from the transparent value in what is not kept
    }
    return samples;
  }

  private static byte[] palette(int entries) {
    byte[] palette = new byte[3 * entries];
    new Random(entries).nextBytes(palette);
    return palette;
  }

  private static int eightBits(int value, int depth) {
    return depth == 16 ? value >> 8 : value * 255 / ((1 << depth) - 1);
  }

  private static int overWhite(int value, int opacity) {
    return (int) Math.round((value * opacity + 255.0 * (255 - opacity)) / 255);
  }

  private static byte[] png(
      int depth, int colorType, int[] samples, byte[] palette, byte[] chunk, boolean interlaced)
      throws IOException {
    return new TestPng(WIDTH, HEIGHT, depth, colorType, samples, palette, chunk, interlaced)
        .encode();
  }

  private static byte[] decode(byte[] png) throws IOException {
    return new ImageDecoder().decode(ImageSource.of(png)).pixels();
  }

  private Path write(byte[] png) throws IOException {
    return Files.write(Files.createTempFile(folder, "mask", ".png"), png);
  }
}
