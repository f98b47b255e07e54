package dev.vinyl.training.loop;

/** What happens when the loss is no finite number. */
public enum OnNan {
  /** Training stops with an error; checkpoints stay. */
  STOP,
  /** Training goes back to the last good checkpoint and on at half the rate. */
  ROLLBACK
}
