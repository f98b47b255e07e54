/**
 * Where every random choice of training comes from. A choice is named by what it is for, the epoch
 * and the position; {@link dev.vinyl.training.internal.random.RandomStreams} turns a seed and that
 * name into numbers, so that no choice depends on which thread made it or on what was drawn before.
 */
@NullMarked
package dev.vinyl.training.internal.random;

import org.jspecify.annotations.NullMarked;
