/**
 * Parameters by name, and the files that hold them. Names and layouts are PyTorch's, so that
 * weights go in and out without renaming.
 */
@NullMarked
package dev.vinyl.export.weights;

import org.jspecify.annotations.NullMarked;
