/**
 * What the patch tokens of encoders look like: how they vary, how alike neighbours are, how many
 * directions they fill, how well they follow the segmentation, and what can be read off them
 * linearly. {@link dev.vinyl.evaluation.geometry.GeometryAnalysis} goes through files of features
 * once for each encoder, with accumulators that take one image after the other, can be merged, and
 * give immutable results with intervals; none keeps tokens.
 *
 * <p>Where a number exists for each image, its interval comes from drawing images. Where it exists
 * only of many images (variance across images, rank, CKA), images are put into a fixed number of
 * blocks by a hash of their tokens, sums are kept for each block, and blocks are drawn.
 */
@NullMarked
package dev.vinyl.evaluation.geometry;

import org.jspecify.annotations.NullMarked;
