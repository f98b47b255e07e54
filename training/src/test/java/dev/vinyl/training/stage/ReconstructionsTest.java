package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.internal.engine.Engines;
import dev.vinyl.training.loop.TrainingListener;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of four by four patches, each of one colour. */
final class ReconstructionsTest {
  private static final int GRID = 4;
  private static final int PATCH = 8;
  private static final int SIZE = GRID * PATCH;
  private static final int HELD = 2;
  private static final int GREY = 0x808080;

  @TempDir private Path folder;
  private final List<String> drawn = new ArrayList<>();

  @Test
  void showsOriginalMaskedAndPaintedImagesAboveEachOther() throws IOException {
    List<int[]> images = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int[] colours = new Random(i).ints(GRID * GRID, 0, 1 << 24).toArray();
      images.add(colours);
      write(colours, folder.resolve("data/%02d.png".formatted(i)));
    }

    train();

    try (var files = Files.list(folder.resolve("run/images"))) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())).sorted())
          .containsExactly("reconstructions-epoch-0001.png", "reconstructions-epoch-0002.png");
    }
    assertThat(drawn).containsExactly("reconstructions at step 3", "reconstructions at step 6");
    BufferedImage sheet =
        ImageIO.read(folder.resolve("run/images/reconstructions-epoch-0002.png").toFile());
    assertThat(sheet.getWidth()).isEqualTo(6 + HELD * (128 + 6));
    assertThat(sheet.getHeight()).isEqualTo(6 + 3 * (128 + 6));
    // Of twenty images those with the numbers 5 and 15 are kept out.
    assertShown(sheet, 0, images.get(5));
    assertShown(sheet, 1, images.get(15));
  }

  private static void assertShown(BufferedImage sheet, int column, int[] colours) {
    int hidden = 0;
    int changed = 0;
    for (int patch = 0; patch < colours.length; patch++) {
      assertThat(colour(sheet, column, 0, patch)).isEqualTo(colours[patch]);
      int masked = colour(sheet, column, 1, patch);
      int reconstructed = colour(sheet, column, 2, patch);
      if (masked == GREY) {
        hidden++;
        changed += reconstructed == colours[patch] ? 0 : 1;
      } else {
        assertThat(masked).isEqualTo(colours[patch]);
        assertThat(reconstructed).isEqualTo(colours[patch]);
      }
    }
    assertThat(hidden).isEqualTo(GRID * GRID / 2);
    assertThat(changed).isPositive();
  }

  /** The middle of a patch, in tiles of 128 pixels that have 6 pixels between them. */
  private static int colour(BufferedImage sheet, int column, int row, int patch) {
    int x = 6 + column * 134 + (patch % GRID) * 32 + 16;
    int y = 6 + row * 134 + (patch / GRID) * 32 + 16;
    return sheet.getRGB(x, y) & 0xffffff;
  }

  private void train() throws IOException {
    PretrainingConfig config =
        PretrainingConfig.of(
            StagesTest.settings(
                Pretraining.NAME,
                "model={imageSize: 32, patchSize: 8}",
                "epochs=2",
                "microBatch=1",
                "validation.every=1"));
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void imageLogged(String name, long step, RgbImage image) {
            drawn.add("%s at step %d".formatted(name, step));
          }
        };
    new Training(
            new Pretraining(UnlabelledImages.open(folder.resolve("data")), config),
            Engines.auto(SessionSettings.forTraining().withIntraOpThreads(1)))
        .listener(listener)
        .run(folder.resolve("run"));
  }

  private static void write(int[] colours, Path file) throws IOException {
    byte[] pixels = new byte[3 * SIZE * SIZE];
    for (int i = 0; i < SIZE * SIZE; i++) {
      int colour = colours[i / SIZE / PATCH * GRID + i % SIZE / PATCH];
      pixels[3 * i] = (byte) (colour >> 16);
      pixels[3 * i + 1] = (byte) (colour >> 8);
      pixels[3 * i + 2] = (byte) colour;
    }
    ImageFiles.writePng(new RgbImage(SIZE, SIZE, pixels), file);
  }
}
