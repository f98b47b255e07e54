/**
 * Compiles and runs the program in {@code samples/embed} as its users do: against {@code
 * vinyl-runtime} alone, in a JVM of its own without any option.
 */
@NullMarked
package dev.vinyl.samples.embed;

import org.jspecify.annotations.NullMarked;
