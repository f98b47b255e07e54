package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.bytes;
import static dev.vinyl.runtime.image.TestImages.encode;
import static dev.vinyl.runtime.image.TestImages.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
  @TempDir Path folder;

  @Test
  void writtenImageReadsBackTheSame() throws IOException {
    RgbImage image = RgbImage.of(noise(31, 17));
    Path file = folder.resolve("new/folders/image.png");

    ImageFiles.writePng(image, file);

    assertThat(new ImageDecoder().decode(file).pixels()).isEqualTo(image.pixels());
    assertOnlyFile(file);
  }

  @Test
  void writtenMaskReadsBackTheSameAndShowsThePalette() throws IOException {
    byte[] classes = new byte[256];
    for (int i = 0; i < 256; i++) {
      classes[i] = (byte) i;
    }
    Path file = folder.resolve("mask.png");

    ImageFiles.writeIndexedPng(new ClassMask(32, 8, classes), Palette.standard(), file);

    assertThat(ImageFiles.readIndexedOrGreyPng(file).classes()).isEqualTo(classes);
    RgbImage seen = new ImageDecoder().decode(file);
    assertThat(seen.get(0, 0, 0)).isEqualTo(0xe6);
    assertThat(seen.get(1, 0, 2)).isEqualTo(0xb2);
    assertThat(seen.get(31, 7, 1)).isZero(); // ignored pixels are black
  }

  @Test
  void filesAreThoseThatImageIoWritesOfWholeImages() throws IOException {
    RgbImage image = RgbImage.of(noise(301, 217));
    Path file = folder.resolve("image.png");

    ImageFiles.writePng(image, file);

    assertThat(file).hasBinaryContent(encode(image.toBufferedImage(), "png"));
  }

  @Test
  void existingFileIsReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("image.png"), "old");

    ImageFiles.writePng(RgbImage.of(noise(4, 4)), file);

    assertThat(new ImageDecoder().decode(file).width()).isEqualTo(4);
    assertOnlyFile(file);
  }

  @Test
  void unwritableFileIsSaidInOneLineAndLeavesNothing() throws IOException {
    Path blocker = Files.writeString(folder.resolve("taken"), "a file");
    Path inside = blocker.resolve("image.png");
    RgbImage image = RgbImage.of(noise(4, 4));

    assertThatThrownBy(() -> ImageFiles.writePng(image, inside))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write %s: %s is a file, not a folder", inside, blocker);

    Path occupied = Files.createDirectory(folder.resolve("folder.png"));
    Files.writeString(occupied.resolve("full"), "so that it cannot be replaced");
    assertThatThrownBy(() -> ImageFiles.writePng(image, occupied))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write " + occupied + ": ");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(blocker, occupied);
    }
  }

  @Test
  void greyOfFewBitsIsReadAsRawValues() throws IOException {
    byte[] greys = bytes(0, 85, 170, 255);
    IndexColorModel model = new IndexColorModel(2, 4, greys, greys, greys);
    BufferedImage trimap = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_BINARY, model);
    trimap.getRaster().setSamples(0, 0, 3, 2, 0, new int[] {1, 2, 3, 3, 1, 0});
    Path file = write("trimap.png", encode(trimap, "png"));

    assertThat(ImageFiles.readIndexedOrGreyPng(file).classes()).isEqualTo(bytes(1, 2, 3, 3, 1, 0));
  }

  @Test
  void paletteIsReadAsRawValuesEvenWithTransparency() throws IOException {
    Path file = folder.resolve("trimap.png");
    ClassMask trimap = new ClassMask(4, 1, bytes(3, 0, 1, 2));
    ImageFiles.writeIndexedPng(trimap, Palette.standard(), file);
    byte[] opacities = bytes(0, 255, 0, 9);
    Files.write(file, TestImages.withPngChunk(Files.readAllBytes(file), "tRNS", opacities));

    assertThat(ImageFiles.readIndexedOrGreyPng(file).classes()).isEqualTo(bytes(3, 0, 1, 2));
  }

  @Test
  void greyWithATransparentValueIsReadAsRawValues() throws IOException {
    BufferedImage trimap = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
    trimap.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {1, 2, 3});
    byte[] png = TestImages.withPngChunk(encode(trimap, "png"), "tRNS", bytes(0, 2));
    Path file = write("trimap.png", png);

    assertThat(ImageFiles.readIndexedOrGreyPng(file).classes()).isEqualTo(bytes(1, 2, 3));
  }

  /** As ImageIO reads them: of every depth, with and without Adam7, whatever filters suit best. */
  @Test
  void valuesOfEveryDepthAndOrderOfRowsAreRead() throws IOException {
    Random random = new Random(5);
    for (int depth : new int[] {1, 2, 4, 8}) {
      for (int width = 1; width <= 40; width += 3) {
        for (boolean inTurns : new boolean[] {false, true}) {
          BufferedImage mask = mask(random, depth, width, 1 + random.nextInt(20));
          Path file = write("mask.png", TestImages.png(mask, inTurns));

          int[] expected =
              mask.getRaster().getSamples(0, 0, width, mask.getHeight(), 0, (int[]) null);
          assertThat(ImageFiles.readIndexedOrGreyPng(file).classes()).isEqualTo(bytes(expected));
        }
      }
    }
  }

  private static BufferedImage mask(Random random, int depth, int width, int height) {
    byte[] greys = new byte[1 << depth];
    random.nextBytes(greys);
    IndexColorModel model = new IndexColorModel(depth, greys.length, greys, greys, greys);
    int type = depth < 8 ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_BYTE_INDEXED;
    BufferedImage mask = new BufferedImage(width, height, type, model);
    mask.getRaster()
        .setSamples(
            0, 0, width, height, 0, random.ints((long) width * height, 0, greys.length).toArray());
    return mask;
  }

  /** The specification's five filters, each on one row of the image that its bytes add up to. */
  @Test
  void everyFilterIsUndone() throws IOException {
    byte[] rows =
        bytes(
            1, 10, 5, 5, // left: 10 15 20
            2, 1, 1, 250, // above: 11 16 14
            0, 7, 8, 9, // none
            3, 7, 1, 2, // mean of left and above: 10 10 11
            4, 1, 2, 3); // Paeth: 11 13 16
    byte[] png = TestImages.greyPng(3, 5, rows);

    assertThat(ImageFiles.readIndexedOrGreyPng(write("rows.png", png)).classes())
        .isEqualTo(bytes(10, 15, 20, 11, 16, 14, 7, 8, 9, 10, 10, 11, 11, 13, 16));
  }

  @Test
  void dataThatIsTooShortOrFilteredStrangelyIsRefused() throws IOException {
    Path cut = write("cut.png", TestImages.greyPng(3, 2, bytes(0, 1, 2, 3)));
    Path strange = write("strange.png", TestImages.greyPng(1, 1, bytes(5, 1)));

    for (Path file : List.of(cut, strange)) {
      assertThatThrownBy(() -> ImageFiles.readIndexedOrGreyPng(file))
          .isInstanceOf(ImageException.class)
          .hasMessageStartingWith(file + ": is a PNG that cannot be decoded");
    }
  }

  @Test
  void coloursInPlaceOfClassesAreRefused() throws IOException {
    Path rgb = write("rgb.png", encode(noise(4, 4), "png"));
    Path wide =
        write("wide.png", encode(new BufferedImage(4, 4, BufferedImage.TYPE_USHORT_GRAY), "png"));
    Path jpeg =
        write("trimap.png", encode(new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY), "jpeg"));

    assertThatThrownBy(() -> ImageFiles.readIndexedOrGreyPng(rgb))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            rgb
                + ": is no mask: it holds 8-bit RGB colours; write one class index a pixel, as"
                + " 8-bit grey or palette PNG");
    assertThatThrownBy(() -> ImageFiles.readIndexedOrGreyPng(wide))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("16-bit grey values");
    assertThatThrownBy(() -> ImageFiles.readIndexedOrGreyPng(jpeg))
        .isInstanceOf(ImageException.class)
        .hasMessage(jpeg + ": is a JPEG; masks are PNG files, whose values are kept exactly");
  }

  @Test
  void cutOffMaskIsRefusedEverywhere() throws IOException {
    Path file = folder.resolve("whole.png");
    byte[] classes = new byte[32 * 32];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (byte) (i * 31 % 3);
    }
    ImageFiles.writeIndexedPng(new ClassMask(32, 32, classes), Palette.standard(), file);
    byte[] whole = Files.readAllBytes(file);

    for (int bytes = 0; bytes < whole.length; bytes += 7) {
      Path cut = write("cut.png", TestImages.slice(whole, 0, bytes));
      assertThatThrownBy(() -> ImageFiles.readIndexedOrGreyPng(cut))
          .isInstanceOf(ImageException.class)
          .hasMessageStartingWith(cut + ": ");
    }
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static void assertOnlyFile(Path file) throws IOException {
    try (Stream<Path> siblings = Files.list(file.getParent())) {
      assertThat(siblings).containsExactly(file);
    }
  }
}
