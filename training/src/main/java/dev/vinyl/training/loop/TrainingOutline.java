package dev.vinyl.training.loop;

/**
 * How much a training has ahead of it.
 *
 * @param epochs in all
 * @param stepsPerEpoch batches of an epoch
 * @param images of an epoch
 * @param firstStep optimizer steps that were taken before; 0 unless the run goes on
 */
public record TrainingOutline(int epochs, int stepsPerEpoch, int images, long firstStep) {

  /** Steps in all, those before the first included. */
  public long steps() {
    return (long) epochs * stepsPerEpoch;
  }
}
