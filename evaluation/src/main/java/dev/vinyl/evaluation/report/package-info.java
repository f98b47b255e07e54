/**
 * What an evaluation found: the result of each model, a report of all of them, what is required of
 * its scores, and its files as JSON, CSV, Arrow and Parquet.
 */
@NullMarked
package dev.vinyl.evaluation.report;

import org.jspecify.annotations.NullMarked;
