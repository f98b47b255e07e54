/**
 * What follows from the scores of a study: tables, curves, claims, and the files that show them.
 */
@NullMarked
package dev.vinyl.study.internal.results;

import org.jspecify.annotations.NullMarked;
