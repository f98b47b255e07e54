package dev.vinyl.data.layout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.internal.io.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Files in which other tools say what the classes of masks are: {@code labelmap.txt} of CVAT and
 * Datumaro ({@code name:r,g,b:parts:actions}), {@code dataset_meta.json} of Datumaro, {@code
 * class_dict.csv} ({@code name,r,g,b}), {@code _classes.csv} of Roboflow ({@code value,name}),
 * {@code label_colors.txt} ({@code r g b name}), and lists of names, {@code classes.txt} and the
 * like, a line each.
 */
final class LabelFiles {
  private static final Set<String> IGNORED_NAMES =
      Set.of("ignore", "ignored", "unlabeled", "unlabelled");
  private static final List<String> NAME_LISTS =
      List.of("classes.txt", "labels.txt", "class_names.txt", "classnames.txt", "names.txt");

  private static final JsonMapper JSON = new JsonMapper();

  private LabelFiles() {}

  /** A class with its value and its colour; -1 where it has none. */
  private record Label(String name, int value, int color) {}

  /**
   * What the first file says that is in one of these folders; empty where there is none.
   *
   * @throws DatasetException if it cannot be understood
   */
  static Optional<ClassTable> find(List<Path> folders) throws DatasetException {
    for (Path folder : folders.stream().distinct().toList()) {
      Optional<ClassTable> table = in(folder);
      if (table.isPresent()) {
        return table;
      }
    }
    return Optional.empty();
  }

  private interface Reader {
    List<Label> read(Path file) throws IOException;
  }

  private static Optional<ClassTable> in(Path folder) throws DatasetException {
    Map<String, Reader> readers = new LinkedHashMap<>();
    readers.put("labelmap.txt", LabelFiles::labelMap);
    readers.put("label_map.txt", LabelFiles::labelMap);
    readers.put("dataset_meta.json", LabelFiles::datasetMeta);
    readers.put("class_dict.csv", LabelFiles::classDict);
    readers.put("_classes.csv", LabelFiles::valuesAndNames);
    readers.put("label_colors.txt", LabelFiles::labelColors);
    NAME_LISTS.forEach(name -> readers.put(name, LabelFiles::names));
    for (Map.Entry<String, Reader> reader : readers.entrySet()) {
      Path file = folder.resolve(reader.getKey());
      if (Files.isRegularFile(file)) {
        return Optional.of(read(file, reader.getValue()));
      }
    }
    return Optional.empty();
  }

  private static ClassTable read(Path file, Reader reader) throws DatasetException {
    try {
      return table(reader.read(file));
    } catch (IOException | RuntimeException e) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.BAD_SETTINGS,
              file,
              "cannot be understood as a list of classes (%s); correct it, or name the classes in %s"
                  .formatted(
                      String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                      DatasetDescription.FILE)),
          e);
    }
  }

  private static ClassTable table(List<Label> labels) {
    List<String> names = new ArrayList<>();
    Map<Integer, Integer> values = new HashMap<>();
    Map<Integer, Integer> colors = new HashMap<>();
    for (Label label : labels) {
      boolean ignored = IGNORED_NAMES.contains(label.name().toLowerCase(Locale.ROOT));
      int c = ignored ? ClassMask.IGNORE : names.size();
      if (!ignored) {
        names.add(label.name());
      }
      if (label.value() >= 0) {
        values.put(label.value(), c);
      }
      if (label.color() >= 0) {
        colors.put(label.color(), c);
      }
    }
    return new ClassTable(names, values, colors);
  }

  private static List<String> lines(Path file) throws IOException {
    return TextFiles.lines(file).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  private static List<Label> names(Path file) throws IOException {
    List<Label> labels = new ArrayList<>();
    for (String line : lines(file)) {
      labels.add(new Label(line, labels.size(), -1));
    }
    return labels;
  }

  /** A line's place is the class's value in masks of indices. */
  private static List<Label> labelMap(Path file) throws IOException {
    List<Label> labels = new ArrayList<>();
    for (String line : lines(file)) {
      String[] parts = line.split(":", -1);
      boolean colored = parts.length > 1 && !parts[1].isBlank();
      labels.add(
          new Label(
              parts[0].strip(), labels.size(), colored ? color(parts[1].split(",", -1)) : -1));
    }
    return labels;
  }

  private static List<Label> classDict(Path file) throws IOException {
    List<Label> labels = new ArrayList<>();
    for (String line : lines(file).stream().skip(1).toList()) {
      String[] parts = line.split(",", -1);
      labels.add(
          new Label(parts[0].strip(), -1, color(Arrays.copyOfRange(parts, 1, parts.length))));
    }
    return labels;
  }

  private static List<Label> valuesAndNames(Path file) throws IOException {
    List<Label> labels = new ArrayList<>();
    for (String line : lines(file).stream().skip(1).toList()) {
      String[] parts = line.split(",", 2);
      labels.add(new Label(parts[1].strip(), Integer.parseInt(parts[0].strip()), -1));
    }
    return labels;
  }

  private static List<Label> labelColors(Path file) throws IOException {
    List<Label> labels = new ArrayList<>();
    for (String line : lines(file)) {
      String[] parts = line.split("\\s+", 4);
      labels.add(new Label(parts[3].strip(), -1, color(Arrays.copyOf(parts, 3))));
    }
    return labels;
  }

  private static List<Label> datasetMeta(Path file) throws IOException {
    JsonNode root = JSON.readTree(TextFiles.read(file));
    JsonNode colors = root.path("segmentation_colors");
    List<Label> labels = new ArrayList<>();
    root.path("label_map")
        .properties()
        .forEach(
            entry -> {
              JsonNode color = colors.path(labels.size());
              int value = Integer.parseInt(entry.getKey());
              int rgb =
                  color.size() == 3
                      ? color.get(0).asInt() << 16
                          | color.get(1).asInt() << 8
                          | color.get(2).asInt()
                      : -1;
              labels.add(new Label(entry.getValue().asText(), value, rgb));
            });
    return labels;
  }

  private static int color(String[] channels) {
    if (channels.length < 3) {
      throw new IllegalArgumentException("a colour needs red, green and blue");
    }
    int color = 0;
    for (String channel : Arrays.copyOf(channels, 3)) {
      int value = Integer.parseInt(channel.strip());
      if (value < 0 || value > 255) {
        throw new IllegalArgumentException("a colour's channel is %d".formatted(value));
      }
      color = color << 8 | value;
    }
    return color;
  }
}
