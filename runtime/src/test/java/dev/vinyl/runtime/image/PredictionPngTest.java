package dev.vinyl.runtime.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionPngTest {
  private static final ClassMask MASK = new ClassMask(3, 2, new byte[] {0, 1, 2, 2, 1, 0});

  @TempDir Path folder;
  private Path plain;
  private Path marked;

  @BeforeEach
  void writeBoth() throws IOException {
    plain = folder.resolve("plain.png");
    marked = folder.resolve("marked.png");
    ImageFiles.writeIndexedPng(MASK, Palette.standard(), plain);
    PredictionPng.write(MASK, Palette.standard(), marked);
  }

  @Test
  void holdsTheSameImageAndTheChecksumOfTheRest() throws Exception {
    byte[] rest = Files.readAllBytes(plain);
    String text = new String(Files.readAllBytes(marked), ISO_8859_1);
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(rest));
    int chunk = text.indexOf("tEXtSoftware\0");

    assertThat(text.substring(chunk))
        .startsWith("tEXtSoftware\0Vinyl prediction, SHA-256 of the rest " + sum);
    String without = text.substring(0, chunk - 4) + text.substring(text.length() - 12);
    assertThat(without.getBytes(ISO_8859_1)).isEqualTo(rest);
    // both check the checksum of the chunk
    assertThat(ImageFiles.readIndexedOrGreyPng(marked).classes()).isEqualTo(MASK.classes());
    assertThat(ImageIO.read(marked.toFile()).getWidth()).isEqualTo(3);
    assertThat(new ImageDecoder().decode(marked).width()).isEqualTo(3);
  }

  @Test
  void isKnownUntilAByteOfItChanges() throws IOException {
    assertThat(PredictionPng.isUnchanged(marked)).isTrue();
    byte[] png = Files.readAllBytes(marked);
    for (int i = 0; i < png.length; i += 7) {
      byte[] changed = png.clone();
      changed[i] ^= 1;
      Files.write(marked, changed);
      assertThat(PredictionPng.isUnchanged(marked)).as("byte %d changed", i).isFalse();
    }
    Files.write(marked, Arrays.copyOf(png, png.length - 1));
    assertThat(PredictionPng.isUnchanged(marked)).isFalse();
    Files.write(marked, png);
    assertThat(PredictionPng.isUnchanged(marked)).isTrue();
  }

  @Test
  void whatNoModelMadeIsNotKnown() throws IOException {
    assertThat(PredictionPng.isUnchanged(plain)).isFalse();
    assertThat(PredictionPng.isUnchanged(Files.createFile(folder.resolve("empty.png")))).isFalse();
    assertThat(PredictionPng.isUnchanged(folder.resolve("missing.png"))).isFalse();
    assertThat(PredictionPng.isUnchanged(folder)).isFalse();
  }

  @Test
  void imagesAreKnownToo() throws IOException {
    Path overlay = folder.resolve("overlay.png");
    PredictionPng.write(new ImageDecoder().decode(plain), overlay);
    assertThat(PredictionPng.isUnchanged(overlay)).isTrue();
  }
}
