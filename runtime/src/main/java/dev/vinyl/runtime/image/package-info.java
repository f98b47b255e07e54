/**
 * Decoding images and turning them into what a model takes. {@link
 * dev.vinyl.runtime.image.PreprocessSpec} says how; training and serving read the same one, so that
 * they cannot drift apart.
 */
@NullMarked
package dev.vinyl.runtime.image;

import org.jspecify.annotations.NullMarked;
