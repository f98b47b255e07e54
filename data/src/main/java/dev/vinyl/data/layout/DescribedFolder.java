package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Any folder whose {@code dataset.yaml} says where images and masks are: by folders, or by patterns
 * in which {@code {split}} stands for a split's folder and {@code {id}} for what an image and its
 * mask have in common, which may reach over folders.
 */
final class DescribedFolder implements DatasetLayout {
  private static final String SPLIT = "{split}";
  private static final String ID = "{id}";

  @Override
  public String name() {
    return "described";
  }

  @Override
  public boolean recognizes(Path root) {
    try {
      return DatasetDescription.of(root).namesFiles();
    } catch (DatasetException e) {
      return false; // whoever opens it says so
    }
  }

  @Override
  public SegmentationDataset open(
      Path root, DatasetDescription description, Consumer<Problem> doubts) throws DatasetException {
    if (description.images().isEmpty() || description.masks().isEmpty()) {
      throw DatasetDescription.wrong(
          description.file(),
          "images and masks must both say where they are, such as images: photos and masks: labels");
    }
    boolean folders = description.images().contains(SPLIT);
    if (folders != description.masks().contains(SPLIT)) {
      throw DatasetDescription.wrong(
          description.file(), "{split} must stand in images and in masks, or in neither");
    }
    Map<Split, String> splits = splits(description);
    List<Sample> samples =
        folders
            ? ofFolders(root, description, splits, doubts)
            : FolderPair.samples(root, List.of(pair(root, description, Split.TRAIN, "")), doubts);
    if (!folders && !splits.isEmpty()) {
      Map<Split, Path> lists = new EnumMap<>(Split.class);
      splits.forEach((split, list) -> lists.put(split, root.resolve(list)));
      samples = FolderPair.listed(samples, lists, doubts);
    }
    Path masks = Folders.parent(samples.get(0).mask());
    return new PairedDataset(
        root, description, samples, ClassSearch.masks(root, masks, samples, description));
  }

  private static Map<Split, String> splits(DatasetDescription description) throws DatasetException {
    Map<Split, String> splits = new EnumMap<>(Split.class);
    for (Map.Entry<String, String> entry : description.splits().entrySet()) {
      Optional<Split> split = SplitNames.split(entry.getKey());
      if (split.isEmpty()) {
        throw DatasetDescription.wrong(
            description.file(),
            "splits has %s; there are train, val and test".formatted(entry.getKey()));
      }
      splits.put(split.get(), entry.getValue());
    }
    return splits;
  }

  private static List<Sample> ofFolders(
      Path root, DatasetDescription description, Map<Split, String> named, Consumer<Problem> doubts)
      throws DatasetException {
    List<FolderPair> pairs = new ArrayList<>();
    for (Split split : Split.values()) {
      List<String> names =
          named.isEmpty()
              ? SplitNames.of(split)
              : Optional.ofNullable(named.get(split)).stream().toList();
      for (String name : names) {
        FolderPair pair = pair(root, description, split, name);
        if (pair.exists()) {
          pairs.add(pair);
        } else if (!named.isEmpty()) {
          Folders.requirePresent(pair.images(), "dataset.yaml names it");
          Folders.requirePresent(pair.masks(), "dataset.yaml names it");
        }
      }
    }
    if (pairs.isEmpty()) {
      throw DatasetDescription.wrong(
          description.file(),
          "there is no folder of a split, such as %s; name them: splits: {train: FOLDER, test: FOLDER}"
              .formatted(folder(root, description.images(), "train")));
    }
    return FolderPair.samples(root, pairs, doubts);
  }

  private static FolderPair pair(
      Path root, DatasetDescription description, Split split, String name) throws DatasetException {
    Path images = folder(root, description.images(), name);
    Path masks = folder(root, description.masks(), name);
    if (name.isEmpty()) {
      Folders.requirePresent(images, "dataset.yaml names it for images");
      Folders.requirePresent(masks, "dataset.yaml names it for masks");
    }
    return new FolderPair(
        split,
        images,
        masks,
        FileNames.of(tail(description.images(), name)),
        FileNames.of(tail(description.masks(), name)));
  }

  private static String tail(String pattern, String split) {
    String path = pattern.replace(SPLIT, split);
    int id = path.indexOf(ID);
    return id < 0 ? "" : path.substring(path.lastIndexOf('/', id) + 1);
  }

  /** The part of a pattern before the first name with {@code {id}}. */
  private static Path folder(Path root, String pattern, String split) {
    String path = pattern.replace(SPLIT, split);
    int id = path.indexOf(ID);
    String folder = id < 0 ? path : path.substring(0, path.lastIndexOf('/', id) + 1);
    return root.resolve(folder.isEmpty() ? "." : folder).normalize();
  }
}
