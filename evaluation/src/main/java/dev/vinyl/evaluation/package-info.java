/**
 * Scoring a model: an {@link dev.vinyl.evaluation.Evaluator} runs it over labelled images, what it
 * found is an immutable {@link dev.vinyl.evaluation.report.EvaluationResult}, and an {@link
 * dev.vinyl.evaluation.report.EvaluationReport} puts the results of several models into files.
 */
@NullMarked
package dev.vinyl.evaluation;

import org.jspecify.annotations.NullMarked;
