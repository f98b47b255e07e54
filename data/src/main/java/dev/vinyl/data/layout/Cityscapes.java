package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.MaskValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Cityscapes: {@code leftImg8bit/SPLIT/CITY/*_leftImg8bit.png} and {@code gtFine/SPLIT/CITY/*} or
 * {@code gtCoarse}. The 19 classes that are scored are read from {@code labelIds}, else from {@code
 * labelTrainIds}, else from {@code instanceIds}; everything else is ignored. The attribute {@code
 * city} is the city.
 */
final class Cityscapes implements DatasetLayout {
  private static final int CLASSES = 19;
  private static final int MOST_LABEL_ID = 33;
  private static final int INSTANCES_OF_A_LABEL = 1000;

  /** By their train ids. */
  private static final List<String> NAMES =
      List.of(
          "road",
          "sidewalk",
          "building",
          "wall",
          "fence",
          "pole",
          "traffic light",
          "traffic sign",
          "vegetation",
          "terrain",
          "sky",
          "person",
          "rider",
          "car",
          "truck",
          "bus",
          "train",
          "motorcycle",
          "bicycle");

  /** Label ids by train id. */
  private static final List<Integer> LABEL_IDS =
      List.of(7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33);

  /** What a mask file holds. */
  private enum Kind {
    LABEL_IDS("labelIds"),
    TRAIN_IDS("labelTrainIds"),
    INSTANCE_IDS("instanceIds");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    ClassTable table() {
      Map<Integer, Integer> values = new HashMap<>();
      if (this == TRAIN_IDS) {
        values.put(CLASSES, ClassMask.IGNORE); // some write void so
        for (int c = 0; c < CLASSES; c++) {
          values.put(c, c);
        }
      } else {
        for (int id = 0; id <= MOST_LABEL_ID; id++) {
          int c = Cityscapes.LABEL_IDS.indexOf(id);
          values.put(id, c < 0 ? ClassMask.IGNORE : c);
        }
      }
      return new ClassTable(NAMES, values, Map.of()).with255Ignored();
    }

    UnaryOperator<MaskValues> decoding() {
      return this == INSTANCE_IDS ? Cityscapes::labelIds : UnaryOperator.identity();
    }
  }

  @Override
  public String name() {
    return "cityscapes";
  }

  private static Path images(Path root) {
    return root.resolve("leftImg8bit");
  }

  private static Path masks(Path root) {
    Path fine = root.resolve("gtFine");
    return Files.isDirectory(fine) ? fine : root.resolve("gtCoarse");
  }

  @Override
  public boolean recognizes(Path root) {
    return Files.isDirectory(images(root)) && Files.isDirectory(masks(root));
  }

  @Override
  public SegmentationDataset open(
      Path root, DatasetDescription description, Consumer<Problem> doubts) throws DatasetException {
    for (Path folder : List.of(images(root), masks(root))) {
      Folders.requirePresent(folder, "Cityscapes has leftImg8bit and gtFine or gtCoarse");
    }
    Kind kind = kind(root);
    String ending = "_%s_%s.png".formatted(Folders.name(masks(root)), kind.word);
    List<Sample> samples = new ArrayList<>();
    for (Split split : Split.values()) {
      Path images = images(root).resolve(split.label());
      Path masks = masks(root).resolve(split.label());
      if (Files.isDirectory(images) && Files.isDirectory(masks)) {
        samples.addAll(samples(split, images, masks, ending, doubts));
      }
    }
    if (samples.isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TOO_FEW_IMAGES,
              images(root),
              "holds no *_leftImg8bit.png with a mask *%s in the same city".formatted(ending)));
    }
    try {
      return new PairedDataset(
          root,
          description,
          samples,
          new MaskFiles(description.classes().applied(kind.table()), kind.decoding()));
    } catch (IllegalArgumentException e) {
      throw DatasetDescription.wrong(description.file(), String.valueOf(e.getMessage()));
    }
  }

  /** The first kind of which there is a file. */
  private static Kind kind(Path root) throws DatasetException {
    List<String> files = Folders.filesBelow(masks(root));
    for (Kind kind : Kind.values()) {
      if (files.stream().anyMatch(file -> file.endsWith("_" + kind.word + ".png"))) {
        return kind;
      }
    }
    throw new DatasetException(
        Problem.of(
            Problem.Kind.MISSING_MASK,
            masks(root),
            "holds no *_labelIds.png, *_labelTrainIds.png or *_instanceIds.png; make them with createTrainIdLabelImgs of cityscapesScripts, or fetch gtFine again"));
  }

  private static List<Sample> samples(
      Split split, Path images, Path masks, String ending, Consumer<Problem> doubts)
      throws DatasetException {
    List<Sample> samples = new ArrayList<>();
    for (String image : Folders.imagesBelow(images).names()) {
      String id = ListedFiles.stem(image).replaceFirst("_leftImg8bit$", "");
      Path mask = masks.resolve(id + ending);
      if (!Files.isRegularFile(mask)) {
        doubts.accept(
            Problem.of(
                Problem.Kind.MISSING_MASK,
                mask,
                "no mask for the image %s; add it or remove the image"
                    .formatted(images.resolve(image))));
        continue;
      }
      int slash = id.lastIndexOf('/');
      Map<String, String> city = slash < 0 ? Map.of() : Map.of("city", id.substring(0, slash));
      samples.add(new Sample(id, images.resolve(image), mask, split, city));
    }
    return samples;
  }

  /** An instance's id is 1000 times its label's and a number; of regions without, the label's. */
  private static MaskValues labelIds(MaskValues mask) {
    char[] labels = new char[mask.pixels()];
    for (int i = 0; i < labels.length; i++) {
      int id = mask.get(i);
      labels[i] = (char) (id < INSTANCES_OF_A_LABEL ? id : id / INSTANCES_OF_A_LABEL);
    }
    return MaskValues.grey(mask.width(), mask.height(), labels);
  }
}
