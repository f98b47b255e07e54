package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestPictures.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSourceTest {
  @Test
  void fileIsReadAnewAndNamedByItsPath(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("a.bin"), bytes(1, 2));
    ImageSource source = ImageSource.of(file);
    assertThat(source.name()).isEqualTo(file.toString());
    assertThat(source.read()).isEqualTo(bytes(1, 2));

    Files.write(file, bytes(3));

    assertThat(source.read()).isEqualTo(bytes(3));
  }

  @Test
  void bytesKeepTheirName() throws IOException {
    ImageSource source = ImageSource.of(bytes(4), "upload 7");

    assertThat(source.read()).isEqualTo(bytes(4));
    assertThat(source).hasToString("upload 7");
  }

  @Test
  void picturesGoToJavasOwnAndBack() {
    RgbImage picture = new RgbImage(2, 1, bytes(255, 128, 0, 1, 2, 3));

    BufferedImage copy = picture.toBufferedImage();

    assertThat(copy.getRGB(0, 0)).isEqualTo(0xffff8000);
    assertThat(RgbImage.of(copy).pixels()).isEqualTo(picture.pixels());
  }
}
