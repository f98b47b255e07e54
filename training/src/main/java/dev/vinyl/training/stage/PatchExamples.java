package dev.vinyl.training.stage;

import dev.vinyl.training.augment.PatchLabels;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.loop.TensorSpec;
import dev.vinyl.training.loop.TensorSpec.ElementType;
import java.nio.Buffer;
import java.nio.LongBuffer;
import java.util.List;

/** Pictures and the majority class of each of their patches, {@code labels} [B, N] int64. */
final class PatchExamples extends PictureExamples {
  private final PatchLabels labels;
  private final int patches;

  PatchExamples(View view, PatchLabels labels, int patches) {
    super(view);
    this.labels = labels;
    this.patches = patches;
  }

  @Override
  TensorSpec target() {
    return new TensorSpec("labels", ElementType.INT64, List.of(patches));
  }

  @Override
  void writeTarget(TrainingExample seen, int example, int epoch, Buffer target, int offset) {
    labels.write(seen, (LongBuffer) target, offset);
  }
}
