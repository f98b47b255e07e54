/**
 * The vision transformer of the paper (arXiv 2512.03862), written as graphs: the encoder and, for
 * each stage, the model that trains it. The names and layouts of the encoder's parameters, and of
 * the heads that the paper's PyTorch implementation saves, are the same as there.
 */
@NullMarked
package dev.vinyl.export.vit;

import org.jspecify.annotations.NullMarked;
