/**
 * Scoring and features on many machines by Apache Spark: the driver lists images and models, tasks
 * do what one machine does with a part of them, and the driver puts the parts together.
 */
@NullMarked
package dev.vinyl.spark;

import org.jspecify.annotations.NullMarked;
