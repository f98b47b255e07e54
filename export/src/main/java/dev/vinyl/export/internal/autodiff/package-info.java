/**
 * Reverse-mode differentiation of graphs: {@link dev.vinyl.export.internal.autodiff.Gradients} adds
 * to a graph the operators that compute the gradients of a scalar, with one {@link
 * dev.vinyl.export.internal.autodiff.GradientRule} an operator.
 */
@NullMarked
package dev.vinyl.export.internal.autodiff;

import org.jspecify.annotations.NullMarked;
