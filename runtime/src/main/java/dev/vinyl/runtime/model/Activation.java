package dev.vinyl.runtime.model;

/**
 * What a model's last layer has already made of its scores, so what the numbers in its output are.
 * It is not applied again.
 */
public enum Activation {
  /** Nothing: the output holds logits, any numbers. */
  NONE,
  /** A softmax over the classes: each is in 0..1, those of a pixel sum to 1. */
  SOFTMAX,
  /** A sigmoid: each is in 0..1, for itself. */
  SIGMOID
}
