package dev.vinyl.evaluation.html;

import dev.vinyl.evaluation.metric.PairedDifference;

/**
 * One model against another on the same pictures.
 *
 * @param score that both are compared by, such as {@code paper.miou}
 * @param first the model that is compared with
 * @param second the model whose score is higher where the difference is positive
 * @param difference second minus first
 */
public record ModelComparison(
    String score, String first, String second, PairedDifference difference) {}
