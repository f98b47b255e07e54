/**
 * A model file and what it says about itself: its task, how images are prepared for it, the names
 * of its classes, where it comes from.
 */
@NullMarked
package dev.vinyl.runtime.model;

import org.jspecify.annotations.NullMarked;
