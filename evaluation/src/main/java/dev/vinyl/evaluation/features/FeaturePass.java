package dev.vinyl.evaluation.features;

import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import dev.vinyl.evaluation.report.SkippedImage;
import java.io.IOException;
import java.util.List;

/**
 * The features of images, a few at a time in their order, while workers are ahead by a few. Not
 * thread-safe; the model stays open.
 */
public final class FeaturePass implements AutoCloseable {
  private final OrderedParallelMap<List<Integer>, Answer> answers;

  /**
   * What became of the next images.
   *
   * @param found in their order, without the skipped ones
   * @param skipped those that could not be read
   */
  public record Answer(List<ImageFeatures> found, List<SkippedImage> skipped) {}

  FeaturePass(OrderedParallelMap<List<Integer>, Answer> answers) {
    this.answers = answers;
  }

  /** Whether there are more images. */
  public boolean hasNext() {
    return answers.hasNext();
  }

  /**
   * The next images.
   *
   * @throws IOException if the thread is interrupted
   * @throws IllegalStateException if the model fails
   */
  public Answer next() throws IOException {
    return answers.next();
  }

  /** Ends the workers. */
  @Override
  public void close() throws IOException {
    answers.close();
  }
}
