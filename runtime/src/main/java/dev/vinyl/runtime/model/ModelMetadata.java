package dev.vinyl.runtime.model;

import dev.vinyl.runtime.image.PreprocessSpec;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a model file says about itself, so that it can be run without any other file. It is written
 * into the {@code metadata_props} of the ONNX file at export and read when the model is opened:
 *
 * <table>
 * <caption>Keys and values</caption>
 * <tr><th>key</th><th>value</th></tr>
 * <tr><td>{@code vinyl.format}</td><td>version of this table, now {@code 1}</td></tr>
 * <tr><td>{@code vinyl.task}</td><td>{@code segment}, see {@link ModelTask}</td></tr>
 * <tr><td>{@code vinyl.preprocess.height}</td><td>of the input, in pixels</td></tr>
 * <tr><td>{@code vinyl.preprocess.width}</td><td>of the input, in pixels</td></tr>
 * <tr><td>{@code vinyl.preprocess.fit}</td><td>{@code stretch}, {@code letterbox}, {@code crop} or
 *     {@code center_crop}; {@code stretch} in files of before that have none</td></tr>
 * <tr><td>{@code vinyl.preprocess.resize}</td><td>the shorter side before a {@code center_crop}, in
 *     pixels; left out where it is the larger of height and width</td></tr>
 * <tr><td>{@code vinyl.preprocess.interpolation}</td>
 *     <td>{@code nearest}, {@code linear}, {@code area} or {@code cubic}</td></tr>
 * <tr><td>{@code vinyl.preprocess.channel_order}</td><td>{@code rgb} or {@code bgr}</td></tr>
 * <tr><td>{@code vinyl.preprocess.scale}</td><td>a decimal number</td></tr>
 * <tr><td>{@code vinyl.preprocess.mean}</td><td>three numbers with commas between them</td></tr>
 * <tr><td>{@code vinyl.preprocess.std}</td><td>three numbers with commas between them</td></tr>
 * <tr><td>{@code vinyl.classes}</td><td>the classes' names by index, a line each; empty for a
 *     model without classes</td></tr>
 * <tr><td>{@code vinyl.patch_size}</td><td>edge of a patch of the input, in pixels</td></tr>
 * <tr><td>{@code vinyl.any_size}</td><td>{@code true} where the input may have any height and width
 *     that the patch divides, those above being what it has unless told otherwise; else left
 *     out</td></tr>
 * <tr><td>{@code vinyl.provenance.*}</td><td>any number of them: recipe, seed, data fingerprint,
 *     version</td></tr>
 * </table>
 *
 * <p>Numbers are written so that reading gives the same float32 again.
 *
 * @param task what the model is for, one of {@link ModelTask}
 * @param preprocess how an image becomes the model's input
 * @param classNames by class index; distinct, without line breaks; empty where there are none
 * @param patchSize edge of a patch of the input in pixels; divides the input's height and width
 * @param anySize whether the input may have any height and width that the patch divides
 * @param provenance where the model comes from, in the order of its keys
 */
public record ModelMetadata(
    String task,
    PreprocessSpec preprocess,
    List<String> classNames,
    int patchSize,
    boolean anySize,
    Map<String, String> provenance) {

  /** Checks every component; the message names the one that is wrong. */
  public ModelMetadata {
    Objects.requireNonNull(preprocess, "preprocess");
    classNames = List.copyOf(classNames);
    provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
    if (task.isBlank()) {
      throw new IllegalArgumentException("task must have a name, got '%s'".formatted(task));
    }
    for (String name : classNames) {
      if (name.isBlank() || name.lines().count() != 1) {
        throw new IllegalArgumentException(
            "class names must be one line of text each, got '%s'".formatted(name));
      }
    }
    if (new HashSet<>(classNames).size() != classNames.size()) {
      throw new IllegalArgumentException("class names must differ, got " + classNames);
    }
    if (patchSize < 1
        || preprocess.height() % patchSize != 0
        || preprocess.width() % patchSize != 0) {
      throw new IllegalArgumentException(
          "patch size must divide the input of %d x %d pixels, got %d"
              .formatted(preprocess.width(), preprocess.height(), patchSize));
    }
  }

  /** Of a model for images of one size. */
  public ModelMetadata(
      String task,
      PreprocessSpec preprocess,
      List<String> classNames,
      int patchSize,
      Map<String, String> provenance) {
    this(task, preprocess, classNames, patchSize, false, provenance);
  }

  /**
   * The same for an input of another size.
   *
   * @throws IllegalArgumentException if the patch does not divide it
   */
  public ModelMetadata withInputSize(int height, int width) {
    return new ModelMetadata(
        task, preprocess.withSize(height, width), classNames, patchSize, anySize, provenance);
  }

  /** This metadata as {@code metadata_props} of an ONNX file; the order is always the same. */
  public Map<String, String> toProperties() {
    return MetadataProperties.write(this);
  }

  /**
   * The inverse of {@link #toProperties()}; keys that don't start with {@code vinyl.} are passed
   * over.
   *
   * @param properties {@code metadata_props} of an ONNX file
   * @param modelName what errors call the model, usually its file
   * @throws ModelException if the model isn't one of Vinyl's, or a key is missing or has a value
   *     that makes no sense
   */
  public static ModelMetadata fromProperties(Map<String, String> properties, String modelName)
      throws ModelException {
    return new MetadataProperties(properties, modelName).read();
  }
}
