/**
 * Images in, class masks out: the part of Vinyl that other JVM programs embed. No ONNX Runtime or
 * OpenCV type appears in a signature here, and nothing needs a JVM flag.
 */
@NullMarked
package dev.vinyl.runtime;

import org.jspecify.annotations.NullMarked;
