package dev.vinyl.data.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ImageCacheTest {
  private static final String KEY = ImageCache.key("ab12", "shorter side 160, area");

  @TempDir private Path folder;

  @Test
  void keyIsTheDocumentedHash() {
    // printf 'ab12\nshorter side 160, area' | sha256sum
    assertThat(KEY).isEqualTo("5bc953f58753a1f993927ed1d393bf3c109e8f4127620a20f36ba707c6973b8c");
    assertThat(ImageCache.key("ab12", "shorter side 64, area")).isNotEqualTo(KEY);
    assertThat(ImageCache.key("ab13", "shorter side 160, area")).isNotEqualTo(KEY);
  }

  @Test
  void imagesOfDifferentSizesComeBackAsTheyWere() throws IOException {
    DrawnImages drawn = DrawnImages.ofWidths(2, 31, 8, 160, 3, 77, 12, 5, 9);

    try (ImageCache cache = open(drawn)) {
      assertThat(cache.path()).isEqualTo(folder.resolve("pictures-" + KEY + ".arrow"));
      assertThat(cache.size()).isEqualTo(9);
      for (int i = 8; i >= 0; i--) {
        drawn.assertSame(cache.get(i), i);
      }
    }
    assertThat(folder)
        .isDirectoryContaining("glob:**.arrow")
        .isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void smallestImageComesBackWithItsVeryNumbers() throws IOException {
    ImageLoader.Decoded image =
        new ImageLoader.Decoded(
            new RgbImage(1, 2, new byte[] {1, 2, 3, -1, -2, -3}),
            new ClassMask(1, 2, new byte[] {0, -1}));

    try (ImageCache cache =
        ImageCache.open(folder, KEY, 1, index -> image, 1, ImageCache.Listener.NONE)) {
      ImageLoader.Decoded read = cache.get(0);
      assertThat(read.image().pixels()).containsExactly(1, 2, 3, -1, -2, -3);
      assertThat(read.image().height()).isEqualTo(2);
      assertThat(DrawnImages.classes(read)).containsExactly(0, -1);
    }
  }

  @Test
  void secondRunDecodesNothing() throws IOException {
    DrawnImages drawn = DrawnImages.ofWidths(9, 4, 6);
    List<Integer> heard = new ArrayList<>();
    open(drawn).close();
    assertThat(drawn.asked).hasValue(3);

    try (ImageCache cache =
        ImageCache.open(folder, KEY, 3, drawn, 2, (written, total) -> heard.add(written))) {
      drawn.assertSame(cache.get(1), 1);
    }
    assertThat(drawn.asked).hasValue(3);
    assertThat(heard).isEmpty();
  }

  @Test
  void listenerHearsOfEveryImage() throws IOException {
    List<String> heard = new ArrayList<>();
    ImageCache.open(
            folder,
            KEY,
            3,
            DrawnImages.ofWidths(9, 4, 6),
            2,
            (written, total) -> heard.add(written + "/" + total))
        .close();
    assertThat(heard).containsExactly("1/3", "2/3", "3/3");
  }

  @Test
  void imagesSpreadOverSeveralBatchesAndOneMayBeLargerThanABatch() throws IOException {
    int[] widths = IntStream.generate(() -> 500).limit(20).toArray();
    widths[13] = 1800; // 9.3 MiB of pixels alone
    DrawnImages drawn = DrawnImages.ofWidths(widths);

    try (ImageCache cache = open(drawn)) {
      for (int i = 0; i < drawn.size(); i++) {
        drawn.assertSame(cache.get(i), i);
      }
      assertThat(readWithArrow(cache.path(), drawn)).isGreaterThan(3);
    }
  }

  @Test
  void bytesOfTheFileDoNotDependOnTheThreads() throws IOException {
    DrawnImages drawn = DrawnImages.ofWidths(IntStream.range(2, 60).toArray());
    Path one = folder.resolve("one");
    Path four = folder.resolve("four");
    ImageLoader slowAtTimes =
        index -> {
          if (index % 5 == 0) {
            pause();
          }
          return drawn.image(index);
        };

    ImageCache.open(one, KEY, drawn.size(), drawn, 1, ImageCache.Listener.NONE).close();
    ImageCache.open(four, KEY, drawn.size(), slowAtTimes, 4, ImageCache.Listener.NONE).close();

    String name = "pictures-" + KEY + ".arrow";
    assertThat(four.resolve(name)).hasSameBinaryContentAs(one.resolve(name));
  }

  @Test
  void arrowsOwnReaderSeesTheSameImages() throws IOException {
    DrawnImages drawn = DrawnImages.ofWidths(2, 31, 8, 160, 3);
    try (ImageCache cache = open(drawn)) {
      assertThat(readWithArrow(cache.path(), drawn)).isEqualTo(1);
    }
  }

  @Test
  void severalThreadsReadAtOnce() throws Exception {
    DrawnImages drawn = DrawnImages.ofWidths(IntStream.range(2, 40).toArray());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (ImageCache cache = open(drawn)) {
      Callable<Boolean> reader =
          () -> {
            for (int i = 0; i < 500; i++) {
              int index = i * 7 % drawn.size();
              drawn.assertSame(cache.get(index), index);
            }
            return true;
          };
      for (Future<Boolean> done : threads.invokeAll(List.of(reader, reader, reader, reader))) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void twoThatBuildTheSameFileAtOnceBothSucceed() throws Exception {
    DrawnImages drawn = DrawnImages.ofWidths(IntStream.range(2, 40).toArray());
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<ImageCache> builder = () -> open(drawn);
      for (Future<ImageCache> built : threads.invokeAll(List.of(builder, builder))) {
        try (ImageCache cache = built.get()) {
          drawn.assertSame(cache.get(37), 37);
        }
      }
    } finally {
      threads.shutdown();
    }
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void refusesWhatCannotBe() throws IOException {
    DrawnImages drawn = DrawnImages.ofWidths(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageCache.open(folder, "../x", 1, drawn, 1, ImageCache.Listener.NONE))
        .withMessage("a key is 64 hexadecimal digits, not ../x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageCache.open(folder, KEY, 1, drawn, 0, ImageCache.Listener.NONE));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ImageLoader.Decoded(
                    new RgbImage(1, 1, new byte[3]), new ClassMask(1, 2, new byte[2])))
        .withMessage("an image of 1 x 1 pixels cannot have a mask of 1 x 2");
    ImageCache cache = open(drawn);
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> cache.get(1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> cache.get(-1));
    cache.close();
    cache.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> cache.get(0))
        .withMessage("the image cache " + cache.path() + " is closed");
  }

  /** No --add-opens, which Arrow's own memory would need. */
  @Test
  void needsNoFlagOfTheJvm() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Unflagged.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output).contains("read 3 images");
    assertThat(process.waitFor()).isZero();
  }

  /** Runs in a JVM of its own. */
  static final class Unflagged {
    private Unflagged() {}

    public static void main(String[] args) throws IOException {
      DrawnImages drawn = DrawnImages.ofWidths(9, 4, 6);
      try (ImageCache cache =
          ImageCache.open(Path.of(args[0]), KEY, 3, drawn, 2, ImageCache.Listener.NONE)) {
        drawn.assertSame(cache.get(2), 2);
        System.out.println("read " + cache.size() + " images");
      }
    }
  }

  private ImageCache open(DrawnImages drawn) throws IOException {
    return ImageCache.open(folder, KEY, drawn.size(), drawn, 2, ImageCache.Listener.NONE);
  }

  /** Compares everything with what was drawn. Returns how many record batches there were. */
  private static int readWithArrow(Path file, DrawnImages drawn) throws IOException {
    int index = 0;
    try (BufferAllocator allocator = new RootAllocator();
        FileChannel channel = FileChannel.open(file);
        ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      assertThat(root.getSchema().getCustomMetadata())
          .containsEntry("vinyl.pictures.version", "1")
          .containsEntry("vinyl.pictures.key", KEY)
          .containsEntry("vinyl.pictures.count", Integer.toString(drawn.size()));
      while (reader.loadNextBatch()) {
        for (int row = 0; row < root.getRowCount(); row++, index++) {
          ImageLoader.Decoded expected = drawn.image(index);
          int width = ((IntVector) root.getVector("width")).get(row);
          int height = ((IntVector) root.getVector("height")).get(row);
          byte[] pixels = ((VarBinaryVector) root.getVector("pixels")).get(row);
          VarBinaryVector masks = (VarBinaryVector) root.getVector("mask");
          byte[] mask = masks.isNull(row) ? null : masks.get(row);
          assertThat(width).isEqualTo(expected.image().width());
          assertThat(height).isEqualTo(expected.image().height());
          assertThat(Arrays.equals(pixels, expected.image().pixels())).isTrue();
          assertThat(Arrays.equals(mask, DrawnImages.classes(expected))).isTrue();
          assertThat(((UInt4Vector) root.getVector("crc32c")).get(row))
              .isEqualTo(checksum(width, height, pixels, mask == null ? new byte[0] : mask));
        }
      }
      assertThat(index).isEqualTo(drawn.size());
      return reader.getRecordBlocks().size();
    }
  }

  private static int checksum(int width, int height, byte[] pixels, byte[] mask)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int number : new int[] {width, height}) {
      for (int shift = 0; shift < 32; shift += 8) {
        bytes.write(number >> shift);
      }
    }
    bytes.write(pixels);
    bytes.write(mask);
    CRC32C crc = new CRC32C();
    crc.update(bytes.toByteArray());
    return (int) crc.getValue();
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
