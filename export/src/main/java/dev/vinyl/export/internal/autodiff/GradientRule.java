package dev.vinyl.export.internal.autodiff;

/** How the gradient passes an operator backwards. */
@FunctionalInterface
interface GradientRule {

  /** Works out the gradients of the node's inputs that are asked for and hands each to the pass. */
  void apply(BackwardPass pass);
}
