package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.ClassMask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Pascal VOC: {@code JPEGImages}, {@code SegmentationClass} and {@code
 * ImageSets/Segmentation/*.txt} with the 21 classes and their palette, or those that {@code
 * labelmap.txt} names, as CVAT writes. Masks hold palette entries or the palette's colours; 255 and
 * {@code #e0e0c0} are ignored.
 */
final class VocFolder implements DatasetLayout {
  private static final List<String> CLASSES =
      List.of(
          "background",
          "aeroplane",
          "bicycle",
          "bird",
          "boat",
          "bottle",
          "bus",
          "car",
          "cat",
          "chair",
          "cow",
          "diningtable",
          "dog",
          "horse",
          "motorbike",
          "person",
          "pottedplant",
          "sheep",
          "sofa",
          "train",
          "tvmonitor");

  @Override
  public String name() {
    return "voc";
  }

  private static Path images(Path root) {
    return root.resolve("JPEGImages");
  }

  private static Path masks(Path root) {
    return root.resolve("SegmentationClass");
  }

  @Override
  public boolean recognizes(Path root) {
    return Files.isDirectory(root.resolve("ImageSets"))
        && (Files.isDirectory(masks(root)) || Files.isDirectory(images(root)));
  }

  @Override
  public SegmentationDataset open(
      Path root, DatasetDescription description, Consumer<Problem> doubts) throws DatasetException {
    for (Path folder : List.of(images(root), masks(root))) {
      Folders.requirePresent(
          folder,
          "a VOC data set for segmentation has JPEGImages, SegmentationClass and ImageSets/Segmentation");
    }
    Map<Split, Path> lists = lists(root);
    // most images of VOC have boxes alone: an image that no list names needs no mask
    Consumer<Problem> whole = lists.isEmpty() ? doubts : problem -> {};
    List<Sample> samples =
        FolderPair.samples(
            root, List.of(new FolderPair(Split.TRAIN, images(root), masks(root))), whole);
    if (!lists.isEmpty()) {
      samples = FolderPair.listed(samples, lists, doubts);
    }
    try {
      ClassTable table = LabelFiles.find(List.of(root)).orElseGet(VocFolder::standard);
      return new PairedDataset(
          root, description, samples, new MaskFiles(description.classes().applied(table)));
    } catch (IllegalArgumentException e) {
      throw DatasetDescription.wrong(description.file(), String.valueOf(e.getMessage()));
    }
  }

  /** Train and val where they are, else trainval for train. */
  private static Map<Split, Path> lists(Path root) {
    Map<Split, Path> lists = new EnumMap<>(Split.class);
    Path folder = root.resolve("ImageSets").resolve("Segmentation");
    for (Split split : Split.values()) {
      find(folder, SplitNames.of(split)).ifPresent(list -> lists.put(split, list));
    }
    return lists;
  }

  private static Optional<Path> find(Path folder, List<String> names) {
    return names.stream()
        .map(name -> folder.resolve(name + ".txt"))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static ClassTable standard() {
    Map<Integer, Integer> values = new HashMap<>();
    Map<Integer, Integer> colors = new HashMap<>();
    for (int c = 0; c < CLASSES.size(); c++) {
      values.put(c, c);
      colors.put(color(c), c);
    }
    values.put(ClassMask.IGNORE, ClassMask.IGNORE);
    colors.put(color(ClassMask.IGNORE), ClassMask.IGNORE);
    return new ClassTable(CLASSES, values, colors);
  }

  /**
   * The colour of an entry of VOC's palette: bits 0, 3 and 6 of the entry are the highest bits of
   * red, bits 1, 4 and 7 of green, bits 2 and 5 of blue, as the development kit has it.
   */
  static int color(int entry) {
    int red = 0;
    int green = 0;
    int blue = 0;
    int rest = entry;
    for (int bit = 7; bit >= 0; bit--) {
      red |= (rest & 1) << bit;
      green |= (rest >> 1 & 1) << bit;
      blue |= (rest >> 2 & 1) << bit;
      rest >>= 3;
    }
    return red << 16 | green << 8 | blue;
  }
}
