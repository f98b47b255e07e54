package dev.vinyl.study.internal.graph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/** Keeps what came of steps. Used by several threads at once, for different steps. */
public interface StepStore {

  /**
   * What came of a step.
   *
   * @param state done or failed
   * @param seconds that it took
   * @param reason why it failed, in a line; empty if it did not
   * @param version of Vinyl that did it; empty if that was not written down
   * @param result what it found; empty if it failed
   */
  record Kept(StepState state, double seconds, String reason, String version, ObjectNode result) {}

  /**
   * What is there of a step; empty if it has not ended.
   *
   * @throws IOException if it cannot be read
   */
  Optional<Kept> find(Step step) throws IOException;

  /**
   * Keeps a result, whole or not at all.
   *
   * @throws IOException if it cannot be written
   */
  void finish(Step step, Kept result) throws IOException;

  /**
   * Keeps a failure.
   *
   * @throws IOException if it cannot be written
   */
  void fail(Step step, Kept failure) throws IOException;
}
