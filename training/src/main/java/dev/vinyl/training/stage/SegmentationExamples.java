package dev.vinyl.training.stage;

import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.loop.TensorSpec;
import dev.vinyl.training.loop.TensorSpec.ElementType;
import java.nio.Buffer;
import java.nio.LongBuffer;
import java.util.List;

/** Pictures and the class of each of their pixels, {@code labels} [B, H, W] int64. */
final class SegmentationExamples extends PictureExamples {
  private final TensorSpec labels;

  SegmentationExamples(View view) {
    super(view);
    PreprocessSpec spec = view.spec();
    labels = new TensorSpec("labels", ElementType.INT64, List.of(spec.height(), spec.width()));
  }

  @Override
  TensorSpec target() {
    return labels;
  }

  @Override
  void writeTarget(TrainingExample seen, int example, int epoch, Buffer target, int offset) {
    seen.writeMask((LongBuffer) target, offset);
  }
}
