/**
 * Which native libraries and devices are here, and how an ONNX Runtime session is set up on them.
 * Everything that touches ONNX Runtime or OpenCV goes through this package first, because both are
 * loaded once for a JVM and cannot be exchanged afterwards.
 */
@NullMarked
package dev.vinyl.nativeconfig;

import org.jspecify.annotations.NullMarked;
