package dev.vinyl.evaluation;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import java.io.IOException;
import java.util.List;

/**
 * Runs the batches of one evaluation on all cores and gives their results in the images' order. No
 * more than two batches a core are under way or wait to be taken.
 */
final class EvaluationPass implements AutoCloseable {
  private final OrderedParallelMap<List<Sample>, BatchResults> batches;

  EvaluationPass(
      SegmentationDataset dataset,
      List<Sample> images,
      List<PassModel> models,
      EvaluationOptions options) {
    int batch =
        models.stream()
            .mapToInt(model -> model.predictor().mostImages())
            .reduce(options.running().batch(), Math::min);
    int cores = options.running().session().intraOpThreads();
    this.batches =
        new OrderedParallelMap<>(
            "evaluation",
            cores,
            2 * cores,
            OrderedParallelMap.batches(images, batch),
            () -> new EvaluationWorker(dataset, models, options, batch));
  }

  boolean hasNext() {
    return batches.hasNext();
  }

  /** Waits for the next batch. */
  BatchResults next() throws IOException {
    return batches.next();
  }

  /** Gives up what waits, lets what runs come to its end, and frees the workers. */
  @Override
  public void close() {
    batches.close();
  }
}
