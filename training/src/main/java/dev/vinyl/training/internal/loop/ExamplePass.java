package dev.vinyl.training.internal.loop;

import dev.vinyl.training.loop.TensorInput;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Goes over all examples of a source once, in their order, on the calling thread. */
public final class ExamplePass {
  private ExamplePass() {}

  /** Takes a batch; its buffers are used again for the next one. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * Takes a batch.
     *
     * @param first index of its first example
     * @param inputs the tensors [B, ...] in the order of {@link ExampleSource#tensors()}
     */
    void visit(int first, List<TensorInput> inputs) throws IOException;
  }

  /**
   * Shows every example to a visitor, as it is in epoch 0.
   *
   * @param batchSize examples of a batch, at least 1; the last one may have fewer
   * @throws IOException if an example cannot be read, or the visitor throws it
   */
  public static void over(ExampleSource source, int batchSize, Visitor visitor) throws IOException {
    BatchSlot slot = new BatchSlot(source.tensors(), Math.min(batchSize, source.size()));
    ExampleWriter writer = source.newWriter();
    for (int first = 0; first < source.size(); first += batchSize) {
      int end = Math.min(first + batchSize, source.size());
      slot.begin(0, first / batchSize, IntStream.range(first, end).toArray());
      for (int example = first; example < end; example++) {
        writer.write(example, 0, slot.buffers(), example - first);
        slot.finish(example - first, null);
      }
      visitor.visit(first, slot.result().inputs());
    }
  }
}
