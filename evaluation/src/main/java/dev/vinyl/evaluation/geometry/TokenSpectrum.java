package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.List;

/**
 * How many directions the tokens of all images fill. Immutable.
 *
 * @param singularValues of the matrix of all tokens, [N images * patches, D], not centred; D of
 *     them, descending. They come from the eigenvalues of its Gram matrix, so that those below 1e-8
 *     of the largest are noise
 * @param covarianceEigenvalues of the unbiased covariance of the tokens, that is centred; D of
 *     them, descending
 * @param effectiveRank of the matrix of all tokens, not centred: exp of the entropy of its singular
 *     values, divided by their sum (Roy and Vetterli 2007); 1..D
 * @param covarianceEffectiveRank of the covariance: the same of its eigenvalues, which are squares;
 *     1..D
 * @param participationRatio of the covariance: square of the sum of its eigenvalues, divided by the
 *     sum of their squares; 1..D
 * @param tokens how many tokens there were
 */
public record TokenSpectrum(
    List<Double> singularValues,
    List<Double> covarianceEigenvalues,
    ConfidenceInterval effectiveRank,
    ConfidenceInterval covarianceEffectiveRank,
    ConfidenceInterval participationRatio,
    long tokens) {

  /** Takes copies. */
  public TokenSpectrum {
    singularValues = List.copyOf(singularValues);
    covarianceEigenvalues = List.copyOf(covarianceEigenvalues);
  }
}
