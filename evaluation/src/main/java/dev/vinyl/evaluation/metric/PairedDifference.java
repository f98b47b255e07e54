package dev.vinyl.evaluation.metric;

/**
 * How much a second model differs from a first one on the same images.
 *
 * @param difference score of the second minus score of the first; the interval comes from drawing
 *     images, each with both answers. It says what other images would give for these two models,
 *     and nothing of what other runs of the same recipes would
 * @param better images on which the second scores higher
 * @param worse images on which the second scores lower
 * @param unchanged the other images: same score, or none for one of the two
 */
public record PairedDifference(
    ConfidenceInterval difference, int better, int worse, int unchanged) {

  static PairedDifference of(ConfidenceInterval difference, ImageValues first, ImageValues second) {
    int better = 0;
    int worse = 0;
    for (int i = 0; i < first.size(); i++) {
      better += second.get(i) > first.get(i) ? 1 : 0;
      worse += second.get(i) < first.get(i) ? 1 : 0;
    }
    return new PairedDifference(difference, better, worse, first.size() - better - worse);
  }
}
