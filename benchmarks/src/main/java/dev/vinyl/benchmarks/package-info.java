/** Measurements of whole steps, to be run beside others on the same machine in the same minutes. */
@NullMarked
package dev.vinyl.benchmarks;

import org.jspecify.annotations.NullMarked;
