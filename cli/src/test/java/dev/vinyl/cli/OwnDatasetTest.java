package dev.vinyl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.Splits;
import dev.vinyl.evaluation.Evaluation;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeatureStore;
import dev.vinyl.evaluation.report.EvaluationReport;
import dev.vinyl.evaluation.study.GeometryStudy;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.training.stage.FineTuning;
import dev.vinyl.training.stage.FineTuningConfig;
import dev.vinyl.training.stage.StageConfig;
import dev.vinyl.training.stage.TrainedRun;
import dev.vinyl.training.stage.Training;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data set that Vinyl knows nothing of, with classes and attributes of its own and nothing like a
 * pet or a border, from training to geometry.
 */
final class OwnDatasetTest {
  private static final int SIZE = 64;
  private static final int[] COLORS = {0x80b0f0, 0xb05040, 0x606060, 0x208030};

  @TempDir private static Path folder;
  private static StreetScenes streets;
  private static Path model;

  /** Trains on them for three steps. */
  @BeforeAll
  static void drawTrainAndExport() throws IOException {
    for (int i = 0; i < 16; i++) {
      draw(folder.resolve("streets"), (i % 8 < 4 ? "ulm-" : "bonn-") + i, 20 + i);
    }
    streets = new StreetScenes(folder.resolve("streets"));
    FineTuningConfig config =
        FineTuningConfig.of(
            StageConfig.recipe("vinyl", FineTuning.NAME)
                .with("model={preset: micro, depth: 1}")
                .with("epochs=1")
                .with("batchSize=4"));
    Path run = folder.resolve("run");
    new Training(new FineTuning(streets, config)).seed(1).run(run);
    model = folder.resolve("streets.onnx");
    TrainedRun.open(run).tokenSegmenter().export(model);
  }

  /** Sky above, a street below, between them a house to the left and trees to the right. */
  private static void draw(Path root, String name, int horizon) throws IOException {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    BufferedImage mask = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        int c = y < horizon ? 0 : y >= 48 ? 2 : x < 32 ? 1 : 3;
        image.setRGB(x, y, COLORS[c] + (x * y % 16) * 0x010101);
        mask.getRaster().setSample(x, y, 0, y == 0 ? ClassMask.IGNORE : c);
      }
    }
    ImageIO.write(image, "png", file(root, "images", name));
    ImageIO.write(mask, "png", file(root, "masks", name));
  }

  private static File file(Path root, String kind, String name) throws IOException {
    return Files.createDirectories(root.resolve(kind)).resolve(name + ".png").toFile();
  }

  @Test
  void itsScoresAreSlicedByItsOwnAttribute() throws IOException {
    List<Sample> test = streets.samples(Split.TEST);
    assertThat(test).extracting(Sample::id).containsExactly("bonn-12", "bonn-4", "ulm-0", "ulm-8");
    EvaluationReport report =
        new Evaluation(streets, List.of(model)).slices(List.of("city")).run().report();
    assertThat(EvaluationReport.sliceColumns(test)).startsWith("city");
    JsonNode json = new JsonMapper().readTree(report.toJson());
    JsonNode scores = json.at("/models/0/scores");

    assertThat(scores.at("/dataset/iou/tree").isNumber()).as(json.toPrettyString()).isTrue();
    assertThat(scores.has("foreground")).isFalse();
    JsonNode byCity = json.at("/models/0/slices/city");
    assertThat(byCity.at("/bonn/images").asInt()).isEqualTo(2);
    assertThat(byCity.at("/ulm/images").asInt()).isEqualTo(2);
  }

  @Test
  void itsFeaturesHaveItsClassesAndItsGeometryNoBorder() throws IOException {
    Path out = folder.resolve("geometry");
    GeometryStudy study =
        GeometryStudy.ofModels(List.of(model), FeatureImages.of(streets)).seed(3).out(out);
    JsonNode encoder = new JsonMapper().readTree(study.run().toJson()).at("/encoders/0");

    assertThat(encoder.at("/images").asInt()).isEqualTo(16);
    assertThat(encoder.at("/moransI/backgroundCorner").isNumber()).isTrue();
    assertThat(encoder.at("/moransI/foreground").isNull()).isTrue();
    assertThat(encoder.at("/moransI/border").isNull()).isTrue();
    assertThat(encoder.at("/alignment/silhouetteByClass").size()).isEqualTo(4);
    assertThat(encoder.at("/probe/heldOut").isNumber()).isTrue();
    assertThat(Files.readString(out.resolve("report.html"))).contains("background corner", "tree");

    FeatureStore store = FeatureStore.open(out.resolve("features/1-streets.arrow"));
    int image = store.ids().indexOf("ulm-8"); // horizon at 28, in the middle of the fourth row
    assertThat(store.info().classNames()).isEqualTo(streets.classNames());
    assertThat(store.info().columns()).isEqualTo(8);
    assertThat(store.composition(image).share(3 * 8, 0)).isCloseTo(0.5, within(1e-6));
    assertThat(store.composition(image).share(3 * 8, 1)).isCloseTo(0.5, within(1e-6));
    assertThat(store.composition(image).share(3 * 8 + 7, 3)).isCloseTo(0.5, within(1e-6));
    assertThat(store.composition(image).share(7 * 8, 2)).isEqualTo(1);
    assertThat(store.split(image)).isEqualTo(Split.TEST);
  }

  @Test
  void itIsSplitAnewAsAnyOther() throws IOException {
    SegmentationDataset other = Splits.resplit(streets, 5, 6);
    assertThat(other.samples(Split.TEST)).hasSize(6);
    assertThat(Stream.of(Split.values()).flatMap(split -> other.samples(split).stream()))
        .extracting(Sample::id)
        .hasSize(16)
        .doesNotHaveDuplicates();
    assertThat(other.fingerprint()).isEqualTo(streets.fingerprint()).hasSize(64);
  }

  @Test
  void theReadmeShowsItAsItIs() throws IOException {
    String source = Files.readString(Path.of("src/test/java/dev/vinyl/cli/StreetScenes.java"));
    String program = source.substring(source.indexOf("final class"));
    assertThat(Files.readString(Path.of("../data/README.md"))).contains(program.strip());
  }
}
