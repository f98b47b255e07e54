/**
 * ONNX graphs written in Java: typed, shaped, and checked while they are written, so that a wrong
 * shape is refused where it is made and not when a session is opened. {@link
 * dev.vinyl.export.graph.GraphBuilder} is the way in.
 */
@NullMarked
package dev.vinyl.export.graph;

import org.jspecify.annotations.NullMarked;
