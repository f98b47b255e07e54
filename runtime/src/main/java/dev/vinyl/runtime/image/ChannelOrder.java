package dev.vinyl.runtime.image;

/** In which order the three channels of a pixel follow each other. */
public enum ChannelOrder {
  /** Red, green, blue: {@link RgbImage}, Pillow, most of the web. */
  RGB,
  /** Blue, green, red: OpenCV. */
  BGR
}
