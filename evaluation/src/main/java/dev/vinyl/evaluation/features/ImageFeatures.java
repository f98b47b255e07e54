package dev.vinyl.evaluation.features;

import dev.vinyl.data.Split;
import dev.vinyl.evaluation.geometry.PatchComposition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The features of one image, as they are written.
 *
 * @param id of the image
 * @param split it is in; null without masks
 * @param composition how many pixels of each class its patches have; null without masks
 * @param tokens of each layer, [N, D] each
 */
record ImageFeatures(
    String id,
    @Nullable Split split,
    @Nullable PatchComposition composition,
    List<float[]> tokens) {}
