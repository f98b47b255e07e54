package dev.vinyl.training.internal.loop;

import dev.vinyl.training.loop.TensorInput;
import java.util.List;

/**
 * A batch ready for the engine. Its buffers are used again: they are valid until the next call of
 * {@link BatchLoader#next()}.
 *
 * @param epoch counted from 0
 * @param number of the batch in its epoch, counted from 0
 * @param examples their indices in the source, in the order of the batch
 * @param inputs the tensors [B, ...] in the order of {@link ExampleSource#tensors()}
 */
public record Batch(int epoch, int number, List<Integer> examples, List<TensorInput> inputs) {

  /** Copies the lists. */
  public Batch {
    examples = List.copyOf(examples);
    inputs = List.copyOf(inputs);
  }

  /** How many examples; the last batch of an epoch may have fewer than the others. */
  public int size() {
    return examples.size();
  }
}
