/**
 * What training engines start from: loss and gradients as graphs, and the checkpoint with the
 * parameters. For Vinyl's own modules; it may change without notice.
 */
@NullMarked
package dev.vinyl.export.internal.artifact;

import org.jspecify.annotations.NullMarked;
