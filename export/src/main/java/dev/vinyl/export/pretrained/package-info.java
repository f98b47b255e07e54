/**
 * Vision transformers that others have trained: which family's names a file has, what follows from
 * them, and how its tensors become the parameters of {@link
 * dev.vinyl.export.vit.VisionTransformer}, and back.
 */
@NullMarked
package dev.vinyl.export.pretrained;

import org.jspecify.annotations.NullMarked;
