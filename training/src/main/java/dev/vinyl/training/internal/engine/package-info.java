/**
 * What computes a training step. {@link dev.vinyl.training.internal.engine.TrainingEngine} is the
 * narrow interface behind which ONNX Runtime's training API stays. Programs choose one by {@code
 * Training.Engine}.
 */
@NullMarked
package dev.vinyl.training.internal.engine;

import org.jspecify.annotations.NullMarked;
