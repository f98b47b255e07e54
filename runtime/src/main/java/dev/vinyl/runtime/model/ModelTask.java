package dev.vinyl.runtime.model;

/** What a model was made for, as its metadata says it. */
public final class ModelTask {
  /** A class for each pixel: {@code image} [B, 3, H, W] to {@code logits} [B, C, H, W]. */
  public static final String SEGMENT = "segment";

  /** The tokens of each patch: {@code image} [B, 3, H, W] to {@code tokens} [B, N, D]. */
  public static final String FEATURES = "features";

  /** A class for the image: {@code image} [B, 3, H, W] to {@code logits} [B, C]. */
  public static final String CLASSIFY = "classify";

  /**
   * Masked patches reconstructed: {@code image} [B, 3, H, W] and {@code masked} [B, N, 1], 1 where
   * a patch is hidden, to {@code reconstruction} [B, 3, H, W].
   */
  public static final String RECONSTRUCT = "reconstruct";

  private ModelTask() {}
}
