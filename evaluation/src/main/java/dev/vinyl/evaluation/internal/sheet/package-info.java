/** Many small images in one: what a model sees, side by side. */
@NullMarked
package dev.vinyl.evaluation.internal.sheet;

import org.jspecify.annotations.NullMarked;
