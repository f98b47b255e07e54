/**
 * What computes a training step. {@link dev.vinyl.training.engine.TrainingEngine} is the narrow
 * interface behind which ONNX Runtime's training API stays.
 */
@NullMarked
package dev.vinyl.training.engine;

import org.jspecify.annotations.NullMarked;
