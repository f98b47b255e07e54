package dev.vinyl.study;

import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a study runs: every pre-training size with every intermediate stage, fine-tuning size and
 * seed. It is written as one YAML file, whose keys these are.
 *
 * <pre>{@code
 * StudySpec spec = StudySpec.of(StudySpec.read(Path.of("mine.yaml")).with("seeds=[1]"));
 * }</pre>
 *
 * @param name of the study; a folder holds one of one name
 * @param data what is trained and scored on
 * @param seeds of the fine-tunings, at least one, each once
 * @param recipe of all stages
 * @param settings of all stages, laid over the recipe's
 * @param encoders runs whose encoders are fine-tuned too, by the names that they have in tables;
 *     beside the grid, as if they were stages between without pre-training
 * @param pretrain sizes and settings of pre-training
 * @param intermediate kinds and settings of the stages between
 * @param finetune sizes and settings of fine-tuning
 * @param evaluate how models are scored
 * @param geometry which encoders are measured
 */
public record StudySpec(
    String name,
    DataSpec data,
    List<Long> seeds,
    String recipe,
    ConfigTree settings,
    Map<String, String> encoders,
    PretrainSpec pretrain,
    IntermediateSpec intermediate,
    FinetuneSpec finetune,
    EvaluateSpec evaluate,
    GeometrySpec geometry) {
  /** The studies that come with Vinyl. */
  public static final List<String> PRESETS = List.of("smoke", "small", "paper");

  private static final String DEFAULTS = "defaults";

  /** Checks the ranges. */
  public StudySpec {
    seeds = List.copyOf(seeds);
    encoders = Collections.unmodifiableMap(new LinkedHashMap<>(encoders));
    for (String encoder : encoders.keySet()) {
      if (!encoder.matches("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,39}")
          || Intermediate.isLabel(encoder)) {
        throw new IllegalArgumentException(
            "encoders: names have letters, digits, dots and dashes, and are no stage's; got "
                + encoder);
      }
    }
    if (!name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,79}")) {
      throw new IllegalArgumentException(
          "name: write letters, digits, spaces, dots and dashes; got " + name);
    }
    requireList("seeds", seeds);
    requireList("finetune.sizes", finetune.sizes);
    requireList("pretrain.sizes", pretrain.sizes);
    requireList("intermediate.kinds", intermediate.kinds);
    if (finetune.sizes.contains(new Size("0"))) {
      throw new IllegalArgumentException("finetune.sizes: nothing is fine-tuned on 0 images");
    }
  }

  private static void requireList(String key, List<?> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException(key + ": is empty; name at least one");
    }
    if (new HashSet<>(values).size() < values.size()) {
      throw new IllegalArgumentException(key + ": names one of them twice: " + values);
    }
  }

  /**
   * What is trained and scored on. Folders are relative to the working directory, and empty where
   * nothing needs them.
   *
   * @param labelled images with a class for every pixel
   * @param unlabelled images to pre-train on
   * @param classes images with one class each
   * @param test so many images of {@code labelled} become the test split; 0 to leave it
   * @param splitSeed of that split, and of the choice of fewer images
   * @param synthetic images that are drawn in place of all three
   */
  public record DataSpec(
      String labelled,
      String unlabelled,
      String classes,
      int test,
      long splitSeed,
      SyntheticSpec synthetic) {}

  /**
   * Images that are drawn.
   *
   * @param images how many; 0 for none
   * @param size width and height in pixels
   * @param seed of the draw
   */
  public record SyntheticSpec(int images, int size, long seed) {}

  /**
   * Pre-training.
   *
   * @param sizes of the images that are pre-trained on; 0 for random initialization
   * @param perSeed whether each seed has encoders of its own; if not, all begin with those of the
   *     first
   * @param recipe in place of the study's; empty for that
   * @param settings over those of the study
   */
  public record PretrainSpec(
      List<Size> sizes, boolean perSeed, String recipe, ConfigTree settings) {}

  /**
   * The stages between.
   *
   * @param kinds each once
   * @param recipe in place of the study's; empty for that
   * @param classification settings
   * @param breeds settings
   * @param spatial settings
   */
  public record IntermediateSpec(
      List<Intermediate> kinds,
      String recipe,
      ConfigTree classification,
      ConfigTree breeds,
      ConfigTree spatial) {}

  /**
   * Fine-tuning.
   *
   * @param sizes of the images that are fine-tuned on, each a part of the next
   * @param recipe in place of the study's; empty for that
   * @param settings over those of the study
   */
  public record FinetuneSpec(List<Size> sizes, String recipe, ConfigTree settings) {}

  /**
   * Scoring.
   *
   * @param resamples how often images are drawn for an interval, at least 100
   */
  public record EvaluateSpec(int resamples) {

    /** Checks the range. */
    public EvaluateSpec {
      if (resamples < 100) {
        throw new IllegalArgumentException(
            "evaluate.resamples must be at least 100, got " + resamples);
      }
    }
  }

  /**
   * Which encoders are measured.
   *
   * @param pretrain sizes; none for no geometry
   * @param kinds what came after pre-training
   * @param images how many are looked at, at most
   * @param probeImages how many a probe is trained on, at most
   * @param maps of how many images similarity maps are kept
   * @param classification settings in place of those of the grid
   * @param breeds likewise
   * @param spatial likewise
   */
  public record GeometrySpec(
      List<Size> pretrain,
      List<Intermediate> kinds,
      int images,
      int probeImages,
      int maps,
      ConfigTree classification,
      ConfigTree breeds,
      ConfigTree spatial) {

    /** Checks the ranges. */
    public GeometrySpec {
      if (images < 2 || probeImages < 1 || maps < 0) {
        throw new IllegalArgumentException(
            "geometry: images must be at least 2, probeImages 1, maps 0; got %d, %d, %d"
                .formatted(images, probeImages, maps));
      }
    }
  }

  /**
   * Reads a study's file: its keys over the defaults, not yet bound.
   *
   * @throws ConfigException if there is no such file, or it holds no YAML of keys and values
   * @throws IOException if it cannot be read
   */
  public static ConfigTree read(Path file) throws IOException {
    return resource(DEFAULTS).overlaidBy(ConfigTree.read(file));
  }

  /**
   * A study that comes with Vinyl, not yet bound.
   *
   * @param name one of {@link #PRESETS}
   * @throws IllegalArgumentException if there is no such study
   */
  public static ConfigTree preset(String name) throws IOException {
    if (!PRESETS.contains(name)) {
      throw new IllegalArgumentException(
          "there is no preset %s; there are %s".formatted(name, String.join(", ", PRESETS)));
    }
    return resource(DEFAULTS).overlaidBy(resource(name));
  }

  /**
   * Binds a study.
   *
   * @throws ConfigException if a key is unknown, missing or of the wrong kind; one line that names
   *     it
   * @throws IllegalArgumentException if a value is out of range
   */
  public static StudySpec of(ConfigTree keys) throws ConfigException {
    return keys.bind(StudySpec.class);
  }

  private static ConfigTree resource(String name) throws IOException {
    try (InputStream in = StudySpec.class.getResourceAsStream(name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + ".yaml is missing");
      }
      return ConfigTree.parse(
          new String(in.readAllBytes(), StandardCharsets.UTF_8), "preset " + name);
    }
  }
}
