package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Folders of images beside folders of masks: {@code images} and {@code masks} (or {@code labels},
 * {@code annotations}, {@code gt} and the like), with {@code train}, {@code val} and {@code test}
 * below or above them, or {@code train} beside {@code train_labels}; or list files of the splits.
 */
final class MaskFolders implements DatasetLayout {
  private static final List<String> IMAGES =
      List.of("images", "image", "imgs", "img", "photos", "jpegimages");
  private static final List<String> MASKS =
      List.of(
          "masks",
          "mask",
          "labels",
          "label",
          "annotations",
          "annotation",
          "gt",
          "groundtruth",
          "ground_truth",
          "segmentations",
          "segmentation",
          "seg",
          "segmentationclass");
  private static final List<String> BESIDE =
      List.of("annot", "_annot", "_annotations", "_labels", "_label", "_masks", "_mask", "_gt");
  private static final List<String> LIST_FOLDERS =
      List.of("", "splits", "lists", "ImageSets", "ImageSets/Segmentation");

  @Override
  public String name() {
    return "folders";
  }

  @Override
  public boolean recognizes(Path root) {
    return pairs(root).stream().anyMatch(MaskFolders::holdsMasks);
  }

  private static boolean holdsMasks(FolderPair pair) {
    try {
      return Folders.filesBelow(pair.masks()).stream().anyMatch(MaskMatcher::hasMaskName);
    } catch (DatasetException e) {
      return true; // whoever opens it says so
    }
  }

  @Override
  public SegmentationDataset open(
      Path root, DatasetDescription description, Consumer<Problem> doubts) throws DatasetException {
    Folders.requirePresent(root, "give the folder that holds images and masks");
    List<FolderPair> pairs = pairs(root);
    if (pairs.isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.MISSING_FOLDER,
              root,
              "holds no folders of images and of masks, such as images and masks or train/images and train/masks; say in %s where they are"
                  .formatted(DatasetDescription.FILE)));
    }
    List<Sample> samples = FolderPair.samples(root, pairs, doubts);
    Map<Split, Path> lists = pairs.size() == 1 ? lists(root) : Map.of();
    if (!lists.isEmpty()) {
      samples = FolderPair.listed(samples, lists, doubts);
    }
    MaskFiles masks = ClassSearch.masks(root, pairs.get(0).masks(), samples, description);
    return new PairedDataset(root, description, samples, masks);
  }

  /** List files of splits where they usually lie. */
  static Map<Split, Path> lists(Path root) {
    for (String folder : LIST_FOLDERS) {
      Map<Split, Path> lists = new EnumMap<>(Split.class);
      for (Split split : Split.values()) {
        SplitNames.of(split).stream()
            .map(name -> root.resolve(folder).resolve(name + ".txt"))
            .filter(Files::isRegularFile)
            .findFirst()
            .ifPresent(list -> lists.put(split, list));
      }
      if (!lists.isEmpty()) {
        return lists;
      }
    }
    return Map.of();
  }

  private static List<FolderPair> pairs(Path root) {
    Optional<Path> images = child(root, IMAGES);
    Optional<Path> masks = child(root, MASKS);
    if (images.isPresent() && masks.isPresent()) {
      List<FolderPair> below = below(images.get(), masks.get());
      return below.isEmpty()
          ? List.of(new FolderPair(Split.TRAIN, images.get(), masks.get()))
          : below;
    }
    List<FolderPair> pairs = new ArrayList<>();
    for (Split split : Split.values()) {
      for (String name : SplitNames.of(split)) {
        child(root, List.of(name))
            .flatMap(folder -> ofSplit(root, split, folder))
            .ifPresent(pairs::add);
      }
    }
    return pairs;
  }

  /** Folders of splits inside those of images and masks. */
  private static List<FolderPair> below(Path images, Path masks) {
    List<FolderPair> pairs = new ArrayList<>();
    for (Split split : Split.values()) {
      for (String name : SplitNames.of(split)) {
        Optional<Path> image = child(images, List.of(name));
        Optional<Path> mask = child(masks, List.of(name));
        if (image.isPresent() && mask.isPresent()) {
          pairs.add(new FolderPair(split, image.get(), mask.get()));
        }
      }
    }
    return pairs;
  }

  /** Folders of images and masks inside that of a split, or the masks' folder beside it. */
  private static Optional<FolderPair> ofSplit(Path root, Split split, Path folder) {
    Optional<Path> images = child(folder, IMAGES);
    Optional<Path> masks = child(folder, MASKS);
    if (images.isPresent() && masks.isPresent()) {
      return Optional.of(new FolderPair(split, images.get(), masks.get()));
    }
    String name = Folders.name(folder).toLowerCase(Locale.ROOT);
    return child(root, BESIDE.stream().map(word -> name + word).toList())
        .map(beside -> new FolderPair(split, folder, beside));
  }

  /** The folder inside another that has one of these names, in whatever case. */
  static Optional<Path> child(Path folder, List<String> names) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try {
      List<String> there = Folders.subFolders(folder).names();
      return names.stream()
          .flatMap(name -> there.stream().filter(other -> other.equalsIgnoreCase(name)))
          .findFirst()
          .map(folder::resolve);
    } catch (DatasetException e) {
      return Optional.empty(); // whoever lists it says so
    }
  }
}
