package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on images and colour-coded masks in folders of splits, larger than the model. */
final class AnyLayoutTest {
  private static final int WIDTH = 96;
  private static final int HEIGHT = 64;

  @TempDir private Path folder;
  private String data;

  @BeforeEach
  void drawImages() throws IOException {
    data = folder.resolve("streets").toString();
    Random random = new Random(7);
    for (String split : new String[] {"train", "val"}) {
      for (int i = 0; i < 6; i++) {
        draw(split, "street " + i, random);
      }
    }
    Files.writeString(
        folder.resolve("streets/dataset.yaml"),
        """
        images: photos/{split}
        masks: truth/{split}/{id}_color.png
        colors: {sky: "#0000ff", street: [128, 128, 128], car: "#ff0000"}
        ignore: ["#000000"]
        """);
  }

  /** Sky above a street, somewhere a car, and a black edge at the left. */
  private void draw(String split, String name, Random random) throws IOException {
    byte[] pixels = new byte[3 * WIDTH * HEIGHT];
    BufferedImage mask = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    int horizon = 20 + random.nextInt(20);
    int car = 10 + random.nextInt(60);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        boolean isCar = y > 44 && y < 60 && x > car && x < car + 20;
        int color = y < horizon ? 0x0000ff : isCar ? 0xff0000 : 0x808080;
        mask.setRGB(x, y, x < 4 ? 0 : color);
        for (int c = 0; c < 3; c++) {
          pixels[3 * (y * WIDTH + x) + c] =
              (byte) ((color >> (16 - 8 * c) & 0xff) / 2 + random.nextInt(60));
        }
      }
    }
    Path image = folder.resolve("streets/photos").resolve(split).resolve(name + ".PNG");
    ImageFiles.writePng(new RgbImage(WIDTH, HEIGHT, pixels), image);
    Path truth = folder.resolve("streets/truth").resolve(split).resolve(name + "_color.png");
    Files.createDirectories(truth.getParent());
    ImageIO.write(mask, "png", truth.toFile());
  }

  @Test
  void checksConvertsTrainsAndScores() throws IOException {
    CommandLineFixture checked = vinyl("data", "check", data);
    assertThat(checked.exitCode()).as(checked.out()).isZero();
    assertThat(checked.out())
        .contains("12 images (train 6, val 6, test 0), laid out as described", "96 x 64 (12)")
        .contains("sky", "street", "car", "no problem found");
    String page = folder.resolve("check.html").toString();
    JsonNode json = vinyl("data", "check", data, "--json", "--html", page).json();
    assertThat(json.path("ignored").asLong()).isEqualTo(12 * 4 * HEIGHT);
    assertThat(json.path("classes").size()).isEqualTo(3);
    assertThat(Path.of(page)).content().contains("Data set streets", "data:image/jpeg");

    String converted = folder.resolve("masks").toString();
    assertThat(vinyl("data", "convert", "--data", data, "--to", "masks", "--out", converted).out())
        .isEqualTo(converted + ": 12 images, 3 classes\n");
    JsonNode again = vinyl("data", "check", converted, "--json").json();
    assertThat(again.path("classes")).isEqualTo(json.path("classes"));
    assertThat(again.path("images")).isEqualTo(json.path("images"));

    String run = folder.resolve("run").toString();
    CommandLineFixture trained =
        vinyl(
            "finetune",
            "--data",
            data,
            "--out",
            run,
            "--set",
            "model={preset: micro, depth: 1, imageSize: [32, 48]}",
            "--set",
            "epochs=3",
            "--set",
            "batchSize=3",
            "--no-cache");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    String model = folder.resolve("streets.onnx").toString();
    assertThat(vinyl("export", "--from", run, "--task", "segment", "--out", model).exitCode())
        .isZero();
    CommandLineFixture scored = evaluate(model, "--split", "val", "--baseline");
    assertThat(scored.exitCode()).as(scored.err()).isZero();
    assertThat(scored.out()).contains("6 images, 0 skipped", "dataset.iou.car");
    assertThat(scored.err()).contains("commonest class at each place of 6 training images");
    CommandLineFixture tiled =
        evaluate(model, "--split", "val", "--at", "original", "--tile", "auto");
    assertThat(tiled.exitCode()).as(tiled.err()).isZero();
    assertThat(tiled.out()).contains("6 images, 0 skipped");
    evaluate(model)
        .assertFailure(1, "streets has no images in the split test; it has train (6), val (6)");
    assertThat(evaluate(model, "--resplit", "3", "--stratify").out())
        .contains("2 images, 0 skipped");
    BufferedImage green = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    green.setRGB(40, 40, 0x00ff00);
    for (String split : new String[] {"train", "val"}) {
      Path mask = folder.resolve("streets/truth").resolve(split).resolve("street 2_color.png");
      ImageIO.write(green, "png", mask.toFile());
    }
    assertThat(vinyl("data", "check", data).outLines())
        .filteredOn(line -> line.contains("holds the colours #00ff00 (1 pixel)"))
        .hasSize(2);
    CommandLineFixture skipped = evaluate(model, "--split", "val");
    assertThat(skipped.exitCode()).isZero();
    assertThat(skipped.out()).contains("5 images, 1 skipped");
    assertThat(skipped.err()).contains("skipped ", "that stand for no class");
    CommandLineFixture stopped =
        vinyl("finetune", "--data", data, "--out", run + "2", "--set", "batchSize=3");
    assertThat(stopped.exitCode()).isEqualTo(1);
    assertThat(stopped.err())
        .contains("holds the colours #00ff00 (1 pixel) that stand for no class")
        .doesNotContain("train:");
  }

  private CommandLineFixture evaluate(String model, String... more) {
    String[] command = {"evaluate", "--model", model, "--data", data};
    return vinyl(Stream.of(command, more).flatMap(Stream::of).toArray(String[]::new));
  }

  @Test
  void unknownFormatIsWrongUsageThatNamesThem() {
    vinyl("data", "check", data, "--data-format", "imagenet");
    CommandLineFixture checked = vinyl("data", "check", data, "--data-format", "imagenet");
    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.out()).contains("there is no format imagenet; there are described, oxford");
  }
}
