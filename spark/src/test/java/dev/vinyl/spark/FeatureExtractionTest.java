package dev.vinyl.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.evaluation.features.FeatureExtractor;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.export.vit.VitConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Features of real executors beside those of one machine. */
class FeatureExtractionTest {
  private Path temp;
  private DatasetSource source;
  private SegmentationDataset pets;
  private List<Sample> samples;
  private Path model;
  private final SparkSession spark = LocalCluster.session();

  @BeforeEach
  void makePets() throws IOException {
    temp = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "features");
    Path folder = temp.resolve("pets");
    SyntheticPets.write(folder, new SyntheticPets.Spec(96, 48, 3));
    source = DatasetSource.folder(folder.toString());
    pets = source.open();
    samples = pets.samples(Split.TRAIN);
    model = TestModels.encoder(VitConfig.micro(), 1, temp.resolve("encoder.onnx"));
  }

  @Test
  void aTableHasTheRowsOfAFileOfOneMachine() throws IOException {
    FeatureExtractor how = FeatureExtractor.standard().withLayers(true);
    Path file = temp.resolve("features.arrow");
    how.extract(model, FeatureImages.of(pets, samples), file, FeatureExtractor.Listener.NONE);

    FeatureExtraction extraction = FeatureExtraction.on(spark, model).extractor(how);
    String parquet = temp.resolve("features.parquet").toString();
    extraction.of(source, samples).write().parquet(parquet);
    Dataset<Row> written = spark.read().parquet(parquet);
    Dataset<Row> expected = FeatureExtraction.read(spark, file);

    assertThat(written.columns()).isEqualTo(expected.columns());
    assertThat(lines(written)).isEqualTo(lines(expected)).hasSize(samples.size() * patches());
    assertThat(expected.filter("error is not null").count()).isZero();
  }

  @Test
  void aFolderAppearsWhenItIsWholeAndGoesOnAfterAnInterruption() throws IOException {
    String out = temp.resolve("features").toString();
    FeatureExtraction extraction = FeatureExtraction.on(spark, model);
    FeatureExtractor.Listener stopping =
        (done, total) -> {
          throw new IllegalStateException("stopped");
        };

    assertThatThrownBy(() -> extraction.write(source, samples, out, stopping))
        .hasMessage("stopped");
    assertThat(Path.of(out)).doesNotExist();
    Path group = Path.of(out + ".partial", "group=0");
    FileTime first = Files.getLastModifiedTime(group);
    extraction.write(source, samples, out, FeatureExtractor.Listener.NONE);

    assertThat(Files.getLastModifiedTime(Path.of(out, "group=0"))).isEqualTo(first);
    assertThat(lines(spark.read().parquet(out).drop("group")))
        .isEqualTo(lines(extraction.of(source, samples)));
    assertThatThrownBy(() -> extraction.write(source, samples, out, FeatureExtractor.Listener.NONE))
        .hasMessage(out + ": is there already; name another folder");
    FeatureExtraction other =
        FeatureExtraction.on(spark, model).extractor(FeatureExtractor.standard().withLayers(true));
    assertThatThrownBy(() -> other.write(source, samples, out + "2", stopping))
        .hasMessage("stopped");
    assertThatThrownBy(() -> extraction.write(source, samples, out + "2", stopping))
        .hasMessage("stopped");
    assertThat(spark.read().parquet(out + "2.partial").columns()).doesNotContain("layer_01");
  }

  @Test
  void filesHaveARowOfTheirErrorHoweverTheyAreRead() throws IOException {
    Path images = Files.createDirectories(temp.resolve("images"));
    Files.copy(samples.get(0).image(), images.resolve("a.jpg"));
    Files.writeString(images.resolve("b.jpg"), "a text");
    Files.createFile(images.resolve("c.jpg"));
    Files.copy(samples.get(1).image(), images.resolve(".d.jpg"));
    Files.writeString(images.resolve("notes.txt"), "no image");
    FeatureExtraction extraction = FeatureExtraction.on(spark, model);

    List<Row> listed = extraction.ofFiles(images.toString()).collectAsList();
    List<Row> read =
        extraction
            .of(spark.read().format("binaryFile").load(images.resolve("*.jpg").toString()))
            .collectAsList();

    assertThat(failures(listed)).hasSize(2);
    assertThat(failures(listed).get(0)).contains("b.jpg: ");
    assertThat(failures(listed).get(1)).contains("c.jpg: ");
    assertThat(listed).hasSize(2 + 2 * patches());
    // Spark leaves out empty files and hidden ones
    assertThat(failures(read)).hasSize(1);
    assertThat(read).hasSize(1 + patches());
    assertThatThrownBy(() -> extraction.ofFiles(temp.resolve("none").toString()))
        .isInstanceOf(IOException.class);
  }

  private static List<String> failures(List<Row> rows) {
    return rows.stream()
        .filter(row -> !row.isNullAt(row.fieldIndex("error")))
        .map(row -> row.getString(row.fieldIndex("error")))
        .sorted()
        .toList();
  }

  private static int patches() {
    return VitConfig.micro().patches();
  }

  private static List<String> lines(Dataset<Row> table) {
    return table.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
