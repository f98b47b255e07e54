package dev.vinyl.training.weights;

import dev.vinyl.export.vit.DecoderHead;
import dev.vinyl.export.vit.ReconstructionHead;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.stage.FineTuning;
import dev.vinyl.training.stage.Pretraining;
import java.util.Set;
import java.util.stream.Stream;

/** What a file of weights can be, told apart by the names in it. */
public enum ModelKind {
  /** An encoder by itself, its names with or without {@code encoder.} before them. */
  ENCODER("an encoder", Pretraining.NAME, new ReconstructionHead()),
  /** An encoder with {@code mask_token} and {@code decoder.*}: what SimMIM trains. */
  RECONSTRUCTION(
      "an encoder with the decoder of its pre-training",
      Pretraining.NAME,
      new ReconstructionHead()),
  /** An encoder with {@code mlp.*}: a class for each pixel. */
  SEGMENTATION("a segmenter", FineTuning.NAME, new SegmentationHead(2));

  private final String text;
  private final String stage;

  @SuppressWarnings("ImmutableEnumChecker") // a head is a value
  private final DecoderHead head;

  /**
   * A kind that files can be of.
   *
   * @param head of the model that has all of its parameters; with any number of classes
   */
  ModelKind(String text, String stage, DecoderHead head) {
    this.text = text;
    this.stage = stage;
    this.head = head;
  }

  /** The kind that has these names. */
  static ModelKind of(Set<String> names) {
    boolean prefixed = names.stream().anyMatch(ModelKind::isPrefixed);
    return Stream.of(SEGMENTATION, RECONSTRUCTION)
        .filter(kind -> prefixed && names.stream().anyMatch(kind::hasInHead))
        .findFirst()
        .orElse(ENCODER);
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

  /** As it is before anything is known of a file. */
  DecoderHead head() {
    return head;
  }

  /** Whether a parameter belongs to it. */
  boolean has(String name) {
    return isPrefixed(name) || hasInHead(name);
  }

  private boolean hasInHead(String name) {
    return this != ENCODER && head.owns(name);
  }

  /** In words, with an article. */
  @Override
  public String toString() {
    return text;
  }
}
