package dev.vinyl.runtime;

import dev.vinyl.runtime.image.ImageSource;
import java.time.Duration;

/**
 * Told what a {@link Segmenter} does, for metrics. It is called by the segmenter's own threads, by
 * several at once, and keeps a core from the next images: it counts and returns. What it throws is
 * logged, and the segmenter goes on.
 */
@FunctionalInterface
public interface SegmenterListener {

  /** A batch was done, and its answers handed out. */
  void batchDone(Batch batch);

  /**
   * Some windows of an image that is segmented in several were done, see {@link Tiling}.
   *
   * @param source the image
   * @param done how many of its windows are done
   * @param total of how many
   */
  default void windowsDone(ImageSource source, int done, int total) {}

  /**
   * Images that were taken from the queue together. How long the queue is tells {@link
   * Segmenter#queueDepth()}.
   *
   * @param images how many, at least 1
   * @param failed how many of them have no answer: they could not be read, were given up, or the
   *     model failed
   * @param waited how long the first of them waited in the queue
   * @param preparing the time to decode and prepare all of them
   * @param running the time to run the model and read its answers
   */
  record Batch(int images, int failed, Duration waited, Duration preparing, Duration running) {}
}
