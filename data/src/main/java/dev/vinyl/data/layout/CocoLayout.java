package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.ClassMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * COCO's annotations: {@code annotations/KIND_SPLIT*.json}, or {@code SPLIT/_annotations.coco.json}
 * as Roboflow writes them, or one JSON file alone. Images lie in {@code images/SPLIT}, {@code
 * SPLIT}, {@code images} or beside the file.
 *
 * <p>Classes are the categories by rising id. Of instances, what no annotation covers is the class
 * {@code background}, before them; of stuff and panoptic annotations it is ignored.
 */
final class CocoLayout implements DatasetLayout {
  static final String BACKGROUND = "background";

  /** The key of what no annotation covers, among categories' ids. */
  static final int NOTHING = -1;

  private static final String ROBOFLOW = "_annotations.coco.json";

  /** Which annotations. */
  enum Kind {
    PANOPTIC,
    STUFF,
    INSTANCES;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;

  CocoLayout(Kind kind) {
    this.kind = kind;
  }

  @Override
  public String name() {
    return "coco-" + kind.label();
  }

  /** A file of annotations and the split that it is of, by the name that the split has there. */
  private record Part(Split split, String splitName, Path json) {}

  /** What was found out of the file that was looked at last: each kind asks for it in turn. */
  private record LoneFile(Path json, FileTime modified, long bytes, Kind kind) {
    private static final AtomicReference<@Nullable LoneFile> LAST = new AtomicReference<>();

    static Kind kindOf(Path json) {
      try {
        FileTime modified = Files.getLastModifiedTime(json);
        long bytes = Files.size(json);
        LoneFile last = LAST.get();
        if (last == null || !last.equals(new LoneFile(json, modified, bytes, last.kind()))) {
          last = new LoneFile(json, modified, bytes, CocoIndex.kindOf(json));
          LAST.set(last);
        }
        return last.kind();
      } catch (IOException e) {
        return Kind.INSTANCES; // whose reader says what is wrong
      }
    }
  }

  @Override
  public boolean recognizes(Path root) {
    return !parts(root).isEmpty();
  }

  private List<Part> parts(Path root) {
    if (Files.isRegularFile(root)) {
      boolean mine =
          String.valueOf(root.getFileName()).endsWith(".json") && LoneFile.kindOf(root) == kind;
      return mine ? List.of(new Part(Split.TRAIN, "", root)) : List.of();
    }
    List<Part> parts = new ArrayList<>();
    Path folder = root.resolve("annotations");
    String begin = kind.label() + "_";
    for (String file : names(folder)) {
      if (file.startsWith(begin) && file.endsWith(".json")) {
        String split = file.substring(begin.length(), file.length() - ".json".length());
        SplitNames.split(split.replaceFirst("\\d+$", ""))
            .or(() -> Optional.of(Split.TRAIN))
            .ifPresent(found -> parts.add(new Part(found, split, folder.resolve(file))));
      }
    }
    for (Split split : Split.values()) {
      for (String name : SplitNames.of(split)) {
        Path json = root.resolve(name).resolve(ROBOFLOW);
        if (kind == Kind.INSTANCES && Files.isRegularFile(json)) {
          parts.add(new Part(split, name, json));
        }
      }
    }
    return parts;
  }

  private static List<String> names(Path folder) {
    try {
      return Files.isDirectory(folder) ? Folders.filesIn(folder) : List.of();
    } catch (DatasetException e) {
      return List.of(); // whoever opens it says so
    }
  }

  @Override
  public SegmentationDataset open(
      Path root, DatasetDescription description, Consumer<Problem> doubts) throws DatasetException {
    List<Part> parts = parts(root);
    if (parts.isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.MISSING_LIST,
              root.resolve("annotations"),
              "holds no %s_*.json with segmentations".formatted(kind.label())));
    }
    Path folder = Files.isRegularFile(root) ? Folders.parent(root) : root;
    Map<Integer, String> categories = new TreeMap<>();
    Map<String, CocoIndex.Image> images = new LinkedHashMap<>();
    List<Sample> samples = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (Part part : parts) {
      CocoIndex index = CocoIndex.read(part.json());
      categories.putAll(index.categories());
      Path base = base(folder, part, index);
      for (CocoIndex.Image image : index.images()) {
        String id = ListedFiles.stem(image.file());
        if (!taken.add(id)) {
          id = part.splitName() + "/" + id;
        }
        if (kind == Kind.PANOPTIC && image.annotations().isEmpty()) {
          doubts.accept(
              Problem.of(
                  Problem.Kind.MISSING_MASK,
                  base.resolve(image.file()),
                  "has no annotation in %s; add one or remove the image".formatted(part.json())));
          continue;
        }
        images.put(id, image);
        samples.add(
            new Sample(id, base.resolve(image.file()), part.json(), part.split(), Map.of()));
      }
    }
    if (samples.isEmpty()) {
      throw new DatasetException(
          Problem.of(Problem.Kind.TOO_FEW_IMAGES, parts.get(0).json(), "names no image"));
    }
    try {
      ClassTable table = description.classes().applied(table(categories));
      return new PairedDataset(folder, description, samples, new CocoMasks(kind, table, images));
    } catch (IllegalArgumentException e) {
      throw DatasetDescription.wrong(description.file(), String.valueOf(e.getMessage()));
    }
  }

  private ClassTable table(Map<Integer, String> categories) {
    List<String> names = new ArrayList<>();
    Map<Integer, Integer> values = new HashMap<>();
    values.put(NOTHING, ClassMask.IGNORE);
    if (kind == Kind.INSTANCES) {
      names.add(BACKGROUND);
      values.put(NOTHING, 0);
    }
    categories.forEach(
        (id, name) -> {
          int same = names.indexOf(name);
          values.put(id, same < 0 ? names.size() : same);
          if (same < 0) {
            names.add(name);
          }
        });
    return new ClassTable(names, values, Map.of());
  }

  /** Where the first image lies; the first place of all if it lies nowhere. */
  private static Path base(Path root, Part part, CocoIndex index) {
    Path beside = Folders.parent(part.json());
    List<Path> places =
        List.of(
            root.resolve("images").resolve(part.splitName()),
            root.resolve(part.splitName()),
            root.resolve("images"),
            root,
            beside,
            beside.resolve("images"),
            beside.resolve("..").normalize(),
            beside.resolve("../images").normalize());
    if (index.images().isEmpty()) {
      return places.get(0);
    }
    String first = index.images().get(0).file();
    return places.stream()
        .filter(place -> Files.isRegularFile(place.resolve(first)))
        .findFirst()
        .orElse(places.get(0));
  }
}
