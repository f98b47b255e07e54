package dev.vinyl.data.layout;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vinyl.data.DatasetException;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.Palette;
import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * Writes a data set of any layout in one that other tools read. Image files are copied as they are,
 * but for those that are stored turned: these are written upright, as PNG. Masks are as {@link
 * SegmentationDataset#load} gives them. The folder appears when it is complete.
 */
public final class DatasetConversion {
  private static final List<String> PET_CLASSES = OxfordPets.CLASS_NAMES;

  private final SegmentationDataset dataset;
  private final Format format;
  private final IntConsumer progress;
  private final Map<String, Sample> names = new LinkedHashMap<>();

  /** What is written. */
  public enum Format {
    /**
     * {@code images/SPLIT}, {@code masks/SPLIT} with palette PNGs of class indices, and {@code
     * dataset.yaml}.
     */
    MASKS,
    /**
     * {@code images/SPLIT} and {@code annotations/stuff_SPLIT.json} in COCO's format, a region in
     * run lengths for each class of an image.
     */
    COCO,
    /**
     * The Oxford-IIIT Pet layout; for classes {@code pet}, {@code background} and {@code border}
     * alone.
     */
    OXFORD
  }

  private DatasetConversion(SegmentationDataset dataset, Format format, IntConsumer progress) {
    this.dataset = dataset;
    this.format = format;
    this.progress = progress;
  }

  /**
   * Writes a data set.
   *
   * @param folder new or empty
   * @param progress told how many images are done after each
   * @throws DatasetException if a sample cannot be read, or the data set does not fit the format
   * @throws IOException if the folder holds something, or cannot be written
   */
  public static void write(
      SegmentationDataset dataset, Format format, Path folder, IntConsumer progress)
      throws IOException {
    DatasetConversion conversion = new DatasetConversion(dataset, format, progress);
    conversion.checkClasses();
    conversion.nameSamples();
    AtomicFile.fillDirectory(folder, conversion::fill);
  }

  private void checkClasses() throws DatasetException {
    List<String> others = new ArrayList<>(dataset.classNames());
    others.removeAll(PET_CLASSES);
    if (format == Format.OXFORD && !others.isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.BAD_SETTINGS,
              Path.of(dataset.name()),
              "the Oxford layout holds the classes %s, not %s; merge or rename classes in %s, or write masks"
                  .formatted(
                      String.join(", ", PET_CLASSES),
                      String.join(", ", others),
                      DatasetDescription.FILE)));
    }
  }

  /** Ids may be paths; what is written has a flat folder for each split. */
  private void nameSamples() throws DatasetException {
    for (Split split : Split.values()) {
      for (Sample sample : dataset.samples(split)) {
        String name = sample.id().replaceAll("[/\\\\\\s]+", "_");
        Sample before =
            names.put(format == Format.OXFORD ? name : split.label() + "/" + name, sample);
        if (before != null) {
          throw new DatasetException(
              Problem.of(
                  Problem.Kind.DUPLICATE_NAME,
                  sample.image(),
                  "would be called as %s is, %s; rename one".formatted(before.image(), name)));
        }
      }
    }
  }

  private void fill(Path folder) throws IOException {
    Map<Split, List<Map<String, Object>>> images = new HashMap<>();
    Map<Split, List<Map<String, Object>>> regions = new HashMap<>();
    int done = 0;
    for (Map.Entry<String, Sample> entry : names.entrySet()) {
      LabelledImage image = dataset.load(entry.getValue());
      Path copied = copy(image, folder.resolve("images"), entry.getKey());
      switch (format) {
        case MASKS ->
            ImageFiles.writeIndexedPng(
                image.target(),
                Palette.standard(),
                folder.resolve("masks").resolve(entry.getKey() + ".png"));
        case OXFORD ->
            AtomicFile.write(
                new OxfordLayout(folder).trimap(entry.getKey()),
                out -> out.write(ImageEncoder.greyPng(trimap(image.target()))));
        case COCO -> {
          Split split = image.sample().split();
          describe(
              image,
              copied.getFileName().toString(),
              images.computeIfAbsent(split, k -> new ArrayList<>()),
              regions.computeIfAbsent(split, k -> new ArrayList<>()));
        }
      }
      progress.accept(++done);
    }
    switch (format) {
      case MASKS -> writeDescription(folder);
      case OXFORD -> writeLists(new OxfordLayout(folder));
      case COCO -> writeJson(folder, images, regions);
    }
  }

  private static Path copy(LabelledImage image, Path images, String name) throws IOException {
    Path file = image.sample().image();
    if (ImageFiles.orientation(file) != 1) {
      Path png = images.resolve(name + ".png");
      ImageFiles.writePng(image.image(), png);
      return png;
    }
    String from = String.valueOf(file.getFileName());
    Path copy = images.resolve(name + from.substring(ListedFiles.stem(from).length()));
    Files.createDirectories(Folders.parent(copy));
    Files.copy(file, copy);
    return copy;
  }

  /** Every name in quotes, with those of YAML in them escaped. */
  private void writeDescription(Path folder) throws IOException {
    StringBuilder yaml = new StringBuilder();
    yaml.append("images: images/{split}\nmasks: masks/{split}\norientation: displayed\nclasses:\n");
    for (String name : dataset.classNames()) {
      yaml.append("  - ").append(new JsonMapper().writeValueAsString(name)).append('\n');
    }
    Files.writeString(folder.resolve(DatasetDescription.FILE), yaml);
  }

  private ClassMask trimap(ClassMask mask) {
    byte[] classes = mask.classes().clone();
    for (int i = 0; i < classes.length; i++) {
      int c = classes[i] & 0xff;
      if (c != ClassMask.IGNORE) {
        classes[i] = (byte) (1 + PET_CLASSES.indexOf(dataset.classNames().get(c)));
      }
    }
    return new ClassMask(mask.width(), mask.height(), classes);
  }

  private void writeLists(OxfordLayout layout) throws IOException {
    List<String> breeds = breeds();
    Map<Split, StringBuilder> lists = new HashMap<>();
    StringBuilder all = new StringBuilder("#Image CLASS-ID SPECIES BREED-ID\n");
    names.forEach(
        (name, sample) -> {
          int breed = breeds.indexOf(breed(sample)) + 1;
          int species = "dog".equals(sample.attributes().get("species")) ? 2 : 1;
          String line = "%s %s %s %s\n".formatted(name, breed, species, breed);
          all.append(line);
          Split list = sample.split() == Split.TEST ? Split.TEST : Split.TRAIN;
          lists.computeIfAbsent(list, k -> new StringBuilder()).append(line);
        });
    Files.writeString(layout.list(OxfordLayout.ALL), all);
    Files.writeString(
        layout.list(OxfordLayout.TRAINVAL), lists.getOrDefault(Split.TRAIN, new StringBuilder()));
    Files.writeString(
        layout.list(OxfordLayout.TEST), lists.getOrDefault(Split.TEST, new StringBuilder()));
  }

  private List<String> breeds() {
    TreeSet<String> breeds = new TreeSet<>();
    names.values().forEach(sample -> breeds.add(breed(sample)));
    return List.copyOf(breeds);
  }

  private static String breed(Sample sample) {
    return sample.attributes().getOrDefault("breed", "");
  }

  private void describe(
      LabelledImage image,
      String file,
      List<Map<String, Object>> images,
      List<Map<String, Object>> regions) {
    int width = image.target().width();
    int height = image.target().height();
    int id = images.size() + 1;
    images.add(orderedMap("id", id, "file_name", file, "width", width, "height", height));
    byte[] classes = image.target().classes();
    long[] pixels = new long[ClassMask.IGNORE + 1];
    for (byte c : classes) {
      pixels[c & 0xff]++;
    }
    for (int c = 0; c < dataset.classNames().size(); c++) {
      if (pixels[c] > 0) {
        regions.add(
            orderedMap(
                "id",
                regions.size() + 1,
                "image_id",
                id,
                "category_id",
                c + 1,
                "segmentation",
                orderedMap(
                    "counts",
                    RunLengths.of(classes, width, height, c),
                    "size",
                    List.of(height, width)),
                "area",
                pixels[c],
                "bbox",
                box(classes, width, height, c),
                "iscrowd",
                0));
      }
    }
  }

  /** Left, top, width and height of what a class covers. */
  private static List<Integer> box(byte[] classes, int width, int height, int c) {
    int left = width;
    int top = height;
    int right = -1;
    int bottom = -1;
    for (int i = 0; i < classes.length; i++) {
      if ((classes[i] & 0xff) == c) {
        left = Math.min(left, i % width);
        right = Math.max(right, i % width);
        top = Math.min(top, i / width);
        bottom = Math.max(bottom, i / width);
      }
    }
    return List.of(left, top, right - left + 1, bottom - top + 1);
  }

  private void writeJson(
      Path folder,
      Map<Split, List<Map<String, Object>>> images,
      Map<Split, List<Map<String, Object>>> regions)
      throws IOException {
    List<Map<String, Object>> categories = new ArrayList<>();
    for (String name : dataset.classNames()) {
      categories.add(orderedMap("id", categories.size() + 1, "name", name, "supercategory", ""));
    }
    for (Map.Entry<Split, List<Map<String, Object>>> split : images.entrySet()) {
      Map<String, Object> json =
          orderedMap(
              "info",
              orderedMap("description", dataset.name()),
              "licenses",
              List.of(),
              "categories",
              categories,
              "images",
              split.getValue(),
              "annotations",
              regions.getOrDefault(split.getKey(), List.of()));
      String name = "stuff_%s.json".formatted(split.getKey().label());
      AtomicFile.write(
          folder.resolve("annotations").resolve(name),
          out -> new JsonMapper().writeValue(out, json));
    }
  }

  private static Map<String, Object> orderedMap(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return map;
  }
}
