package dev.vinyl.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.Datasets;
import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.evaluation.Evaluation;
import dev.vinyl.evaluation.metric.MetricResult;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Data sets in a file system that only Hadoop knows, beside the same files of this machine. */
class AwayDatasetsTest {
  private static final String SCHEME = "away://machine/";

  private Path here;
  private String there;

  @BeforeEach
  void makeFolder() throws IOException {
    LocalCluster.session();
    here = Files.createTempDirectory(LocalCluster.away(), "set ");
    there = SCHEME + here.getFileName();
  }

  @Test
  void petsAreTheSame() throws IOException {
    SyntheticPets.write(here, new SyntheticPets.Spec(16, 40, 3));
    assertSame("oxford");
  }

  @Test
  void pairsOfFoldersAreTheSame() throws IOException {
    List<String> names = List.of("a", "mit Raum", "Bär", "_first", "100%", "sub/b");
    for (int i = 0; i < names.size(); i++) {
      image("images/" + names.get(i) + ".png", 9 + i, 7, i);
      mask("masks/" + names.get(i) + ".png", 9 + i, 7);
    }
    Files.writeString(here.resolve("classes.txt"), "sky\ncar\nroad\n");
    assertSame("folders");
    assertThat(DatasetSource.folder(there).open().samples(Split.TRAIN)).hasSameSizeAs(names);
  }

  @Test
  void annotationsOfCocoAreTheSame() throws IOException {
    image("images/a.png", 12, 9, 1);
    image("images/b.png", 12, 9, 2);
    Files.createDirectories(here.resolve("annotations"));
    Files.writeString(
        here.resolve("annotations/instances_train2017.json"),
        """
        {"categories": [{"id": 9, "name": "sky"}, {"id": 3, "name": "car"}],
         "images": [{"id": 1, "file_name": "a.png", "width": 12, "height": 9},
                    {"id": 2, "file_name": "b.png", "width": 12, "height": 9}],
         "annotations": [
          {"id": 1, "image_id": 1, "category_id": 9, "area": 30, "iscrowd": 0,
           "segmentation": [[2, 1, 8, 1, 8, 6, 2, 6]]},
          {"id": 2, "image_id": 2, "category_id": 3, "area": 6, "iscrowd": 0,
           "segmentation": [[0, 0, 3, 0, 3, 2, 0, 2]]},
          {"id": 3, "image_id": 1, "category_id": 3, "area": 4, "iscrowd": 0,
           "segmentation": [[2, 1, 4, 1, 4, 3, 2, 3]]}]}
        """);
    assertSame("coco-instances");
  }

  @Test
  void executorsScoreThem() throws IOException {
    SyntheticPets.write(here, new SyntheticPets.Spec(40, 32, 5));
    SegmentationDataset local = Datasets.open(here);
    Path empty = local.samples(Split.TRAIN).get(3).image();
    Files.write(empty, new byte[0]);
    Path model = TestModels.export(VitConfig.micro(), 1, here.resolve("m.onnx"));
    DatasetSource source = DatasetSource.folder(there);
    SegmentationDataset away = source.open();

    Evaluation.Outcome one =
        new Evaluation(local, List.of(model)).samples("train", local.samples(Split.TRAIN)).run();
    Evaluation.Outcome many =
        new Evaluation(away, List.of(model))
            .samples("train", away.samples(Split.TRAIN))
            .scorer(SegmentationScoring.on(LocalCluster.session(), source))
            .run();

    EvaluationResult found = many.report().results().get(0);
    assertThat(scores(found)).isEqualTo(scores(one.report().results().get(0))).isNotEmpty();
    assertThat(found.skipped())
        .extracting(SkippedImage::file)
        .containsExactly(SparkPaths.of(there + "/images/" + empty.getFileName()));
  }

  @Test
  void whatIsWrongIsSaidInALine() throws IOException {
    assertThatThrownBy(() -> DatasetSource.folder(SCHEME + "none").open())
        .hasMessage(
            "away://machine/none: no such folder; give the folder of a data set, such as one that"
                + " holds images and masks");
    assertThatThrownBy(() -> DatasetSource.folder("nowhere://machine/none").open())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "nowhere://machine/none: cannot be read (No FileSystem for scheme \"nowhere\");"
                + " check its address and Spark's settings spark.hadoop.*");
    image("images/locked.png", 4, 4, 0);
    mask("masks/locked.png", 4, 4);
    image("images/open.png", 4, 4, 0);
    mask("masks/open.png", 4, 4);
    SegmentationDataset locked = DatasetSource.folder(there).open();
    Sample sample = locked.samples(Split.TRAIN).get(0);
    assertThatThrownBy(() -> locked.load(sample))
        .hasMessageStartingWith(there + "/images/locked.png: cannot be read (permission denied");
    assertThatThrownBy(locked::fingerprint)
        .hasMessageStartingWith(
            there + "/images/locked.png: cannot be read (AccessDeniedException)");
  }

  @Test
  void locationsAreReadAsSparkReadsThem() {
    Path spaced = SparkPaths.of("away://machine/a b%20c");
    assertThat(spaced.toUri().toString()).isEqualTo("away://machine/a%20b%2520c");
    assertThat(SparkPaths.of(spaced.toUri())).isEqualTo(spaced);
    assertThat(SparkPaths.of("/a b")).isEqualTo(Path.of("/a b"));
    assertThat(SparkPaths.of("a:b")).isEqualTo(Path.of("a:b"));
    assertThat(SparkPaths.of("file:/a b")).isEqualTo(Path.of("/a b"));
    assertThat(SparkPaths.of("file:///a")).isEqualTo(Path.of("/a"));
    assertThat(SparkPaths.of(Path.of("/ä b").toUri())).isEqualTo(Path.of("/ä b"));
  }

  private static List<String> scores(EvaluationResult result) {
    List<String> lines = new ArrayList<>();
    result.scores().forEach(s -> lines.add(s.name() + " " + s.value() + " " + s.interval()));
    for (MetricResult.Column column : result.columns()) {
      for (int i = 0; i < column.values().size(); i++) {
        lines.add(column.name() + " " + i + " " + column.values().get(i));
      }
    }
    return lines;
  }

  /** Classes, samples, fingerprint and every pixel. */
  private void assertSame(String format) throws IOException {
    SegmentationDataset local = Datasets.open(here);
    SegmentationDataset away = DatasetSource.folder(there).open();
    assertThat(DatasetSource.folder(there, format).open().fingerprint())
        .isEqualTo(local.fingerprint());

    assertThat(away.name()).isEqualTo(local.name());
    assertThat(away.classNames()).isEqualTo(local.classNames());
    assertThat(away.fingerprint()).isEqualTo(local.fingerprint());
    for (Split split : Split.values()) {
      List<String> samples = new ArrayList<>();
      for (Sample sample : away.samples(split)) {
        assertThat(sample.image().getFileSystem()).isNotEqualTo(FileSystems.getDefault());
        samples.add(shown(SparkPaths.of(there), away, sample));
        assertThat(SampleRow.of(sample).sample()).isEqualTo(sample);
      }
      List<String> expected = new ArrayList<>();
      for (Sample sample : local.samples(split)) {
        expected.add(shown(here, local, sample));
      }
      assertThat(samples).isEqualTo(expected);
    }
  }

  private static String shown(Path root, SegmentationDataset dataset, Sample sample)
      throws IOException {
    LabelledImage loaded = dataset.load(sample);
    return "%s %s %s %s %d x %d %d %d"
        .formatted(
            sample.id(),
            root.relativize(sample.image()),
            root.relativize(sample.mask()),
            sample.attributes(),
            loaded.image().width(),
            loaded.image().height(),
            Arrays.hashCode(loaded.image().pixels()),
            Arrays.hashCode(loaded.target().classes()));
  }

  private void image(String path, int width, int height, int seed) throws IOException {
    byte[] rgb = new byte[3 * width * height];
    new Random(seed).nextBytes(rgb);
    ImageFiles.writePng(new RgbImage(width, height, rgb), at(path));
  }

  /** Classes 0, 1 and 2 in turn. */
  private void mask(String path, int width, int height) throws IOException {
    BufferedImage mask = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < width * height; i++) {
      mask.getRaster().setSample(i % width, i / width, 0, i % 3);
    }
    ImageIO.write(mask, "png", at(path).toFile());
  }

  private Path at(String path) throws IOException {
    Path file = here.resolve(path);
    Files.createDirectories(file.getParent());
    return file;
  }
}
