/**
 * What a segmentation is worth. Every score says its convention: which reduction, which classes,
 * and what happens to a class that is absent.
 */
@NullMarked
package dev.vinyl.evaluation.metric;

import org.jspecify.annotations.NullMarked;
