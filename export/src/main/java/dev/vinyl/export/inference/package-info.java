/**
 * Models for use: what an ONNX file computes, by which operators, in which numbers, and the proof
 * that it still computes what was trained.
 */
@NullMarked
package dev.vinyl.export.inference;

import org.jspecify.annotations.NullMarked;
