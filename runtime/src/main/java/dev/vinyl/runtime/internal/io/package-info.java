/**
 * What every module needs of the file system. Files are written so that a reader never meets half
 * of one: everything goes to a temporary name in the same folder first and is renamed when it is
 * complete and on the disk.
 */
@NullMarked
package dev.vinyl.runtime.internal.io;

import org.jspecify.annotations.NullMarked;
