package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.data.internal.synthetic.PetPainter;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.image.ChannelOrder;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Images and models of which everything computed is the same to the bit on every machine, whatever
 * its vector units, libraries and number of cores.
 *
 * <p>The images are drawn ones, stored without loss: what a JPEG holds depends on the Java runtime
 * that wrote it. The models are no networks but products with a few numbers: pixels are multiples
 * of 1/256, weights of 1/64, so that every sum has less than the 24 bits of a float and its order
 * does not matter.
 *
 * @param data 24 images, 18 of them for training
 * @param models four segmenters that give tokens too, two seeds each of two recipes
 */
record GoldenFixture(Path data, List<Path> models) {
  private static final int PICTURES = 24;
  private static final int PICTURE_SIZE = 48;
  private static final int SEED = 5;

  private static final int SIZE = 40;
  private static final int PATCH = 5;
  private static final int GRID = SIZE / PATCH;
  private static final int PIXELS = SIZE * SIZE;
  private static final int PATCH_VALUES = 3 * PATCH * PATCH;
  private static final List<String> CLASSES = List.of("pet", "background", "border");

  static GoldenFixture create(Path folder) throws IOException {
    Path data = folder.resolve("pets");
    drawImages(data);
    List<Path> models = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      models.add(writeModel(folder.resolve("small-" + seed + ".onnx"), "small", seed, 6));
      models.add(writeModel(folder.resolve("large-" + seed + ".onnx"), "large", seed, 8));
    }
    return new GoldenFixture(data, models);
  }

  /** Lists and masks as {@code data synth} writes them, the images as PNG. */
  private static void drawImages(Path data) throws IOException {
    CommandLineFixture drawn =
        vinyl(
            "data",
            "synth",
            "--out",
            data.toString(),
            "--images",
            Integer.toString(PICTURES),
            "--size",
            Integer.toString(PICTURE_SIZE),
            "--seed",
            Integer.toString(SEED));
    assertThat(drawn.exitCode()).as(drawn.err()).isZero();
    List<String> ids =
        Files.readAllLines(data.resolve("annotations/list.txt")).stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.substring(0, line.indexOf(' ')))
            .toList();
    assertThat(ids).hasSize(PICTURES);
    PetPainter painter = new PetPainter(SEED, PICTURE_SIZE);
    for (int i = 0; i < PICTURES; i++) {
      // that it is a PNG follows from its content
      Path file = data.resolve("images").resolve(ids.get(i) + ".jpg");
      ImageIO.write(painter.paint(i).image().toBufferedImage(), "png", file.toFile());
    }
  }

  private static Path writeModel(Path file, String recipe, int seed, int dimension)
      throws IOException {
    Random random = new Random(31L * recipe.hashCode() + seed);
    GraphBuilder g = new GraphBuilder(new Graph("golden", 17, Dialect.STANDARD));
    Value image = g.graph().input("image", DataType.FLOAT, Shape.batch(3, SIZE, SIZE));
    OnnxModel model =
        new OnnxModel(g.graph())
            .output("logits", logits(g, image, random))
            .output("tokens", tokens(g, image, random, dimension));
    metadata(recipe, seed).toProperties().forEach(model::metadata);
    return Files.write(file, model.toBytes());
  }

  private static ModelMetadata metadata(String recipe, int seed) {
    PreprocessSpec exact =
        new PreprocessSpec(
            SIZE,
            SIZE,
            Interpolation.NEAREST,
            ChannelOrder.RGB,
            1f / 256,
            List.of(0f, 0f, 0f),
            List.of(1f, 1f, 1f));
    return new ModelMetadata(
        ModelTask.SEGMENT,
        exact,
        CLASSES,
        PATCH,
        Map.of("recipe_fingerprint", recipe, "seed", Integer.toString(seed)));
  }

  /** Of a pixel: its colour times [3, 3], and where it is. */
  private static Value logits(GraphBuilder g, Value image, Random random) {
    Value colors = g.reshape(image, Shape.batch(3, PIXELS));
    Value weights = g.graph().tensor(multiples(random, 9, 8, 1f / 4), 3, 3);
    Value places = g.graph().tensor(places(), 3, PIXELS);
    Value sum = g.add(g.matMul(weights, colors), places);
    return g.reshape(sum, Shape.batch(3, SIZE, SIZE));
  }

  /** Pets are in the middle, their border around it, the background at the edges. */
  private static float[] places() {
    float[] logits = new float[3 * PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      int fromMiddle =
          Math.max(Math.abs(2 * (i / SIZE) - SIZE + 1), Math.abs(2 * (i % SIZE) - SIZE + 1));
      int places = fromMiddle < SIZE / 2 ? 0 : fromMiddle < 3 * SIZE / 4 ? 2 : 1;
      logits[places * PIXELS + i] = places == 2 ? 0.5f : 1;
    }
    return logits;
  }

  /** Of a patch: all its values times [75, D]. */
  private static Value tokens(GraphBuilder g, Value image, Random random, int dimension) {
    Value cut = g.reshape(image, Shape.batch(3, GRID, PATCH, GRID, PATCH));
    Value patches = g.transpose(cut, 0, 2, 4, 1, 3, 5);
    Value rows = g.reshape(patches, Shape.batch(GRID * GRID, PATCH_VALUES));
    float[] weights = multiples(random, PATCH_VALUES * dimension, 2, 1f / 64);
    return g.matMul(rows, g.graph().tensor(weights, PATCH_VALUES, dimension));
  }

  /** Multiples of a unit, from {@code -most} to {@code most} of them. */
  private static float[] multiples(Random random, int count, int most, float unit) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = unit * (random.nextInt(2 * most + 1) - most);
    }
    return values;
  }
}
