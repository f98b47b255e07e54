package dev.vinyl.data.layout;

/**
 * What masks were drawn on, for images that are stored turned and say so (EXIF orientation).
 * Annotation tools differ in this.
 */
enum MaskConvention {
  /** On the pixels as the file holds them: such images are read without being turned. */
  STORED,
  /** On the image as viewers show it, upright. */
  DISPLAYED
}
