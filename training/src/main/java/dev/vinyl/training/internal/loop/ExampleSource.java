package dev.vinyl.training.internal.loop;

import dev.vinyl.training.loop.InputSpec;
import java.util.List;

/** What batches are made of: examples by index, each a slice of every tensor of the batch. */
public interface ExampleSource {

  /** How many examples an epoch has. */
  int size();

  /** The tensors of a batch, in the order of the model's inputs. */
  List<InputSpec> tensors();

  /** A writer for one worker thread; it may keep scratch memory from example to example. */
  ExampleWriter newWriter();
}
