package dev.vinyl.training.internal.random;

/** What a random choice is for. Choices of different purposes are independent of each other. */
public enum Purpose {
  /** The order of an epoch's examples. */
  ORDER(1),
  /** How one example is changed in one epoch. */
  AUGMENTATION(2),
  /** The values a model starts from. */
  INITIAL_WEIGHTS(3),
  /** What one example's loss compares with in one epoch, such as which patches are masked. */
  TARGET(4),
  /** Which example one is mixed with in one epoch, and how much. */
  MIXUP(5),
  /** Which residual branches are left out for one example in one epoch. */
  DEPTH(6);

  /** Part of every derived number: it is never reused and does not follow the declaration order. */
  private final long code;

  Purpose(long code) {
    this.code = code;
  }

  long code() {
    return code;
  }
}
