/** Hadoop's file systems as read-only file systems of {@code java.nio}. */
@NullMarked
package dev.vinyl.spark.internal.hadoop;

import org.jspecify.annotations.NullMarked;
