package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ScoreResult;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.export.UntrainedModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.Interpolation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data set of 2,000 images of which every hundredth cannot be scored. */
class TwoThousandImagesTest {
  private static final int IMAGES = 2000;
  private static final int EACH = 100;
  private static final int DRAWN = 97;
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;
  private static final VitConfig TINY = new VitConfig(32, 8, 16, 1, 1, 16, 16);

  private static final EvaluationOptions OPTIONS =
      EvaluationOptions.defaults().withBootstrap(new Bootstrap(100, 0.95, 1));

  @TempDir Path temp;

  @Test
  void areScoredToTheEndAndTheBadOnesListedWithWhatIsWrong() throws IOException {
    OxfordPets pets = draw(temp.resolve("pets"));
    List<Sample> all = pets.samples(Split.TEST);
    List<Sample> good =
        IntStream.range(0, IMAGES).filter(i -> i % EACH != EACH - 1).mapToObj(all::get).toList();
    Path model =
        UntrainedModel.export(
            TINY,
            Interpolation.NEAREST,
            List.of("pet", "background", "border"),
            1,
            temp.resolve("tiny.onnx"));
    EvaluationResult expected = evaluate(pets, good, model);

    Map<String, String> reasons = new LinkedHashMap<>();
    for (int i = EACH - 1; i < IMAGES; i += EACH) {
      reasons.put(all.get(i).id(), spoil(all.get(i), i / EACH % Damage.values().length));
    }
    EvaluationResult found = evaluate(OxfordPets.open(temp.resolve("pets")), all, model);

    assertThat(reasons).hasSize(20);
    assertThat(
            found.skipped().stream()
                .collect(Collectors.toMap(SkippedImage::id, SkippedImage::reason)))
        .isEqualTo(reasons);
    assertThat(found.skipped())
        .extracting(SkippedImage::id)
        .containsExactlyElementsOf(reasons.keySet());
    assertThat(found.images().size()).isEqualTo(1980);
    assertThat(found.images())
        .extracting(EvaluationResult.Image::sample)
        .containsExactlyElementsOf(good);
    assertThat(found.matrices().total()).isEqualTo(expected.matrices().total());
    assertThat(found.scores()).hasSameSizeAs(expected.scores());
    for (ScoreResult score : found.scores()) {
      boolean exact = !score.name().startsWith("calibration"); // whose sums are of batches
      ConfidenceInterval interval = expected.interval(score.name()).orElseThrow();
      assertThat(score.value())
          .as(score.name())
          .isCloseTo(expected.score(score.name()), within(exact ? 0 : 1e-12));
      assertThat(score.interval().low()).isCloseTo(interval.low(), within(exact ? 0 : 1e-12));
      assertThat(score.interval().high()).isCloseTo(interval.high(), within(exact ? 0 : 1e-12));
    }
  }

  private enum Damage {
    IMAGE_CUT_OFF,
    TRIMAP_CUT_OFF,
    TRIMAP_OF_ANOTHER_SIZE,
    IMAGE_OF_GARBAGE,
    EMPTY_IMAGE,
    NO_IMAGE,
    NO_TRIMAP
  }

  /** Spoils an image, and gives the line that should say so. */
  private static String spoil(Sample sample, int way) throws IOException {
    Path image = sample.image();
    Path trimap = sample.mask();
    switch (Damage.values()[way]) {
      case IMAGE_CUT_OFF -> {
        Files.write(image, half(image));
        return "%s: is cut off: the JPEG ends early, after %d bytes; fetch or export the image again"
            .formatted(image, Files.size(image));
      }
      case TRIMAP_CUT_OFF -> {
        Files.write(trimap, half(trimap));
        return "%s: is cut off: the PNG ends early, after %d bytes; fetch or export the image again"
            .formatted(trimap, Files.size(trimap));
      }
      case TRIMAP_OF_ANOTHER_SIZE -> {
        Files.write(trimap, trimap(WIDTH, HEIGHT - 1, 1));
        return "%s: the trimap has 64 x 47 pixels, its image %s has 64 x 48; make them one size"
            .formatted(trimap, image);
      }
      case IMAGE_OF_GARBAGE -> {
        byte[] garbage = new byte[3000];
        new Random(9).nextBytes(garbage);
        Files.write(image, garbage);
        return image
            + ": is no JPEG, PNG, WebP, BMP, GIF or TIFF image (it looks like something else); convert it"
            + " or leave it out";
      }
      case EMPTY_IMAGE -> {
        Files.write(image, new byte[0]);
        return image + ": is empty; fetch or export the image again";
      }
      case NO_IMAGE -> {
        Files.delete(image);
        return image
            + ": the image is listed but not there; restore it or take its line out of the lists";
      }
      case NO_TRIMAP -> {
        Files.delete(trimap);
        return "%s: no trimap for the image %s; add it or remove the image"
            .formatted(trimap, image);
      }
    }
    throw new AssertionError();
  }

  private static byte[] half(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    return Arrays.copyOf(whole, whole.length / 2);
  }

  private static EvaluationResult evaluate(OxfordPets pets, List<Sample> images, Path model)
      throws IOException {
    return new Evaluator(pets, images, OPTIONS)
        .evaluate(List.of(model), EvaluationListener.NONE)
        .get(0);
  }

  /** Discs of any size on backgrounds of any colour, each drawn once and written some 20 times. */
  private static OxfordPets draw(Path root) throws IOException {
    List<byte[]> drawn = new ArrayList<>();
    List<byte[]> cut = new ArrayList<>();
    for (int i = 0; i < DRAWN; i++) {
      drawn.add(image(i));
      cut.add(trimap(WIDTH, HEIGHT, radius(i)));
    }
    Path images = Files.createDirectories(root.resolve("images"));
    Path trimaps = Files.createDirectories(root.resolve("annotations/trimaps"));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      String id = "Bombay_%04d".formatted(i);
      Files.write(images.resolve(id + ".jpg"), drawn.get(i % DRAWN));
      Files.write(trimaps.resolve(id + ".png"), cut.get(i % DRAWN));
      lines.add(id + " 1 1 1");
    }
    Files.write(root.resolve("annotations/list.txt"), lines);
    Files.write(root.resolve("annotations/trainval.txt"), List.of());
    Files.write(root.resolve("annotations/test.txt"), lines);
    return OxfordPets.open(root);
  }

  private static int radius(int i) {
    return 4 + i % 19;
  }

  private static byte[] image(int i) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int disc = label(x, y, radius(i)) == 1 ? 0xffffff : 0;
        image.setRGB(x, y, disc ^ (0x10307 * i + 0x10203 * x));
      }
    }
    return encoded(image, "jpg");
  }

  private static byte[] trimap(int width, int height, int radius) throws IOException {
    BufferedImage trimap = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        trimap.getRaster().setSample(x, y, 0, label(x, y, radius));
      }
    }
    return encoded(trimap, "png");
  }

  private static int label(int x, int y, int radius) {
    double distance = Math.hypot(x - WIDTH / 2, y - HEIGHT / 2) - radius;
    return distance < -1 ? 1 : distance > 1 ? 2 : 3;
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }
}
