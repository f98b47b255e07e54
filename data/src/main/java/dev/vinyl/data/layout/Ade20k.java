package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.ClassMask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The scene parsing challenge's copy of ADE20K: {@code images/training}, {@code
 * annotations/training} and the same of {@code validation}. Masks hold 1 to 150; 0 is everything
 * else and ignored. Names are those of {@code objectInfo150.txt} where it is there.
 */
final class Ade20k implements DatasetLayout {
  private static final int CLASSES = 150;
  private static final String NAMES = "objectInfo150.txt";

  @Override
  public String name() {
    return "ade20k";
  }

  @Override
  public boolean recognizes(Path root) {
    return pair(root, Split.TRAIN, "training").exists()
        && (Files.isRegularFile(root.resolve(NAMES))
            || Files.isRegularFile(root.resolve("sceneCategories.txt"))
            || Folders.name(root).startsWith("ADEChallenge"));
  }

  private static FolderPair pair(Path root, Split split, String name) {
    return new FolderPair(
        split, root.resolve("images").resolve(name), root.resolve("annotations").resolve(name));
  }

  @Override
  public SegmentationDataset open(
      Path root, DatasetDescription description, Consumer<Problem> doubts) throws DatasetException {
    FolderPair training = pair(root, Split.TRAIN, "training");
    FolderPair validation = pair(root, Split.VAL, "validation");
    Folders.requirePresent(training.images(), "ADE20K has images/training");
    Folders.requirePresent(training.masks(), "ADE20K has annotations/training");
    List<FolderPair> pairs =
        validation.exists() ? List.of(training, validation) : List.of(training);
    List<Sample> samples = FolderPair.samples(root, pairs, doubts);
    Map<Integer, Integer> values = new HashMap<>();
    values.put(0, ClassMask.IGNORE);
    for (int c = 0; c < CLASSES; c++) {
      values.put(c + 1, c);
    }
    try {
      ClassTable table = new ClassTable(names(root), values, Map.of());
      return new PairedDataset(
          root, description, samples, new MaskFiles(description.classes().applied(table)));
    } catch (IllegalArgumentException e) {
      throw DatasetDescription.wrong(description.file(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * The last column of the file, up to its first comma; a number is put behind one that repeats.
   */
  private static List<String> names(Path root) throws DatasetException {
    List<String> names = new ArrayList<>();
    if (Files.isRegularFile(root.resolve(NAMES))) {
      for (ListFile.Line line : ListFile.read(root.resolve(NAMES)).lines()) {
        String[] columns = line.text().split("\t", -1);
        if (!columns[0].strip().matches("\\d+")) {
          continue; // the head
        }
        String name = columns[columns.length - 1].split("[,;]", -1)[0].strip();
        names.add(names.contains(name) ? name + " " + (names.size() + 1) : name);
      }
    }
    for (int c = names.size(); c < CLASSES; c++) {
      names.add("class_" + (c + 1));
    }
    return names.subList(0, CLASSES);
  }
}
