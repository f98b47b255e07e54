package dev.vinyl.training.stage;

import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.loop.InputSpec;
import dev.vinyl.training.loop.InputSpec.Kind;
import java.nio.Buffer;
import java.nio.LongBuffer;
import java.util.List;

/** Images and the class of each of their pixels, {@code labels} [B, H, W] int64. */
final class SegmentationExamples extends ImageExamples {
  private final InputSpec labels;

  SegmentationExamples(View view) {
    super(view);
    PreprocessSpec spec = view.spec();
    labels = new InputSpec("labels", Kind.INT64, List.of(spec.height(), spec.width()));
  }

  @Override
  InputSpec target() {
    return labels;
  }

  @Override
  void writeTarget(TrainingExample seen, int example, int epoch, Buffer target, int offset) {
    seen.writeMask((LongBuffer) target, offset);
  }
}
