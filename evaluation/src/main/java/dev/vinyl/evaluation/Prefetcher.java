package dev.vinyl.evaluation;

import dev.vinyl.evaluation.dataset.LabelledImage;
import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Decodes pictures in their order, ahead of who asks for them, in one thread; at most {@link
 * #AHEAD} wait at once, already shrunk to the model's size.
 */
final class Prefetcher implements AutoCloseable {
  private static final int AHEAD = 2 * Evaluator.BATCH;

  private final SegmentationDataset dataset;
  private final MaskPredictor predictor;
  private final Iterator<LabelledPicture> remaining;
  private final Queue<Future<Sample>> waiting = new ArrayDeque<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread worker = new Thread(task, "vinyl-evaluation-decoder");
            worker.setDaemon(true);
            return worker;
          });

  /** A picture that was read, or one that could not be. */
  sealed interface Sample {}

  /** The picture as the model wants it, and its truth at the model's size. */
  record Loaded(LabelledPicture picture, RgbImage image, ClassMask truth) implements Sample {}

  /** Why a picture could not be read, in one line. */
  record Failed(LabelledPicture picture, String reason) implements Sample {}

  Prefetcher(SegmentationDataset dataset, List<LabelledPicture> pictures, MaskPredictor predictor) {
    this.dataset = dataset;
    this.predictor = predictor;
    this.remaining = pictures.iterator();
    fill();
  }

  boolean hasNext() {
    return !waiting.isEmpty();
  }

  Sample next() throws IOException {
    Future<Sample> first = waiting.remove();
    fill();
    try {
      return first.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("evaluation interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      throw new IllegalStateException("decoding failed unexpectedly: " + e.getCause(), e);
    }
  }

  private void fill() {
    while (waiting.size() < AHEAD && remaining.hasNext()) {
      LabelledPicture picture = remaining.next();
      waiting.add(thread.submit(() -> load(picture)));
    }
  }

  private Sample load(LabelledPicture picture) {
    try {
      LabelledImage sample = dataset.load(picture);
      ClassMask truth =
          Resizing.resizeNearest(sample.truth(), predictor.width(), predictor.height());
      return new Loaded(picture, predictor.prepare(sample.image()), truth);
    } catch (IOException e) {
      String message = e.getMessage();
      return new Failed(picture, message == null ? picture.image() + ": " + e : message);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
