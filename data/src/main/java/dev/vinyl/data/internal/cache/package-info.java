/**
 * Decoded images kept on the disk between epochs and runs, so that an image is decoded and shrunk
 * once for all of them.
 */
@NullMarked
package dev.vinyl.data.internal.cache;

import org.jspecify.annotations.NullMarked;
