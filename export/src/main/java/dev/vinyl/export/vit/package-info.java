/**
 * The vision transformer of the paper (arXiv 2512.03862) and its heads, written as graphs. The
 * names and layouts of the parameters are those of its PyTorch implementation.
 */
@NullMarked
package dev.vinyl.export.vit;

import org.jspecify.annotations.NullMarked;
