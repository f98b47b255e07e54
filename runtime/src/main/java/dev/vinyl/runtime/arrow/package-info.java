/**
 * Models' answers as Arrow vectors: ONNX Runtime writes into their buffers, so that nothing is
 * copied between it and whatever reads Arrow. Needs {@code arrow-vector} and one of Arrow's memory
 * modules on the class path, which {@code vinyl-runtime} does not bring, and the JVM flag {@code
 * --add-opens=java.base/java.nio=org.apache.arrow.memory.core,ALL-UNNAMED}. No other package loads
 * Arrow.
 */
@NullMarked
package dev.vinyl.runtime.arrow;

import org.jspecify.annotations.NullMarked;
