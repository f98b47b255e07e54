package dev.vinyl.evaluation.features;

import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.ImageSize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The features of one image.
 *
 * @param id of the image
 * @param size of the image itself; null where a file of before does not say
 * @param split it is in; null without masks
 * @param composition how many pixels of each class its patches have; null without masks
 * @param tokens of each layer, [N, D] each; shared, not copied
 */
public record ImageFeatures(
    String id,
    @Nullable ImageSize size,
    @Nullable Split split,
    @Nullable PatchComposition composition,
    List<float[]> tokens) {}
