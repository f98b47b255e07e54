package dev.vinyl.data.layout;

import dev.vinyl.data.Sample;
import dev.vinyl.runtime.image.ClassMask;
import java.io.IOException;
import java.util.List;

/** Where the ground truth of samples comes from. Immutable and thread-safe. */
interface MaskSource {

  /** The classes in the order of their indices. */
  List<String> classNames();

  /**
   * The class of each pixel of a sample.
   *
   * @throws dev.vinyl.data.DatasetException if it is missing, unreadable, or holds what is no class
   */
  ClassMask read(Sample sample) throws IOException;

  /** What tells this ground truth from another, for the fingerprint: a hash and what it means. */
  String identity(Sample sample) throws IOException;
}
