package dev.vinyl.training.weights;

import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.vit.VitVariant;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.loop.RunManifest;
import dev.vinyl.training.stage.FineTuningConfig;
import dev.vinyl.training.stage.ModelSettings;
import dev.vinyl.training.stage.StageConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What an exported file says beside its tensors, and an import may find there again. */
final class FileMetadata {
  private static final String IMAGE_SIZE = "image_size";
  private static final String HEADS = "heads";
  private static final String CLASSES = "classes";
  private static final String PIXEL_LOG_SOFTMAX = "pixel_log_softmax";
  private static final String FINGERPRINT = "data_fingerprint";
  private static final String MODEL = "model";
  private static final String INPUT = "input";
  private static final String SEPARATOR = ",";

  private FileMetadata() {}

  static Map<String, String> of(RunManifest manifest, StageConfig config) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("stage", manifest.stage());
    metadata.put("recipe", config.recipe());
    metadata.put("data", manifest.data().name());
    metadata.put(FINGERPRINT, manifest.data().fingerprint());
    metadata.put("version", manifest.versions().vinyl());
    if (!manifest.wasImported()) {
      metadata.put("seed", Long.toString(manifest.seed()));
    }
    VitConfig model = config.model();
    metadata.put(IMAGE_SIZE, imageSize(model));
    metadata.put("patch_size", Integer.toString(model.patchSize()));
    metadata.put("dim", Integer.toString(model.dim()));
    metadata.put("depth", Integer.toString(model.depth()));
    metadata.put(HEADS, Integer.toString(model.heads()));
    metadata.put("head_dim", Integer.toString(model.headDim()));
    metadata.put("mlp_dim", Integer.toString(model.mlpDim()));
    if (!manifest.data().classNames().isEmpty()) {
      metadata.put(CLASSES, String.join(SEPARATOR, manifest.data().classNames()));
    }
    if (!model.variant().equals(VitVariant.viny())) {
      metadata.put(MODEL, ModelSettings.asText(model));
      metadata.put(INPUT, ModelSettings.input(config).toYaml());
    }
    if (FineTuningConfig.hasPixelLogSoftmax(manifest.config())) {
      metadata.put(PIXEL_LOG_SOFTMAX, "true");
    }
    return metadata;
  }

  /** A number where height and width are the same, else {@code height,width}. */
  private static String imageSize(VitConfig model) {
    return model.imageHeight() == model.imageWidth()
        ? Integer.toString(model.imageHeight())
        : model.imageHeight() + SEPARATOR + model.imageWidth();
  }

  /** The size of the input, if it is said. */
  static Optional<ImageSize> imageSize(Map<String, String> metadata) {
    String text = metadata.getOrDefault(IMAGE_SIZE, "");
    if (!text.matches("[1-9][0-9]{0,5}(,[1-9][0-9]{0,5})?")) {
      return Optional.empty();
    }
    String[] sides = text.split(SEPARATOR, -1);
    return Optional.of(
        new ImageSize(Integer.parseInt(sides[sides.length - 1]), Integer.parseInt(sides[0])));
  }

  /** The encoder's variant, ViNy's if no other is said. */
  static VitVariant variant(Map<String, String> metadata) throws ConfigException {
    String text = metadata.get(MODEL);
    return text == null ? VitVariant.viny() : ModelSettings.parse(text).variant();
  }

  /** How images become the input of an encoder that is not ViNy's, as keys of settings, if said. */
  static Optional<ConfigTree> input(Map<String, String> metadata) throws ConfigException {
    String text = metadata.get(INPUT);
    return text == null || !isOfExport(metadata)
        ? Optional.empty()
        : Optional.of(ConfigTree.parse(text, INPUT));
  }

  /** Whether this was made by {@link #of}; a run's own files hold less. */
  static boolean isOfExport(Map<String, String> metadata) {
    return metadata.keySet().containsAll(List.of("stage", FINGERPRINT, "version", HEADS));
  }

  /** The number of heads, if it is said and can be: so many must share the width evenly. */
  static Optional<Integer> heads(Map<String, String> metadata, int width) {
    return heads(metadata).filter(heads -> width % heads == 0);
  }

  /** The number of heads, if it is said. */
  static Optional<Integer> heads(Map<String, String> metadata) {
    String text = metadata.getOrDefault(HEADS, "");
    return text.matches("[1-9][0-9]{0,8}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
  }

  /** Whether logits pass through a log-softmax over pixels. */
  static boolean hasPixelLogSoftmax(Map<String, String> metadata) {
    return "true".equals(metadata.get(PIXEL_LOG_SOFTMAX));
  }

  /** The names of so many classes, if they are said. */
  static Optional<List<String>> classNames(Map<String, String> metadata, int classes) {
    List<String> names = List.of(metadata.getOrDefault(CLASSES, "").split(SEPARATOR, -1));
    return names.size() == classes && areNames(names) ? Optional.of(names) : Optional.empty();
  }

  /** Whether these can name classes: each another, none blank, none longer than a line. */
  static boolean areNames(List<String> names) {
    return Set.copyOf(names).size() == names.size()
        && names.stream().noneMatch(name -> name.isBlank() || name.matches("(?s).*\\p{Cntrl}.*"));
  }
}
