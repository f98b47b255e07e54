package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.ClassMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tiny data sets that other people made for another tool (Datumaro's test assets), where the shared
 * folder is there. Expected classes were read off the files by hand.
 */
final class OtherPeoplesFormatsTest {
  private static final Path FORMATS =
      Path.of(Optional.ofNullable(System.getProperty("vinyl.shared")).orElse("missing"))
          .resolve("data/formats");

  @BeforeEach
  void needsTheSharedFolder() {
    Assumptions.assumeTrue(
        Files.isDirectory(FORMATS), "skipped: no data sets in " + FORMATS.toAbsolutePath());
  }

  private static SegmentationDataset open(String folder) throws IOException {
    return Datasets.open(FORMATS.resolve(folder));
  }

  /** The names of the classes of all pixels of an image; {@code -} where they are ignored. */
  private static List<String> classes(SegmentationDataset dataset, Split split, String id)
      throws IOException {
    for (Sample sample : dataset.samples(split)) {
      if (sample.id().equals(id)) {
        LabelledImage loaded = dataset.load(sample);
        return IntStream.range(0, loaded.target().classes().length)
            .map(i -> loaded.target().classes()[i] & 0xff)
            .mapToObj(c -> c == ClassMask.IGNORE ? "-" : dataset.classNames().get(c))
            .toList();
      }
    }
    throw new AssertionError(id + " is not among " + dataset.samples(split));
  }

  private static List<String> words(String text) {
    return Arrays.asList(text.split(" ", -1));
  }

  @Test
  void camVidOfColours() throws IOException {
    SegmentationDataset camVid = open("camvid_dataset");
    assertThat(camVid.classNames()).hasSize(31).doesNotContain("Void");
    assertThat(classes(camVid, Split.TRAIN, "train/0001TP_006690"))
        .isEqualTo(words("Bicyclist Bicyclist Road Bicyclist Bicyclist"));
    assertThat(classes(camVid, Split.VAL, "val/0016E5_07959"))
        .isEqualTo(words("Animal Animal Animal Child Child"));
    assertThat(classes(camVid, Split.TEST, "test/0001TP_008550"))
        .isEqualTo(words("Animal Animal Road Sky Sky"));
    assertThat(classes(camVid, Split.TEST, "test/0001TP_008580"))
        .isEqualTo(words("Archway Archway Bridge Tree Tree"));
  }

  /**
   * Instance ids in one folder, train ids in the other: 3 and 19 are void, 27 and 14 a truck, 31
   * and 16 a train, 12 and 3 a wall, 24 and 11 a person.
   */
  @ParameterizedTest
  @ValueSource(strings = {"dataset", "train_dataset"})
  void cityscapesOfInstancesAndOfTrainIds(String folder) throws IOException {
    SegmentationDataset city = open("cityscapes_dataset/" + folder);
    assertThat(city.classNames()).hasSize(19).startsWith("road", "sidewalk").endsWith("bicycle");
    assertThat(classes(city, Split.TEST, "defaultcity/defaultcity_000001_000031"))
        .isEqualTo(words("- - truck truck truck"));
    assertThat(classes(city, Split.TEST, "defaultcity/defaultcity_000001_000032"))
        .isEqualTo(words("train train wall - -"));
    assertThat(classes(city, Split.TRAIN, "defaultcity/defaultcity_000002_000045"))
        .isEqualTo(words("- - person - -"));
    assertThat(classes(city, Split.VAL, "defaultcity/defaultcity_000001_000019"))
        .isEqualTo(words("- - - - -"));
  }

  @Test
  void masksWithALabelMap() throws IOException {
    SegmentationDataset plain = open("common_semantic_segmentation_dataset/dataset");
    assertThat(plain.classNames())
        .containsExactly("Void", "Animal", "Archway", "Bicyclist", "Child", "Road");
    assertThat(classes(plain, Split.TRAIN, "0001"))
        .isEqualTo(words("Bicyclist Bicyclist Road Bicyclist Bicyclist"));
    assertThat(classes(plain, Split.TRAIN, "0002"))
        .isEqualTo(words("Animal Animal Animal Child Child"));
  }

  @Test
  void masksWithPrefixes() throws IOException {
    SegmentationDataset plain = open("common_semantic_segmentation_dataset/non_standard_dataset");
    assertThat(classes(plain, Split.TRAIN, "image_0002"))
        .isEqualTo(words("Animal Animal Road SignSymbol SignSymbol"));
  }

  @Test
  void vocOfColours() throws IOException {
    SegmentationDataset voc = open("voc_dataset/voc_dataset1");
    assertThat(voc.classNames()).hasSize(21);
    assertThat(classes(voc, Split.TRAIN, "2007_000001"))
        .isEqualTo(Collections.nCopies(200, "bicycle"));
    assertThat(voc.samples(Split.TEST)).isEmpty(); // its image has no mask
    assertThat(Datasets.check(FORMATS.resolve("voc_dataset/voc_dataset1")))
        .extracting(Problem::text)
        .singleElement()
        .asString()
        .endsWith(
            "line 1, '2007_000002', names no image that has a mask; add both or remove the line");
  }

  @Test
  void cocoPanopticComesFirst() throws IOException {
    SegmentationDataset coco = open("coco_dataset/coco");
    assertThat(coco.classNames()).containsExactly("a", "b");
    String row = "- - a a - a a - - -"; // segment 7 is an a, 0 nothing
    assertThat(classes(coco, Split.TRAIN, "a")).isEqualTo(rows(row, 5));
    assertThat(classes(coco, Split.VAL, "b")).isEqualTo(rows("a a b b -", 10));
  }

  private static List<String> rows(String row, int count) {
    return Stream.generate(() -> words(row)).limit(count).flatMap(List::stream).toList();
  }

  @Test
  void cocoStuffOfRunLengths() throws IOException {
    SegmentationDataset coco = open("coco_dataset/coco_stuff");
    // 10 not, 10 meant, 5 not, 10 meant, 15 not, in columns of 5
    assertThat(classes(coco, Split.TRAIN, "a")).isEqualTo(rows("- - a a - a a - - -", 5));
    assertThat(classes(coco, Split.VAL, "b")).isEqualTo(rows("b b - - -", 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "coco_dataset/coco_instances",
        "coco_dataset/coco_roboflow",
        "coco_dataset/mmdet_coco"
      })
  void cocoInstancesOfPolygonsAndRunLengths(String folder) throws IOException {
    SegmentationDataset coco = open(folder);
    assertThat(coco.classNames()).containsExactly("background", "a", "b", "c");
    assertThat(classes(coco, Split.TRAIN, "a")) // its annotation is a box alone
        .isEqualTo(Collections.nCopies(50, "background"));
    // a polygon of the first column's two upper pixels over a crowd in the first two columns
    List<String> expected =
        Stream.of(
                rows("a b background background background", 2),
                rows("b b background background background", 8))
            .flatMap(List::stream)
            .toList();
    assertThat(classes(coco, Split.VAL, "b")).isEqualTo(expected);
  }

  @Test
  void aMaskThatDoesNotFitIsNamed() throws IOException {
    List<Problem> problems = Datasets.check(FORMATS.resolve("coco_dataset/coco_panoptic"));
    assertThat(problems)
        .extracting(Problem::text)
        .singleElement()
        .asString()
        .contains("the mask has 5 x 5 pixels", "has 10 x 5", "resizeMasks: true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "coco_dataset/coco_captions",
        "coco_dataset/coco_image_info",
        "coco_dataset/coco_labels",
        "voc_dataset/voc_dataset2"
      })
  void whatHasNoSegmentationIsRefusedInOneLine(String folder) {
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(FORMATS.resolve(folder).toString())
        .hasMessageContaining("holds no data set of a layout that is recognized");
  }

  @Test
  void vocWithoutMasksIsRefusedInOneLine() {
    assertThatThrownBy(() -> open("voc_dataset/voc_dataset3"))
        .hasMessageContaining("SegmentationClass: no such folder");
  }
}
