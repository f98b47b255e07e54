package dev.vinyl.training.internal.engine;

import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.loop.TensorInput;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Some images of a batch that follow each other.
 *
 * @param from the first one
 * @param size how many
 * @param of how many the whole batch has
 * @param share what its mean loss counts for in the batch's: its share of the labels that are not
 *     ignored, or of the images where there are no labels
 */
record MicroBatch(int from, int size, int of, float share) {

  static MicroBatch whole(List<TensorInput> inputs) {
    return split(inputs, Integer.MAX_VALUE).get(0);
  }

  /** A batch in micro-batches of at most {@code most} images, as even as can be. */
  static List<MicroBatch> split(List<TensorInput> inputs, int most) {
    int batch = Math.toIntExact(inputs.get(0).shape()[0]);
    int count = (int) Math.ceil((double) batch / most);
    double all = Math.max(1, counted(inputs, 0, batch, batch));
    List<MicroBatch> microBatches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) batch * i / count);
      int to = (int) ((long) batch * (i + 1) / count);
      float share = (float) (counted(inputs, from, to, batch) / all);
      microBatches.add(new MicroBatch(from, to - from, batch, share));
    }
    return microBatches;
  }

  /** How many labels of some images are not ignored, or how many images where there are none. */
  private static long counted(List<TensorInput> inputs, int from, int to, int of) {
    for (TensorInput input : inputs) {
      if (input.data() instanceof LongBuffer labels) {
        int each = input.elements() / of;
        long counted = 0;
        for (int i = from * each; i < to * each; i++) {
          counted += labels.get(i) == TrainableModel.IGNORED ? 0 : 1;
        }
        return counted;
      }
    }
    return (long) to - from;
  }
}
