package dev.vinyl.training.weights;

import dev.vinyl.export.vit.MaskedImageModel;
import dev.vinyl.export.vit.SegmentationModel;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.training.stage.FineTuning;
import dev.vinyl.training.stage.Pretraining;
import java.util.Set;

/** What a file of weights can be, told apart by the names in it. */
public enum ModelKind {
  /** An encoder by itself, its names with or without {@code encoder.} before them. */
  ENCODER("an encoder", Pretraining.NAME),
  /** An encoder with {@code mask_token} and {@code decoder.*}: what SimMIM trains. */
  RECONSTRUCTION("an encoder with the decoder of its pre-training", Pretraining.NAME),
  /** An encoder with {@code mlp.*}: a class for each pixel. */
  SEGMENTATION("a segmenter", FineTuning.NAME);

  private final String text;
  private final String stage;

  ModelKind(String text, String stage) {
    this.text = text;
    this.stage = stage;
  }

  /** The kind that has these names. */
  static ModelKind of(Set<String> names) {
    boolean prefixed = names.stream().anyMatch(ModelKind::isPrefixed);
    if (prefixed && names.stream().anyMatch(SEGMENTATION::hasInHead)) {
      return SEGMENTATION;
    }
    return prefixed && names.stream().anyMatch(RECONSTRUCTION::hasInHead)
        ? RECONSTRUCTION
        : ENCODER;
  }

  /** Whether any of these names is one of an encoder's, with or without its prefix. */
  static boolean isAny(Set<String> names) {
    return names.stream()
        .map(
            name ->
                isPrefixed(name) ? name.substring(TrainableModel.ENCODER_PREFIX.length()) : name)
        .anyMatch(ModelKind::isOfEncoder);
  }

  private static boolean isOfEncoder(String name) {
    return name.equals("pos_embedding")
        || name.equals("cls_token")
        || name.startsWith("to_patch_embedding.")
        || name.startsWith("transformer.");
  }

  static boolean isPrefixed(String name) {
    return name.startsWith(TrainableModel.ENCODER_PREFIX);
  }

  /** The stage whose runs leave such weights. */
  public String stage() {
    return stage;
  }

  boolean hasClasses() {
    return this == SEGMENTATION;
  }

  /** A model that has all of its parameters, and perhaps a head too many. */
  TrainableModel model(VitConfig config, int classes) {
    return hasClasses() ? new SegmentationModel(config, classes) : new MaskedImageModel(config);
  }

  /** Whether a parameter of {@link #model} belongs to it. */
  boolean has(String name) {
    return isPrefixed(name) || hasInHead(name);
  }

  private boolean hasInHead(String name) {
    return switch (this) {
      case ENCODER -> false;
      case RECONSTRUCTION -> name.equals("mask_token") || name.startsWith("decoder.");
      case SEGMENTATION -> name.startsWith("mlp.");
    };
  }

  /** In words, with an article. */
  @Override
  public String toString() {
    return text;
  }
}
