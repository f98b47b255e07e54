/**
 * Arrow IPC files, written in a stream and read through memory-mapped buffers. Only Arrow's
 * descriptions of files are used, never its memory: no allocator is needed and no JVM flag, and
 * what is read lies in plain {@link java.nio.ByteBuffer}s, whose bounds Java checks.
 */
@NullMarked
package dev.vinyl.data.internal.arrow;

import org.jspecify.annotations.NullMarked;
