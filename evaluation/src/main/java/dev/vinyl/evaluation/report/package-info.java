/** What an evaluation looks like: images, ground truths and predictions side by side. */
@NullMarked
package dev.vinyl.evaluation.report;

import org.jspecify.annotations.NullMarked;
