package dev.vinyl.evaluation.geometry;

import static dev.vinyl.evaluation.geometry.PixelEncoder.GRID;
import static dev.vinyl.evaluation.geometry.PixelEncoder.PATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.geometry.SimilarityMap.ReferencePatch;
import dev.vinyl.runtime.image.Fit;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Noise of 64 x 24 and 24 x 64 pixels in a letterbox of 32 x 32: it fills 12 rows or columns from
 * 10 on, so the third to sixth patch of eight; one of 32 x 32 fills all.
 */
final class PaddedPatchesTest {
  private static final int FIRST = 2;
  private static final int COUNT = 4;

  @TempDir private Path folder;
  private FeatureImages images;

  @BeforeEach
  void drawImages() throws IOException {
    Path drawn = Files.createDirectory(folder.resolve("images"));
    Random random = new Random(5);
    draw(drawn.resolve("a-wide.png"), random, 64, 24);
    draw(drawn.resolve("b-high.png"), random, 24, 64);
    draw(drawn.resolve("c-square.png"), random, 32, 32);
    images = FeatureImages.of(UnlabelledImages.open(drawn));
  }

  private static void draw(Path file, Random random, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }

  @Test
  void noStatisticCountsThem() throws IOException {
    EncoderFeatures encoder = PixelEncoder.extract(folder, images, Fit.LETTERBOX, 0);
    EncoderGeometry found = analysed(encoder).encoders().get(0);

    int wide = COUNT * GRID;
    assertThat(found.spectrum().tokens()).isEqualTo(2L * wide + GRID * GRID);
    assertThat(found.norms().histogram().stream().mapToLong(n -> n).sum())
        .isEqualTo(2L * wide + GRID * GRID);
    List<List<float[]>> shown = new ArrayList<>();
    for (int image = 0; image < 3; image++) {
      shown.add(shown(encoder, image));
    }
    double variance = 0;
    for (List<float[]> tokens : shown) {
      variance += variance(tokens) / 3;
    }
    assertThat(found.variances().withinImage().estimate()).isCloseTo(variance, within(1e-9));
    assertThat(found.cosines().at(1).estimate())
        .isCloseTo(
            (neighbours(shown.get(0), GRID)
                    + neighbours(shown.get(1), COUNT)
                    + neighbours(shown.get(2), GRID))
                / 3,
            within(1e-9));
  }

  /** Two encoders that were shown the images in different ways are compared where both were. */
  @Test
  void mapsAndComparisonsGoByWhatAllEncodersWereShown() throws IOException {
    EncoderFeatures letterbox = PixelEncoder.extract(folder, images, Fit.LETTERBOX, 0);
    EncoderFeatures stretched = PixelEncoder.extract(folder, images, Fit.STRETCH, 0);
    EncoderFeatures named = new EncoderFeatures("stretched", stretched.store(), stretched.layer());

    GeometryReport report = analysed(letterbox, named);

    assertThat(report.maps()).hasSize(3);
    assertThat(report.maps().get(0).maps())
        .allSatisfy(
            maps -> {
              SimilarityMap map =
                  Objects.requireNonNull(maps.get(ReferencePatch.BACKGROUND_CORNER));
              assertThat(map.rows()).isEqualTo(COUNT);
              assertThat(map.columns()).isEqualTo(GRID);
            });
    assertThat(report.cka()).isNotNull();
    assertThat(report.encoders().get(1).spectrum().tokens()).isEqualTo(3L * GRID * GRID);
  }

  private static GeometryReport analysed(EncoderFeatures... encoders) throws IOException {
    return new GeometryAnalysis(1, 10, 3, Set.of())
        .analyse(List.of(encoders), GeometryAnalysis.Listener.NONE);
  }

  /** The tokens of the patches that show an image, row by row. */
  private static List<float[]> shown(EncoderFeatures encoder, int image) {
    int dimension = 3 * PATCH * PATCH;
    float[] all = encoder.store().tokens("tokens", image);
    List<float[]> shown = new ArrayList<>();
    for (int row = 0; row < GRID; row++) {
      for (int column = 0; column < GRID; column++) {
        int across = image == 0 ? row : image == 1 ? column : FIRST;
        if (across >= FIRST && across < FIRST + COUNT) {
          float[] token = new float[dimension];
          System.arraycopy(all, (row * GRID + column) * dimension, token, 0, dimension);
          shown.add(token);
        }
      }
    }
    return shown;
  }

  private static double variance(List<float[]> tokens) {
    int dimension = tokens.get(0).length;
    double sum = 0;
    for (int d = 0; d < dimension; d++) {
      double mean = 0;
      for (float[] token : tokens) {
        mean += token[d] / tokens.size();
      }
      for (float[] token : tokens) {
        sum += (token[d] - mean) * (token[d] - mean);
      }
    }
    return sum / (tokens.size() - 1) / dimension;
  }

  /** Mean cosine of those that share a side. */
  private static double neighbours(List<float[]> tokens, int columns) {
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < tokens.size(); i++) {
      if ((i + 1) % columns != 0) {
        sum += cosine(tokens.get(i), tokens.get(i + 1));
        pairs++;
      }
      if (i + columns < tokens.size()) {
        sum += cosine(tokens.get(i), tokens.get(i + columns));
        pairs++;
      }
    }
    return sum / pairs;
  }

  private static double cosine(float[] a, float[] b) {
    return TestTokens.cosine(TestTokens.row(a, b), 0, 1);
  }
}
