/** How JSON is written, in one place for all that write it. */
@NullMarked
package dev.vinyl.evaluation.internal.json;

import org.jspecify.annotations.NullMarked;
