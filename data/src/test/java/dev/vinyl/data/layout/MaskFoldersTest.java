package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of images beside folders of masks, in the ways in which people lay them out. */
final class MaskFoldersTest {
  @TempDir private Path temp;
  private PairFolder folder;

  @BeforeEach
  void makeFolder() {
    folder = new PairFolder(temp.resolve("my data"));
  }

  @ParameterizedTest
  @CsvSource({
    "images/a.png, masks/a.png",
    "images/a.JPG, labels/a.PNG",
    "Images/a.jpeg, Annotations/a.bmp",
    "img/a b.png, gt/a b.tif",
    "images/a.png, masks/a_mask.png",
    "images/a.png, masks/gt_a.png",
    "images/a_image.png, masks/a_label.png",
    "images/image_a.png, masks/mask_a.png",
    "images/A.png, masks/a-seg.gif",
    "images/day/a.png, masks/day/a.png"
  })
  void findsTheMaskOfAnImage(String image, String mask) throws IOException {
    folder.image(image).mask(mask.replaceFirst("PNG$", "png"), 0, 1, 2, 255);
    SegmentationDataset dataset = folder.open();
    assertThat(dataset.samples(Split.TRAIN)).hasSize(1);
    assertThat(dataset.classNames()).containsExactly("class_0", "class_1", "class_2");
    assertThat(PairFolder.first(dataset, Split.TRAIN)).containsExactly(0, 1, 2, 255);
    assertThat(Datasets.check(folder.root)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "images/SPLIT/a.png, masks/SPLIT/a.png",
    "SPLIT/images/a.png, SPLIT/masks/a.png",
    "SPLIT/a.png, SPLITannot/a.png",
    "SPLIT/a.png, SPLIT_labels/a_L.png"
  })
  void foldersOfSplits(String image, String mask) throws IOException {
    for (String split : new String[] {"train", "val", "test"}) {
      folder
          .image(image.replace("SPLIT", split))
          .mask(mask.replace("SPLIT", split), 0, 1, split.length() - 3, 1);
    }
    SegmentationDataset dataset = folder.open();
    assertThat(PairFolder.ids(dataset, Split.TRAIN)).containsExactly("train/a");
    assertThat(PairFolder.ids(dataset, Split.VAL)).containsExactly("val/a");
    assertThat(PairFolder.ids(dataset, Split.TEST)).containsExactly("test/a");
    assertThat(dataset.validationSamples()).isEqualTo(dataset.samples(Split.VAL));
    assertThat(PairFolder.first(dataset, Split.TRAIN)).containsExactly(0, 1, 2, 1);
  }

  @Test
  void listsMayBeWrittenByAnybody() throws IOException {
    for (String name : new String[] {"a", "b b", "c", "d", "e"}) {
      folder.image("images/" + name + ".jpg").mask("masks/" + name + ".png", 0, 1, 0, 1);
    }
    folder.text("train.txt", "\uFEFF# training\r\na.jpg  \r\n\r\nb b\r\n");
    folder.text("splits/ignored.txt", "e");
    folder.text("val.txt", "/home/somebody/images/c.png\n");
    folder.text("test.txt", "images\\d.jpg");
    SegmentationDataset dataset = folder.open();
    assertThat(PairFolder.ids(dataset, Split.TRAIN)).containsExactly("a", "b b");
    assertThat(PairFolder.ids(dataset, Split.VAL)).containsExactly("c");
    assertThat(PairFolder.ids(dataset, Split.TEST)).containsExactly("d");
  }

  @Test
  void aNameInSeveralFoldersIsNotGuessed() throws IOException {
    for (String name : new String[] {"a/1", "b/1", "b/2"}) {
      folder.image("images/" + name + ".png").mask("masks/" + name + ".png", 0, 1, 0, 1);
    }
    folder.text("train.txt", "b/1.png\n2\nc/1.png\n1\n");
    assertThat(PairFolder.ids(folder.open(), Split.TRAIN)).containsExactly("b/1", "b/2");
    assertThat(Datasets.check(folder.root))
        .extracting(Problem::text)
        .anySatisfy(text -> assertThat(text).contains("line 3, 'c/1.png', names no image"))
        .anySatisfy(text -> assertThat(text).contains("line 4, '1', names no image"));
  }

  @Test
  void aNameInTwoListsIsALeak() throws IOException {
    folder.image("images/a.png").mask("masks/a.png", 0, 1, 0, 1);
    folder.text("train.txt", "a").text("test.txt", "a");
    assertThatThrownBy(folder::open)
        .isInstanceOf(DatasetException.class)
        .hasMessageEndingWith(
            "test.txt: line 1, 'a', names an image that is in the split train too; remove one of the lines");
  }

  @Test
  void pairsWithPathsOfAnotherMachine() throws IOException {
    folder.image("train/x.png").mask("trainannot/x.png", 0, 10, 11, 255);
    folder.image("val/y y.png").mask("valannot/y y.png", 0, 1, 2, 3);
    folder.text("train.txt", "/SegNet/CamVid/train/x.png /SegNet/CamVid/trainannot/x.png\n");
    folder.text("val.txt", "C:\\data\\val\\y y.png C:\\data\\valannot\\y y.png\n");
    SegmentationDataset dataset = folder.open();
    assertThat(dataset.classNames()).hasSize(11).startsWith("sky").endsWith("bicyclist");
    assertThat(PairFolder.first(dataset, Split.TRAIN)).containsExactly(0, 10, 255, 255);
    assertThat(PairFolder.ids(dataset, Split.VAL)).containsExactly("val/y y");
    folder.text("val.txt", "/a/train/x.png /b/gone.png\n");
    assertThatThrownBy(folder::open)
        .hasMessageContaining("val.txt: line 1, '/a/train/x.png /b/gone.png', should name");
  }

  @Test
  void zeroAnd255AreTwoClasses() throws IOException {
    folder.image("images/a.png").mask("masks/a.png", 0, 255, 255, 0);
    assertThat(folder.open().classNames()).containsExactly("background", "foreground");
    assertThat(PairFolder.first(folder.open(), Split.TRAIN)).containsExactly(0, 1, 1, 0);
    folder.text("dataset.yaml", "classes: [ground, house]");
    assertThat(folder.open().classNames()).containsExactly("ground", "house");
    assertThat(PairFolder.first(folder.open(), Split.TRAIN)).containsExactly(0, 1, 1, 0);
  }

  @Test
  void twoClassesAndIgnoredPixels() throws IOException {
    folder.image("images/a.png").mask("masks/a.png", 0, 1, 255, 0);
    folder.text("dataset.yaml", "classes: [ground, house]");
    assertThat(PairFolder.first(folder.open(), Split.TRAIN)).containsExactly(0, 1, 255, 0);
  }

  @Test
  void bilevelMasksHoldZeroAndOne() throws IOException {
    BufferedImage mask = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_BINARY);
    mask.setRGB(2, 0, 0xffffff);
    folder.image("images/a.png").write("masks/a.png", mask);
    assertThat(PairFolder.first(folder.open(), Split.TRAIN)).containsExactly(0, 0, 1, 0);
  }

  @Test
  void sixteenBitsMapToFewClasses() throws IOException {
    BufferedImage mask = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
    mask.getRaster().setPixels(0, 0, 4, 1, new int[] {0, 26001, 26002, 65000});
    folder.image("images/a.png").write("masks/a.png", mask);
    folder.text("dataset.yaml", "classes: {road: 0, car: [26001, 26002]}\nignore: [65000]");
    assertThat(PairFolder.first(folder.open(), Split.TRAIN)).containsExactly(0, 1, 1, 255);
  }

  @Test
  void descriptionByPatterns() throws IOException {
    folder.image("raw/training/city/a_x.png").mask("truth/training/city/seg-a.png", 1, 2, 3, 0);
    folder.image("raw/holdout/b_x.png").mask("truth/holdout/seg-b.png", 1, 1, 2, 2);
    folder.image("raw/training/city/other.png");
    folder.text(
        "dataset.yaml",
        """
        images: raw/{split}/{id}_x.png
        masks: truth/{split}/{id}.png
        splits: {train: training, test: holdout}
        classes: [car, bus, sky]
        reduceZeroLabel: true
        merge: {vehicle: [car, bus]}
        """
            .replace("masks: truth/{split}/{id}.png", "masks: truth/{split}/seg-{id}.png"));
    folder.mask("truth/training/city/seg-a.png", 1, 2, 3, 0);
    SegmentationDataset test = folder.open();
    assertThat(test.classNames()).containsExactly("vehicle", "sky");
    assertThat(PairFolder.ids(test, Split.TEST)).containsExactly("b");
    assertThat(PairFolder.first(test, Split.TEST)).containsExactly(0, 0, 0, 0);
  }

  @Test
  void idsReachOverFolders() throws IOException {
    folder.image("raw/city/a_x.png").mask("truth/city/a_y.png", 1, 2, 3, 0);
    folder.image("raw/city/other.png");
    folder.text(
        "dataset.yaml",
        "images: raw/{id}_x.png\nmasks: truth/{id}_y.png\nclasses: [car, bus, sky]\nreduceZeroLabel: true");
    SegmentationDataset dataset = folder.open();
    assertThat(PairFolder.ids(dataset, Split.TRAIN)).containsExactly("city/a");
    assertThat(PairFolder.first(dataset, Split.TRAIN)).containsExactly(0, 1, 2, 255);
  }

  @Test
  void idsMayHoldFullStops() throws IOException {
    folder.image("raw/v1.0_x.png").image("raw/v1.1_x.png");
    folder.mask("truth/v1.0.png", 0, 0, 0, 0).mask("truth/v1.1.png", 1, 1, 1, 1);
    folder.text("dataset.yaml", "images: raw/{id}_x.png\nmasks: truth/{id}\nclasses: [a, b]");
    SegmentationDataset dataset = folder.open();
    assertThat(PairFolder.ids(dataset, Split.TRAIN)).containsExactly("v1.0", "v1.1");
    assertThat(PairFolder.first(dataset, Split.TRAIN)).containsExactly(0, 0, 0, 0);
  }

  @Test
  void coloursByDescriptionAndByFilesOfOtherTools() throws IOException {
    folder.image("images/a.png").colors("masks/a.png", 0x804080, 0x0000ff, 0xe0e0c0, 0x804080);
    assertThatThrownBy(folder::open)
        .hasMessageContaining("masks hold colours, #0000ff (in 1), #804080 (in 1), #e0e0c0 (in 1)")
        .hasMessageEndingWith("dataset.yaml: colors: {NAME: \"#0000ff\", ...}");
    folder.text(
        "dataset.yaml", "colors: {road: \"#804080\", car: [0, 0, 255]}\nignore: [\"#e0e0c0\"]");
    assertThat(PairFolder.first(folder.open(), Split.TRAIN)).containsExactly(0, 1, 255, 0);
    folder.text("dataset.yaml", "");
    folder.text("class_dict.csv", "name,r,g,b\nother,224,224,192\ncar,0,0,255\nroad,128,64,128\n");
    assertThat(folder.open().classNames()).containsExactly("other", "car", "road");
    assertThat(PairFolder.first(folder.open(), Split.TRAIN)).containsExactly(2, 1, 0, 2);
    folder.text(
        "labelmap.txt",
        "# label:color_rgb:parts:actions\nroad:128,64,128::\ncar:0,0,255::\nignored:224,224,192::\n");
    assertThat(PairFolder.first(folder.open(), Split.TRAIN)).containsExactly(0, 1, 255, 0);
  }

  @Test
  void unknownValuesAreListedWithWhatToWrite() throws IOException {
    folder.image("images/a.png").mask("masks/a.png", 0, 7, 7, 9);
    folder.text("dataset.yaml", "classes: [ground, house, tree]");
    assertThat(Datasets.check(folder.root))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(Problem.Kind.MASK_VALUE);
              assertThat(problem.text())
                  .endsWith(
                      "a.png: holds the values 7 (2 pixels), 9 (1 pixel) that stand for no class; known are 0, 1, 2, 255; correct the mask, or write into dataset.yaml in the data set's folder classes: {NAME: 7, ...}, or ignore: [7]");
            });
  }

  @Test
  void jpegMaskIsRefusedWithTheReason() throws IOException {
    BufferedImage mask = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_GRAY);
    folder.image("images/a.png").write("masks/a.jpg", mask);
    folder.text("dataset.yaml", "classes: [ground, house]");
    assertThat(Datasets.check(folder.root))
        .singleElement()
        .extracting(Problem::text)
        .asString()
        .contains("is a JPEG, which does not keep values exactly");
  }

  @Test
  void maskOfAnotherSizeIsAnErrorUnlessSaid() throws IOException {
    folder.image("images/a.png").mask("masks/a.png", 0, 1);
    folder.text("dataset.yaml", "classes: [ground, house]");
    assertThat(Datasets.check(folder.root))
        .singleElement()
        .extracting(Problem::kind)
        .isEqualTo(Problem.Kind.MASK_SIZE);
    folder.text("dataset.yaml", "classes: [ground, house]\nresizeMasks: true");
    assertThat(PairFolder.first(folder.open(), Split.TRAIN)).containsExactly(0, 0, 1, 1);
  }

  @Test
  void whatHasNoCounterpartIsNamedAndTheRestUsed() throws IOException {
    folder.image("images/a.png").mask("masks/a.png", 0, 1, 0, 1);
    folder.image("images/b.png").mask("masks/c.png", 0, 1, 0, 1);
    folder.image("images/d.png").mask("masks/d.png", 255, 255, 255, 255);
    assertThat(PairFolder.ids(folder.open(), Split.TRAIN)).containsExactly("a", "d");
    assertThat(Datasets.check(folder.root))
        .extracting(Problem::kind)
        .containsExactly(
            Problem.Kind.MISSING_MASK, Problem.Kind.MISSING_IMAGE, Problem.Kind.MASK_VALUE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clases: [a, b]|there is no key clases; did you mean classes",
        "classes: [a]|there must be 2 to 254 classes, got 1",
        "classes: [a, a]|the class a is there twice",
        "classes: {a: 1, b: x}|classes must be values of mask files, whole numbers in 0..65535, got x",
        "classes: {a: 1, b: 1}|the value 1 stands for a and for b",
        "colors: {a: red, b: blue}|colors must be a colour as \"#rrggbb\"",
        "images: photos|images and masks must both say where they are",
        "splits: {train: t.txt}|splits goes with images and masks",
        "format: imagenet|there is no format imagenet; there are described, oxford, voc",
        "'{classes: [a, b], merge: {c: [d]}}'|merge puts d into c, but there is no such class"
      })
  void wrongDescriptionIsOneLine(String yaml, String message) throws IOException {
    folder.image("images/a.png").mask("masks/a.png", 0, 1, 0, 1);
    folder.text("dataset.yaml", yaml);
    assertThatThrownBy(folder::open)
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(folder.root.resolve("dataset.yaml") + ": " + message);
    assertThat(Datasets.check(folder.root))
        .singleElement()
        .extracting(Problem::kind)
        .isEqualTo(Problem.Kind.BAD_SETTINGS);
  }

  @Test
  void fingerprintFollowsMeaningNotPlace() throws IOException {
    folder.image("images/a.png").mask("masks/a.png", 0, 1, 0, 1);
    String before = folder.open().fingerprint();
    PairFolder elsewhere = new PairFolder(temp.resolve("copy"));
    elsewhere.image("images/a.png").mask("masks/a.png", 0, 1, 0, 1);
    assertThat(elsewhere.open().fingerprint()).isEqualTo(before);
    elsewhere.text("dataset.yaml", "classes: {a: 1, b: 0}");
    assertThat(elsewhere.open().fingerprint()).isNotEqualTo(before);
  }
}
