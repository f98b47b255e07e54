/**
 * Scoring models: {@link dev.vinyl.evaluation.Evaluation} goes from files of models to a folder of
 * results, as the command does. Below it an {@link dev.vinyl.evaluation.Evaluator} runs whatever
 * predicts masks over labelled images; what it found is an immutable {@link
 * dev.vinyl.evaluation.report.EvaluationResult}, and an {@link
 * dev.vinyl.evaluation.report.EvaluationReport} puts the results of several models into files.
 */
@NullMarked
package dev.vinyl.evaluation;

import org.jspecify.annotations.NullMarked;
