package dev.vinyl.evaluation.features;

import dev.vinyl.data.SegmentationDataset.Foreground;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.image.PreprocessSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What a file of features says of itself.
 *
 * @param model file that gave them, as it was named
 * @param modelHash SHA-256 of that file, 64 hexadecimal digits
 * @param dataset name of the images' data set
 * @param imagesHash SHA-256 of the images' ids, a line each
 * @param rows of the grid of patches, at least 1
 * @param columns of the grid, at least 1
 * @param dimension numbers of a token, D, at least 1
 * @param patchSize side of a patch in pixels of the model's input
 * @param classNames of the labels; empty where the images have none
 * @param foreground which of these classes are an object and its border; empty where there are none
 * @param layers names of the token columns: {@code tokens} for those after the final LayerNorm,
 *     {@code layer_01} and so on for those after each block; at least one
 * @param float16 whether tokens are stored in 16 bits
 * @param fitting how images were brought to the model's input; empty in files of before, which do
 *     not say
 */
public record FeatureInfo(
    String model,
    String modelHash,
    String dataset,
    String imagesHash,
    int rows,
    int columns,
    int dimension,
    int patchSize,
    List<String> classNames,
    Optional<Foreground> foreground,
    List<String> layers,
    boolean float16,
    Optional<Fitting> fitting) {

  /** The column of the tokens after the final LayerNorm. */
  public static final String TOKENS = "tokens";

  private static final String FORMAT = "1";
  private static final String FOREGROUND = "foreground";
  private static final String FIT = "fit";
  private static final String RESIZE = "resize";
  private static final String PREFIX = "vinyl.features.";

  /**
   * How an image of any size becomes the model's input.
   *
   * @param fit of the model
   * @param resize what the shorter side becomes before a {@link Fit#CENTER_CROP}, in pixels, or 0
   *     for the larger side of the input; 0 with every other fit
   */
  public record Fitting(Fit fit, int resize) {

    /** Checks the shorter side. */
    public Fitting {
      if (resize < 0 || (resize > 0 && fit != Fit.CENTER_CROP)) {
        throw new IllegalArgumentException(
            "only a center_crop has a shorter side, at least 1, got %d with %s"
                .formatted(resize, fit.name().toLowerCase(Locale.ROOT)));
      }
    }
  }

  /** Takes copies and checks the sizes. */
  public FeatureInfo {
    classNames = List.copyOf(classNames);
    layers = List.copyOf(layers);
    if (rows < 1 || columns < 1 || dimension < 1 || patchSize < 1 || layers.isEmpty()) {
      throw new IllegalArgumentException(
          "features need a grid, a dimension, a patch size and a layer; got %d x %d, %d, %d, %s"
              .formatted(rows, columns, dimension, patchSize, layers));
    }
  }

  /** How many patches an image has, N. */
  public int patches() {
    return rows * columns;
  }

  /** Whether there is a label for each patch. */
  public boolean labelled() {
    return !classNames.isEmpty();
  }

  /** The index of the object's class; -1 where there is none. */
  public int objectClass() {
    return foreground.map(classes -> classNames.indexOf(classes.object())).orElse(-1);
  }

  /** The index of the class of the object's border; -1 where there is none. */
  public int borderClass() {
    return foreground.map(classes -> classNames.indexOf(classes.border())).orElse(-1);
  }

  /** Where an image of this size lies in the model's input; empty where the file does not say. */
  public Optional<Placement> placement(int imageWidth, int imageHeight) {
    return fitting.map(
        own -> {
          PreprocessSpec input =
              PreprocessSpec.unitRange(
                  rows * patchSize, columns * patchSize, Interpolation.NEAREST);
          return Placement.of(input.withFit(own.fit(), own.resize()), imageWidth, imageHeight);
        });
  }

  /** The columns of the file; the order of the metadata is always the same. */
  Schema schema() {
    List<Field> fields = new ArrayList<>();
    fields.add(field("picture", new ArrowType.Utf8()));
    fields.add(field("row", new ArrowType.Int(16, true)));
    fields.add(field("column", new ArrowType.Int(16, true)));
    if (labelled()) {
      fields.add(field("split", new ArrowType.Utf8()));
      fields.add(new Field("label", FieldType.nullable(new ArrowType.Int(8, false)), List.of()));
      fields.add(vectors("fractions", classNames.size(), FloatingPointPrecision.SINGLE));
    }
    FloatingPointPrecision precision =
        float16 ? FloatingPointPrecision.HALF : FloatingPointPrecision.SINGLE;
    layers.forEach(layer -> fields.add(vectors(layer, dimension, precision)));
    if (fitting.isPresent()) {
      fields.add(field("imageWidth", new ArrowType.Int(32, true)));
      fields.add(field("imageHeight", new ArrowType.Int(32, true)));
    }
    return new Schema(fields, metadata());
  }

  private static Field field(String name, ArrowType type) {
    return new Field(name, FieldType.notNullable(type), List.of());
  }

  private static Field vectors(String name, int size, FloatingPointPrecision precision) {
    return new Field(
        name,
        FieldType.notNullable(new ArrowType.FixedSizeList(size)),
        List.of(field("item", new ArrowType.FloatingPoint(precision))));
  }

  private Map<String, String> metadata() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(PREFIX + "format", FORMAT);
    all.put(PREFIX + "model", model);
    all.put(PREFIX + "model_sha256", modelHash);
    all.put(PREFIX + "dataset", dataset);
    all.put(PREFIX + "pictures_sha256", imagesHash);
    all.put(PREFIX + "rows", Integer.toString(rows));
    all.put(PREFIX + "columns", Integer.toString(columns));
    all.put(PREFIX + "dimension", Integer.toString(dimension));
    all.put(PREFIX + "patch_size", Integer.toString(patchSize));
    all.put(PREFIX + "classes", String.join("\n", classNames));
    if (labelled()) {
      all.put(
          PREFIX + FOREGROUND,
          foreground.map(found -> found.object() + "\n" + found.border()).orElse(""));
    }
    all.put(PREFIX + "layers", String.join("\n", layers));
    all.put(PREFIX + "float16", Boolean.toString(float16));
    fitting.ifPresent(
        own -> {
          all.put(PREFIX + FIT, own.fit().name().toLowerCase(Locale.ROOT));
          all.put(PREFIX + RESIZE, Integer.toString(own.resize()));
        });
    return all;
  }

  /**
   * The inverse of {@link #schema()}.
   *
   * @throws IllegalArgumentException in a few words, if it is not the schema of such a file
   */
  static FeatureInfo of(Schema schema) {
    Map<String, String> all = schema.getCustomMetadata();
    if (!FORMAT.equals(all.get(PREFIX + "format"))) {
      throw new IllegalArgumentException("it holds no features; make it with vinyl features");
    }
    FeatureInfo info =
        new FeatureInfo(
            text(all, "model"),
            text(all, "model_sha256"),
            text(all, "dataset"),
            text(all, "pictures_sha256"),
            number(all, "rows"),
            number(all, "columns"),
            number(all, "dimension"),
            number(all, "patch_size"),
            lines(text(all, "classes")),
            foreground(all),
            lines(text(all, "layers")),
            Boolean.parseBoolean(text(all, "float16")),
            fitting(all));
    if (!info.schema().getFields().equals(schema.getFields())) {
      throw new IllegalArgumentException("its columns are not those that its metadata tells of");
    }
    return info;
  }

  private static Optional<Foreground> foreground(Map<String, String> all) {
    List<String> classes = lines(text(all, "classes"));
    String text = all.get(PREFIX + FOREGROUND);
    if (text == null && !classes.isEmpty()) { // written before data sets said so
      String last = classes.get(classes.size() - 1);
      return Optional.of(
          new Foreground(classes.get(0), classes.contains("border") ? "border" : last));
    }
    List<String> names = text == null ? List.of() : lines(text);
    return names.size() < 2
        ? Optional.empty()
        : Optional.of(new Foreground(names.get(0), names.get(1)));
  }

  private static Optional<Fitting> fitting(Map<String, String> all) {
    String text = all.get(PREFIX + FIT);
    if (text == null) { // written before files said so
      return Optional.empty();
    }
    return Stream.of(Fit.values())
        .filter(fit -> fit.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .map(fit -> Optional.of(new Fitting(fit, number(all, RESIZE))))
        .orElseThrow(
            () -> new IllegalArgumentException(PREFIX + FIT + " is no way to fit: " + text));
  }

  private static String text(Map<String, String> all, String key) {
    String value = all.get(PREFIX + key);
    if (value == null) {
      throw new IllegalArgumentException("its metadata lacks " + PREFIX + key);
    }
    return value;
  }

  private static int number(Map<String, String> all, String key) {
    try {
      return Integer.parseInt(text(all, key));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(PREFIX + key + " is no whole number", e);
    }
  }

  private static List<String> lines(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split("\n", -1));
  }
}
