package dev.vinyl.evaluation;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Resizing;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a model has to be better than: the same mask for every image, of the class that is commonest
 * at each place of the training images. Places are those of a grid of 128 x 128 that is laid over
 * each image, whatever its size; of equally common classes the first counts.
 */
public final class PositionBaseline {
  private static final Logger log = LoggerFactory.getLogger(PositionBaseline.class);

  private static final int SIDE = 128;

  private final SegmentationDataset dataset;
  private final ClassMask mask;

  private PositionBaseline(SegmentationDataset dataset, ClassMask mask) {
    this.dataset = dataset;
    this.mask = mask;
  }

  /**
   * Counts classes; an image that cannot be read is left out, with a warning.
   *
   * @param trained whose ground truth is counted
   * @throws IOException if reading fails for another reason than a sample's files
   */
  public static PositionBaseline of(SegmentationDataset dataset, List<Sample> trained)
      throws IOException {
    int classes = dataset.classNames().size();
    int[] counts = new int[SIDE * SIDE * classes];
    try (OrderedParallelMap<Sample, Optional<ClassMask>> targets = targets(dataset, trained)) {
      while (targets.hasNext()) {
        targets.next().ifPresent(target -> count(target, classes, counts));
      }
    }
    byte[] commonest = new byte[SIDE * SIDE];
    for (int i = 0; i < commonest.length; i++) {
      for (int c = 1; c < classes; c++) {
        if (counts[i * classes + c] > counts[i * classes + commonest[i]]) {
          commonest[i] = (byte) c;
        }
      }
    }
    return new PositionBaseline(dataset, new ClassMask(SIDE, SIDE, commonest));
  }

  /** The mask, the same for every image, [128, 128]. */
  public ClassMask mask() {
    return mask;
  }

  /**
   * How it fits the ground truth of samples, at the places of the grid.
   *
   * @throws IOException if reading fails for another reason than a sample's files
   */
  public ConfusionMatrix score(List<Sample> samples) throws IOException {
    int classes = dataset.classNames().size();
    ConfusionMatrix sum = ConfusionMatrix.empty(classes);
    try (OrderedParallelMap<Sample, Optional<ClassMask>> targets = targets(dataset, samples)) {
      while (targets.hasNext()) {
        Optional<ClassMask> target = targets.next();
        if (target.isPresent()) {
          sum = sum.plus(ConfusionMatrix.of(classes, target.get(), mask));
        }
      }
    }
    return sum;
  }

  private static void count(ClassMask target, int classes, int[] counts) {
    for (int i = 0; i < SIDE * SIDE; i++) {
      int c = target.classes()[i] & 0xff;
      if (c != ClassMask.IGNORE) {
        counts[i * classes + c]++;
      }
    }
  }

  /** The ground truth of each sample at the grid's size, in their order; empty if it has none. */
  private static OrderedParallelMap<Sample, Optional<ClassMask>> targets(
      SegmentationDataset dataset, List<Sample> samples) {
    int threads = Runtime.getRuntime().availableProcessors();
    return new OrderedParallelMap<>(
        "reading masks",
        threads,
        2 * threads,
        samples.iterator(),
        () -> sample -> target(dataset, sample));
  }

  private static Optional<ClassMask> target(SegmentationDataset dataset, Sample sample)
      throws IOException {
    try {
      return Optional.of(Resizing.resizeNearest(dataset.load(sample).target(), SIDE, SIDE));
    } catch (DatasetException e) {
      log.warn("left out of the baseline: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
