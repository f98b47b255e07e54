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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * List files with a line for each image and its mask: {@code train.txt}, {@code val.txt} and {@code
 * test.txt} in a folder, as SegNet's copy of CamVid has them, or one such file alone. Of absolute
 * paths of another machine the tail counts that leads to a file here.
 */
final class PairLists implements DatasetLayout {

  @Override
  public String name() {
    return "lists";
  }

  @Override
  public boolean recognizes(Path root) {
    return lists(root).entrySet().stream()
        .anyMatch(list -> ListFile.holdsPairs(list.getValue(), folder(root)));
  }

  /** A list of its own is one of images to train on. */
  private static Map<Split, Path> lists(Path root) {
    if (Files.isRegularFile(root)) {
      String name = String.valueOf(root.getFileName()).toLowerCase(Locale.ROOT);
      return name.matches(".*\\.(txt|lst|csv|tsv)") ? Map.of(Split.TRAIN, root) : Map.of();
    }
    return MaskFolders.lists(root);
  }

  private static Path folder(Path root) {
    return Files.isRegularFile(root) ? Folders.parent(root) : root;
  }

  @Override
  public SegmentationDataset open(
      Path root, DatasetDescription description, Consumer<Problem> doubts) throws DatasetException {
    Map<Split, Path> lists = new EnumMap<>(Split.class);
    lists.putAll(lists(root));
    if (lists.isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.MISSING_LIST,
              root,
              "holds no train.txt, val.txt or test.txt with an image and its mask on each line"));
    }
    Path folder = folder(root);
    List<Sample> samples = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Map.Entry<Split, Path> list : lists.entrySet()) {
      for (ListFile.Pair pair : ListFile.read(list.getValue()).pairs(folder)) {
        String id = id(folder, pair.image());
        if (!ids.add(id)) {
          throw new DatasetException(
              Problem.of(
                  Problem.Kind.DUPLICATE_NAME,
                  list.getValue(),
                  "names %s a second time, here or in another list; remove one of the lines"
                      .formatted(pair.image())));
        }
        samples.add(new Sample(id, pair.image(), pair.mask(), list.getKey(), Map.of()));
      }
    }
    if (samples.isEmpty()) {
      throw new DatasetException(
          Problem.of(Problem.Kind.TOO_FEW_IMAGES, root, "its lists name no image"));
    }
    Path masks = Folders.parent(samples.get(0).mask());
    return new PairedDataset(
        root, description, samples, ClassSearch.masks(folder, masks, samples, description));
  }

  private static String id(Path folder, Path image) {
    Path home = folder.toAbsolutePath().normalize();
    Path file = image.toAbsolutePath().normalize();
    String path = (file.startsWith(home) ? home.relativize(file) : file).toString();
    return ListedFiles.stem(path.replace('\\', '/').replaceFirst("^/+", ""));
  }
}
