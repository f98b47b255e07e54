/**
 * Draws pets in code. An image follows from a seed and its number alone: {@link
 * dev.vinyl.data.internal.synthetic.PetPainter} throws the dice in a fixed order, shapes are signed
 * distances, textures are value noise, and arithmetic that Java leaves open is done by {@link
 * java.lang.StrictMath}.
 */
@NullMarked
package dev.vinyl.data.internal.synthetic;

import org.jspecify.annotations.NullMarked;
