/** Runs a model file on batches of prepared images. */
@NullMarked
package dev.vinyl.runtime.internal.model;

import org.jspecify.annotations.NullMarked;
