package dev.vinyl.data.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.vinyl.data.internal.arrow.ArrowFileOutput;
import dev.vinyl.data.internal.arrow.MappedArrowFile;
import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DamagedImageCacheTest {
  private static final String KEY = "0123456789abcdef".repeat(4);

  @TempDir private Path folder;
  private final DrawnImages drawn = DrawnImages.ofWidths(6, 3, 5, 2, 4);
  private Path file;
  private byte[] sound;

  @BeforeEach
  void writeASoundFile() throws IOException {
    try (ImageCache cache = open()) {
      file = cache.path();
    }
    sound = Files.readAllBytes(file);
    drawn.asked.set(0);
  }

  @Test
  void truncatedFilesAreMadeAnew() throws IOException {
    for (int length = 0; length < sound.length; length += 97) {
      replace(Arrays.copyOf(sound, length));
      assertMadeAnew();
    }
  }

  @Test
  void foreignFilesAreMadeAnew() throws IOException {
    replace(
        "this is no table of anything, but it is long enough to be one"
            .getBytes(StandardCharsets.UTF_8));
    assertMadeAnew();
  }

  @Test
  void flippedByteIsNeverAnotherImage() throws IOException {
    int noticed = 0;
    for (int i = 0; i < sound.length; i += 3) {
      byte[] damaged = sound.clone();
      damaged[i] ^= 0x41;
      replace(damaged);
      drawn.asked.set(0);
      boolean failed = false;
      try (ImageCache cache = open()) {
        for (int image = 0; image < drawn.size(); image++) {
          drawn.assertSame(cache.get(image), image);
        }
      } catch (IOException e) {
        failed = true;
        assertThat(e)
            .message()
            .matches(
                "image \\d in \\Q%s\\E is damaged: its checksum is wrong; delete the file, and the next run makes it anew"
                    .formatted(file));
      }
      noticed += failed || drawn.asked.get() > 0 ? 1 : 0;
    }
    // What is not noticed is padding, or says again what stands elsewhere.
    assertThat(noticed).isGreaterThan(100);
  }

  @Test
  void damagedPixelNamesTheImageAndLeavesTheOthersAlone() throws IOException {
    byte[] pixels = drawn.image(2).image().pixels();
    byte[] damaged = sound.clone();
    damaged[positionOf(pixels, sound) + 30] ^= 1;
    replace(damaged);
    try (ImageCache cache = open()) {
      drawn.assertSame(cache.get(1), 1);
      assertThatIOException()
          .isThrownBy(() -> cache.get(2))
          .withMessageStartingWith("image 2 in " + file + " is damaged");
      drawn.assertSame(cache.get(3), 3);
    }
  }

  @Test
  void fileOfAnotherVersionIsMadeAnew() throws IOException {
    MappedArrowFile mapped = MappedArrowFile.open(file);
    Map<String, String> metadata = new HashMap<>(mapped.schema().getCustomMetadata());
    metadata.put("vinyl.pictures.version", "0");
    rewrite(mapped, new Schema(mapped.schema().getFields(), metadata), 1);
    assertMadeAnew();
  }

  @Test
  void fileThatHoldsMoreImagesThanItSaysIsMadeAnew() throws IOException {
    MappedArrowFile mapped = MappedArrowFile.open(file);
    rewrite(mapped, mapped.schema(), 2);
    assertMadeAnew();
  }

  @Test
  void fileOfAnotherNumberOfImagesIsMadeAnew() throws IOException {
    try (ImageCache cache = ImageCache.open(folder, KEY, 4, drawn, 1, ImageCache.Listener.NONE)) {
      assertThat(cache.size()).isEqualTo(4);
      drawn.assertSame(cache.get(3), 3);
    }
    assertThat(drawn.asked).hasValue(4);
  }

  private ImageCache open() throws IOException {
    return ImageCache.open(folder, KEY, drawn.size(), drawn, 1, ImageCache.Listener.NONE);
  }

  /** Never writes into a file that may still be mapped. */
  private void replace(byte[] bytes) throws IOException {
    Files.deleteIfExists(file);
    Files.write(file, bytes);
  }

  private void rewrite(MappedArrowFile mapped, Schema schema, int times) throws IOException {
    AtomicFile.write(
        file,
        stream -> {
          ArrowFileOutput out = new ArrowFileOutput(stream, schema);
          for (int i = 0; i < times; i++) {
            out.write(mapped.batches().get(0));
          }
          out.finish();
        });
  }

  private void assertMadeAnew() throws IOException {
    drawn.asked.set(0);
    try (ImageCache cache = open()) {
      for (int image = 0; image < drawn.size(); image++) {
        drawn.assertSame(cache.get(image), image);
      }
    }
    assertThat(drawn.asked).hasValue(drawn.size());
    assertThat(file).hasBinaryContent(sound);
    assertThat(List.of(folder.toFile().list())).containsExactly(file.getFileName().toString());
  }

  private static int positionOf(byte[] part, byte[] whole) {
    for (int i = 0; i + part.length <= whole.length; i++) {
      if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("the pixels do not stand in the file");
  }
}
