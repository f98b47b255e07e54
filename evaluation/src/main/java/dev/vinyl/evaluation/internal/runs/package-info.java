/** What runs of one recipe say together; {@code study} asks the same of its cells. */
@NullMarked
package dev.vinyl.evaluation.internal.runs;

import org.jspecify.annotations.NullMarked;
