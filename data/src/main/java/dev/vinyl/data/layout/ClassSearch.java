package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.MaskValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what the values of masks mean where no layout says: from {@code dataset.yaml}, from a
 * file of labels beside the masks, else from the values that the masks hold, which reads them all.
 */
final class ClassSearch {
  private static final Logger LOG = LoggerFactory.getLogger(ClassSearch.class);
  private static final List<String> TWO = List.of("background", "foreground");
  private static final int WHITE = 255;
  private static final int MOST_NAMED = 8;

  private final Path root;
  private final List<Sample> samples;
  private final DatasetDescription description;

  private ClassSearch(Path root, List<Sample> samples, DatasetDescription description) {
    this.root = root;
    this.samples = samples;
    this.description = description;
  }

  /**
   * The ground truth of samples.
   *
   * @param masks the folder of the first of them
   * @throws DatasetException if what is said does not go together, or the masks hold colours that
   *     nobody names
   */
  static MaskFiles masks(
      Path root, Path masks, List<Sample> samples, DatasetDescription description)
      throws DatasetException {
    try {
      return new MaskFiles(new ClassSearch(root, samples, description).table(masks));
    } catch (IllegalArgumentException e) {
      throw DatasetDescription.wrong(description.file(), String.valueOf(e.getMessage()));
    }
  }

  private ClassTable table(Path masks) throws DatasetException {
    ClassKeys said = description.classes();
    if (!said.names().isEmpty()) {
      boolean maybeBinary = said.counted() && said.names().size() == 2;
      return maybeBinary && isBinary(seen(samples))
          ? binary(said.names())
          : said.table().orElseThrow();
    }
    Optional<ClassTable> labels = LabelFiles.find(List.of(masks, root, Folders.parent(masks)));
    return said.applied(labels.isPresent() ? labels.get() : bySight(masks));
  }

  /** What masks hold. */
  private record Seen(Map<Integer, Integer> values, Map<Integer, Integer> colors) {}

  /**
   * In how many masks each value and colour is; what cannot be read is said so where it is loaded.
   */
  private static Seen seen(List<Sample> samples) {
    Map<Integer, Integer> values = Collections.synchronizedMap(new TreeMap<>());
    Map<Integer, Integer> colors = Collections.synchronizedMap(new TreeMap<>());
    samples.parallelStream()
        .forEach(
            sample -> {
              try {
                MaskValues mask = MaskFiles.values(sample).withoutColor();
                Map<Integer, Integer> to = mask.kind() == MaskValues.Kind.COLOR ? colors : values;
                distinct(mask).forEach(value -> to.merge(value, 1, Integer::sum));
              } catch (DatasetException e) {
                LOG.debug("{}", e.getMessage());
              }
            });
    return new Seen(values, colors);
  }

  private static List<Integer> distinct(MaskValues mask) {
    Map<Integer, Integer> found = new HashMap<>();
    int last = -1;
    for (int i = 0; i < mask.pixels(); i++) {
      int value = mask.get(i);
      if (value != last) {
        found.put(value, value);
        last = value;
      }
    }
    return new ArrayList<>(found.values());
  }

  private static boolean isBinary(Seen seen) {
    return seen.colors().isEmpty()
        && seen.values().containsKey(WHITE)
        && seen.values().keySet().stream().allMatch(value -> value == 0 || value == WHITE);
  }

  private ClassTable binary(List<String> names) {
    LOG.info(
        "{}: masks hold 0 and 255, which are read as {} and {}", root, names.get(0), names.get(1));
    return ClassTable.binary(names);
  }

  private ClassTable bySight(Path masks) throws DatasetException {
    Seen seen = seen(samples);
    boolean segNet = String.valueOf(masks.getFileName()).endsWith("annot");
    if (segNet && CamVid.fits(seen.values().keySet(), seen.colors().keySet())) {
      return CamVid.table(!seen.colors().isEmpty());
    }
    if (!seen.colors().isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.MASK_VALUE,
              masks,
              "masks hold colours, %s, and nothing says which classes they are; write into %s: colors: {NAME: \"%s\", ...}"
                  .formatted(
                      some(seen.colors()),
                      description.file(),
                      "#%06x".formatted(seen.colors().keySet().iterator().next()))));
    }
    if (isBinary(seen)) {
      return binary(TWO);
    }
    List<Integer> values = new ArrayList<>(seen.values().keySet());
    values.remove((Integer) ClassMask.IGNORE);
    if (values.isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.MASK_VALUE,
              masks,
              "no mask holds a value but 255, which is ignored; check that these are the masks"));
    }
    return guessed(masks, values);
  }

  private ClassTable guessed(Path masks, List<Integer> values) throws DatasetException {
    int largest = values.get(values.size() - 1);
    boolean dense = largest < 2 * Math.max(2, values.size());
    int classes = dense ? Math.max(2, largest + 1) : values.size();
    if (classes < 2 || classes > ClassTable.MOST_CLASSES) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.MASK_VALUE,
              masks,
              "masks hold %d values from %d to %d, and nothing says which classes they are; write into %s which values make up each of 2 to %d classes: classes: {NAME: [%d, ...], ...}"
                  .formatted(
                      values.size(),
                      values.get(0),
                      largest,
                      description.file(),
                      ClassTable.MOST_CLASSES,
                      values.get(0))));
    }
    List<String> names = new ArrayList<>();
    Map<Integer, Integer> table = new HashMap<>();
    for (int c = 0; c < classes; c++) {
      int value = dense ? c : values.get(c);
      names.add(classes == 2 && dense ? TWO.get(c) : "class_" + value);
      table.put(value, c);
    }
    LOG.warn(
        "{}: nothing says what masks hold; their values {} are read as {}; name them in {}: classes: [{}]",
        root,
        values.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(", ")),
        String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size()))),
        DatasetDescription.FILE,
        String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size()))));
    return new ClassTable(names, table, Map.of());
  }

  private static String some(Map<Integer, Integer> colors) {
    String first =
        colors.entrySet().stream()
            .limit(MOST_NAMED)
            .map(e -> "#%06x (in %d)".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
    return colors.size() > MOST_NAMED
        ? "%s and %d more".formatted(first, colors.size() - MOST_NAMED)
        : first;
  }
}
