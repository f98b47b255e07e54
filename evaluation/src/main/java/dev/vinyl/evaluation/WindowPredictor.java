package dev.vinyl.evaluation;

import dev.vinyl.runtime.Tiling;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.DecodedImage;
import dev.vinyl.runtime.image.ImagePreparer;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.internal.tile.WindowBlend;
import dev.vinyl.runtime.internal.tile.WindowPlan;
import dev.vinyl.runtime.internal.tile.WindowShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * One thread's way to the answer of a model for images of any size, window by window, as the
 * segmenter does it. Not thread-safe.
 */
final class WindowPredictor implements AutoCloseable {
  private final MaskPredictor model;
  private final MaskPredictor.Worker worker;
  private final WindowShape windows;
  private final int batch;
  private final ImagePreparer preparer;
  private final ByteBuffer input;

  /**
   * A predictor.
   *
   * @param batch the most windows of a run
   */
  WindowPredictor(MaskPredictor model, Tiling tiling, int batch) {
    MaskPredictor.Input preparation = model.preparation();
    this.model = model;
    this.worker = model.worker(batch);
    this.windows =
        WindowShape.of(
            model.windowSize(tiling.window()),
            tiling.overlap(),
            preparation.spec(),
            model.patchSize());
    this.batch = batch;
    this.preparer =
        new ImagePreparer(preparation.spec(), preparation.layout(), DecodeLimits.defaults());
    this.input =
        ByteBuffer.allocateDirect(Math.multiplyExact(worker.inputImages(), preparation.bytes()))
            .order(ByteOrder.nativeOrder());
  }

  /** A class for each pixel of an image; without scores. */
  MaskPredictor.Answer predict(RgbImage image) {
    WindowPlan plan =
        WindowPlan.of(image.height(), image.width(), windows, model.classNames().size());
    WindowBlend blend = new WindowBlend(plan);
    int values = model.preparation().bytes() / Float.BYTES;
    try (DecodedImage decoded = DecodedImage.of(image)) {
      for (int first = 0; first < plan.count(); first += batch) {
        int count = Math.min(batch, plan.count() - first);
        for (int i = 0; i < count; i++) {
          preparer.prepare(decoded, placement(plan, first + i), input.asFloatBuffer(), i * values);
        }
        List<MaskPredictor.Answer> answers = worker.predict(count, input);
        for (int i = 0; i < count; i++) {
          blend.add(answers.get(i).scores().shown(placement(plan, first + i)));
        }
      }
    }
    return new MaskPredictor.Answer(blend.result());
  }

  private Placement placement(WindowPlan plan, int index) {
    return Placement.ofWindow(model.preparation().spec(), windows.size(), plan.window(index));
  }

  @Override
  public void close() {
    preparer.close();
  }
}
