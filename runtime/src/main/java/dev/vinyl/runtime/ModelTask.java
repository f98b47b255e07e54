package dev.vinyl.runtime;

/** What a model was made for, as its metadata says it. */
public final class ModelTask {
  /** A class for each pixel: {@code image} [B, 3, H, W] to {@code logits} [B, C, H, W]. */
  public static final String SEGMENT = "segment";

  private ModelTask() {}
}
