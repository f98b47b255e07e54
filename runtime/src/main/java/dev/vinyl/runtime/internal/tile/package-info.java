/**
 * Images that are segmented window by window: where the windows lie, and how their answers become
 * one.
 */
@NullMarked
package dev.vinyl.runtime.internal.tile;

import org.jspecify.annotations.NullMarked;
