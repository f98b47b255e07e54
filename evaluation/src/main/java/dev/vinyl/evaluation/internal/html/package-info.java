/**
 * Reports as one HTML file each: {@link dev.vinyl.evaluation.internal.html.EvaluationPage} for
 * scores, {@link dev.vinyl.evaluation.internal.html.GeometryPage} for what patch tokens look like.
 * A page holds everything it shows, asks no network for anything and forbids itself to; it opens
 * from disk, follows the reader's choice of light or dark, fits a telephone and prints. The same
 * input gives the same bytes on one Java runtime, whose encoder writes the images.
 *
 * <p>The charts are written here as SVG within the page. Chart libraries draw for a fixed size and
 * with fixed colours; what is needed here takes its colours from the page's style sheet, so that
 * dark and light come from one file, and says in words what it shows to those who cannot see it.
 *
 * <p>Whatever comes from outside (names of images, models, classes) passes through one writer,
 * which escapes it.
 */
@NullMarked
package dev.vinyl.evaluation.internal.html;

import org.jspecify.annotations.NullMarked;
