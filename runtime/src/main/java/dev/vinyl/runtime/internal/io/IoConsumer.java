package dev.vinyl.runtime.internal.io;

import java.io.IOException;

/**
 * Takes a value and may fail at reading or writing.
 *
 * @param <T> what it takes
 */
@FunctionalInterface
public interface IoConsumer<T> {

  /** Does it. */
  void accept(T value) throws IOException;
}
