/**
 * Folders of images: those with masks, which {@link dev.vinyl.data.layout.Datasets} finds the
 * layout of, with a class for each image ({@link dev.vinyl.data.layout.ImageFolder}, {@link
 * dev.vinyl.data.layout.PetBreeds}) or with neither ({@link
 * dev.vinyl.data.layout.UnlabelledImages}), and {@link dev.vinyl.data.layout.SyntheticPets}, which
 * draws one.
 */
@NullMarked
package dev.vinyl.data.layout;

import org.jspecify.annotations.NullMarked;
