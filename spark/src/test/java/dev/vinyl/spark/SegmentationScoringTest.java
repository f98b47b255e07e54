package dev.vinyl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.evaluation.Evaluation;
import dev.vinyl.export.UntrainedModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.Interpolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores of real executors beside those of one machine. */
class SegmentationScoringTest {
  private static final List<String> CLASSES = List.of("pet", "background", "border");

  @TempDir static Path temp;
  private static SparkSession spark;
  private static SegmentationDataset pets;
  private static DatasetSource source;

  @BeforeAll
  static void start() throws IOException {
    Path folder = temp.resolve("pets");
    SyntheticPets.write(folder, new SyntheticPets.Spec(120, 48, 3));
    source = DatasetSource.folder(folder.toString());
    pets = source.open();
    spark = LocalCluster.start();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void filesOfResultsAreThoseOfOneMachine() throws IOException {
    Path first = model(VitConfig.micro(), 1);
    Path second = model(VitConfig.micro(), 2);
    List<Sample> samples = pets.samples(Split.TRAIN);
    Files.write(samples.get(5).image(), new byte[0]);
    Files.writeString(samples.get(40).image(), "a text");
    Evaluation evaluation = new Evaluation(pets, List.of(first, second)).samples("train", samples);

    Evaluation.Outcome here = evaluation.run();
    Evaluation.Outcome there = evaluation.scorer(SegmentationScoring.on(spark, source)).run();

    assertThat(there.report().results().get(0).skipped()).hasSize(2);
    assertThat(text(there.report().toJson())).isEqualTo(text(here.report().toJson()));
  }

  /** Without what is measured with a clock. */
  private static String text(String json) {
    return json.replaceAll("\"(seconds|imagesPerSecond)\" *: *[0-9.E-]+", "");
  }

  private static Path model(VitConfig config, int seed) throws IOException {
    Path file = temp.resolve("model-" + seed + ".onnx");
    return UntrainedModel.export(config, Interpolation.NEAREST, CLASSES, seed, file);
  }
}
