package dev.vinyl.training.internal.loop;

import java.io.IOException;
import java.nio.Buffer;
import java.util.List;

/** Makes examples and writes them into batches. Used by one thread only. */
@FunctionalInterface
public interface ExampleWriter {

  /**
   * Writes every tensor of one example. What is written must follow from the arguments alone, not
   * from what was written before.
   *
   * @param example index in its source
   * @param epoch counted from 0, for augmentation
   * @param buffers a {@link java.nio.FloatBuffer} or {@link java.nio.LongBuffer} for each of {@link
   *     ExampleSource#tensors()}; other threads write other parts of them, so only absolute
   *     positions may be used
   * @param position of the example in the batch: its elements start at {@code position * elements}
   * @throws IOException if the example cannot be read; the message names its file
   */
  void write(int example, int epoch, List<Buffer> buffers, int position) throws IOException;
}
