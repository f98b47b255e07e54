package dev.vinyl.runtime.image;

/** In which order a tensor holds a batch of images. */
public enum TensorLayout {
  /** [B, C, H, W]: a plane for each channel or class. What PyTorch and Vinyl's own models use. */
  NCHW,
  /** [B, H, W, C]: all channels or classes of a pixel beside each other. What TensorFlow uses. */
  NHWC
}
