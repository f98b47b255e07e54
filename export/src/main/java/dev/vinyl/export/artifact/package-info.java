/**
 * The files that a training session of ONNX Runtime starts from: graphs and the checkpoint with the
 * parameters.
 */
@NullMarked
package dev.vinyl.export.artifact;

import org.jspecify.annotations.NullMarked;
