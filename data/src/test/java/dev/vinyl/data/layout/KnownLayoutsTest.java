package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.Splits;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layouts of well-known data sets, with values that their authors give. */
final class KnownLayoutsTest {
  @TempDir private Path temp;
  private PairFolder folder;

  @BeforeEach
  void makeFolder() {
    folder = new PairFolder(temp.resolve("data"));
  }

  @Test
  void vocOfPaletteEntries() throws IOException {
    byte[] red = new byte[256];
    red[15] = (byte) 192;
    BufferedImage mask =
        new BufferedImage(
            4,
            1,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, 256, red, new byte[256], new byte[256]));
    mask.getRaster().setPixels(0, 0, 4, 1, new int[] {0, 15, 20, 255});
    folder.image("JPEGImages/p.jpg").write("SegmentationClass/p.png", mask);
    folder.image("JPEGImages/box.jpg"); // has no mask, and no list names it
    folder
        .text("ImageSets/Segmentation/val.txt", "p\n")
        .text("ImageSets/Segmentation/train.txt", "");
    SegmentationDataset voc = folder.open();
    assertThat(voc.classNames().get(15)).isEqualTo("person");
    assertThat(PairFolder.first(voc, Split.VAL)).containsExactly(0, 15, 20, 255);
    assertThat(Datasets.check(folder.root)).isEmpty();
  }

  @Test
  void trainvalWithoutValIsTrainedOn() throws IOException {
    for (String name : new String[] {"a", "b", "c"}) {
      folder
          .image("JPEGImages/" + name + ".jpg")
          .mask("SegmentationClass/" + name + ".png", 0, 1, 1, 0);
    }
    folder.text("ImageSets/Segmentation/trainval.txt", "a\nb\nc\n");
    folder.text("ImageSets/Segmentation/val.txt", "b\n");
    assertThat(PairFolder.ids(folder.open(), Split.TRAIN)).containsExactly("a", "c");
    assertThat(PairFolder.ids(folder.open(), Split.VAL)).containsExactly("b");
  }

  /** From the development kit's own table: cat, person, tvmonitor and what is void. */
  @Test
  void vocsColoursFollowFromTheEntries() {
    assertThat(List.of(8, 15, 20, 255).stream().map(VocFolder::color))
        .containsExactly(0x400000, 0xc08080, 0x004080, 0xe0e0c0);
  }

  @Test
  void cityscapesOfLabelIds() throws IOException {
    folder.image("leftImg8bit/val/ulm/ulm_000000_000019_leftImg8bit.png");
    // road, sidewalk, ego vehicle, bicycle
    folder.mask("gtFine/val/ulm/ulm_000000_000019_gtFine_labelIds.png", 7, 8, 1, 33);
    folder.mask("gtFine/val/ulm/ulm_000000_000019_gtFine_labelTrainIds.png", 9, 9, 9, 9);
    SegmentationDataset city = folder.open();
    assertThat(PairFolder.first(city, Split.VAL)).containsExactly(0, 1, 255, 18);
    assertThat(city.samples(Split.VAL).get(0).attributes()).containsEntry("city", "ulm");
    folder.text("dataset.yaml", "merge: {ground: [road, sidewalk]}");
    assertThat(folder.open().classNames()).hasSize(18).startsWith("ground", "building");
    assertThat(PairFolder.first(folder.open(), Split.VAL)).containsExactly(0, 0, 255, 17);
  }

  @Test
  void adeOfTheChallenge() throws IOException {
    folder.image("images/training/ADE_train_1.jpg").image("images/validation/ADE_val_1.jpg");
    folder.mask("annotations/training/ADE_train_1.png", 0, 1, 150, 2);
    folder.mask("annotations/validation/ADE_val_1.png", 3, 3, 3, 3);
    folder.text(
        "objectInfo150.txt",
        "Idx\tRatio\tTrain\tVal\tStuff\tName\n1\t0.16\t11664\t1172\t1\twall\n2\t0.12\t6046\t612\t1\tbuilding, edifice\n");
    SegmentationDataset ade = folder.open();
    assertThat(ade.classNames()).hasSize(150).startsWith("wall", "building", "class_3");
    assertThat(PairFolder.first(ade, Split.TRAIN)).containsExactly(255, 0, 149, 1);
    assertThat(PairFolder.ids(ade, Split.VAL)).containsExactly("ADE_val_1");
  }

  /** Object 2978 is 11 * 256 + 162: red 110, green 162. */
  @Test
  void adeAsAWhole() throws IOException {
    folder.image("images/ADE/training/urban/street/ADE_train_1.jpg");
    folder.colors(
        "images/ADE/training/urban/street/ADE_train_1_seg.png", 0, 0x6ea205, 0x6ea209, 0x140400);
    assertThatThrownBy(folder::open).hasMessageContaining("ADE20K has thousands of objects");
    folder.text("dataset.yaml", "classes: {wall: 2978, sky: [516, 77]}");
    SegmentationDataset ade = folder.open();
    assertThat(PairFolder.first(ade, Split.TRAIN)).containsExactly(255, 0, 0, 1);
    assertThat(PairFolder.ids(ade, Split.TRAIN)).containsExactly("urban/street/ADE_train_1");
  }

  @Test
  void formatCanBeForced() throws IOException {
    folder.image("images/a.png").mask("masks/a.png", 0, 1, 0, 1);
    assertThat(Datasets.open(folder.root, "folders").samples(Split.TRAIN)).hasSize(1);
    assertThatThrownBy(() -> Datasets.open(folder.root, "voc"))
        .hasMessageContaining("JPEGImages: no such folder; a VOC data set");
    folder.text("dataset.yaml", "format: cityscapes");
    assertThatThrownBy(folder::open).hasMessageContaining("leftImg8bit: no such folder");
  }

  @Test
  void aDescriptionMayHaveAnotherName() throws IOException {
    folder.image("images/a.png").mask("masks/a.png", 0, 1, 0, 1);
    folder.text("other.yaml", "images: images\nmasks: masks\nclasses: [sky, earth]");
    assertThat(Datasets.open(folder.root.resolve("other.yaml")).classNames())
        .containsExactly("sky", "earth");
  }

  /** A class that is in 3 of 30 images is in one of any ten that are drawn with it in mind. */
  @Test
  void stratifiedSplitsHaveTheSameShareOfEachClass() throws IOException {
    for (int i = 0; i < 30; i++) {
      folder.image("images/%02d.png".formatted(i));
      folder.mask("masks/%02d.png".formatted(i), 0, i % 2, i % 10 == 3 ? 2 : 0, 0);
    }
    folder.text("dataset.yaml", "classes: [a, b, c]");
    for (long seed = 0; seed < 5; seed++) {
      SegmentationDataset split = Splits.stratified(folder.open(), seed, 10, 10);
      for (Split part : Split.values()) {
        int[] images = new int[3];
        for (var sample : split.samples(part)) {
          byte[] classes = split.load(sample).target().classes();
          for (int c = 0; c < 3; c++) {
            int wanted = c;
            images[c] += IntStream.range(0, 4).anyMatch(i -> classes[i] == wanted) ? 1 : 0;
          }
        }
        assertThat(images).as("%s of seed %d", part, seed).containsExactly(10, 5, 1);
      }
      List<String> fewer = PairFolder.ids(Splits.stratified(folder.open(), seed, 4, 0), Split.TEST);
      assertThat(PairFolder.ids(split, Split.TEST)).startsWith(fewer.toArray(new String[0]));
    }
    assertThat(PairFolder.ids(Splits.stratified(folder.open(), 1, 10, 0), Split.TEST))
        .isNotEqualTo(PairFolder.ids(Splits.stratified(folder.open(), 2, 10, 0), Split.TEST));
  }

  @Test
  void theOddestImagesAreReported() throws IOException {
    for (String id : List.of("a", "b", "c", "d", "e")) {
      folder.image("images/train/%s.png".formatted(id), 20, 10);
    }
    folder.image("images/train/wide.png", 20, 5).image("images/train/high.png", 4, 20);
    folder.mask("masks/train/a.png", 20, 10, i -> i < 4 ? 2 : i % 2);
    folder.mask("masks/train/b.png", 20, 10, i -> i < 2 ? 1 : 0);
    folder.mask("masks/train/c.png", 20, 10, i -> i < 50 ? 255 : 0);
    folder.mask("masks/train/d.png", 20, 10, i -> 0);
    folder.mask("masks/train/e.png", 20, 10, i -> i < 100 ? 255 : i < 101 ? 1 : 0);
    folder.mask("masks/train/wide.png", 20, 5, i -> 1).mask("masks/train/high.png", 4, 20, i -> 2);
    folder.text("dataset.yaml", "classes: [x, y, z]");

    Datasets.Looked looked = Datasets.look(folder.root, "");

    DatasetReport report = looked.report();
    assertThat(report.problems()).isEmpty();
    // of the pixels that count
    assertThat(report.smallestClasses())
        .containsExactly(
            new DatasetReport.SmallClass("b", "y", 2, 0.01),
            new DatasetReport.SmallClass("e", "y", 1, 0.01),
            new DatasetReport.SmallClass("a", "z", 4, 0.02));
    assertThat(report.mostIgnored())
        .containsExactly(
            new DatasetReport.IgnoredShare("e", 0.5), new DatasetReport.IgnoredShare("c", 0.25));
    // beside 2 : 1, a ratio of 4 : 1 is 2 times it and 1 : 5 is 10 times less
    assertThat(report.oddShapes())
        .containsExactly(
            new DatasetReport.OddShape("high", 4, 20), new DatasetReport.OddShape("wide", 20, 5));
    assertThat(looked.dataset().orElseThrow().classNames()).containsExactly("x", "y", "z");
  }

  @Test
  void leaksAreReported() throws IOException {
    folder.image("images/train/a.png").image("images/test/b.png");
    folder.mask("masks/train/a.png", 0, 1, 1, 255).mask("masks/test/b.png", 0, 0, 0, 1);
    folder.text("dataset.yaml", "classes: [a, b, c]");
    DatasetReport report = Datasets.report(folder.root, "");
    assertThat(report.problems()).isEmpty();
    assertThat(report.duplicates())
        .singleElement()
        .satisfies(
            same -> {
              assertThat(same.ids()).containsExactly("a", "b");
              assertThat(same.leaks()).isTrue();
            });
    assertThat(report.classes())
        .containsExactly(
            new DatasetReport.ClassCount("a", 4, 2),
            new DatasetReport.ClassCount("b", 3, 2),
            new DatasetReport.ClassCount("c", 0, 0));
    assertThat(report.ignored()).isEqualTo(1);
    assertThat(report.pixels()).isEqualTo(8);
    assertThat(report.sizes()).containsExactly(java.util.Map.entry("4 x 1", 2));
  }
}
