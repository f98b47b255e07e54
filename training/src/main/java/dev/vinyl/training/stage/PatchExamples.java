package dev.vinyl.training.stage;

import dev.vinyl.training.augment.PatchLabels;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.loop.InputSpec;
import dev.vinyl.training.loop.InputSpec.Kind;
import java.nio.Buffer;
import java.nio.LongBuffer;
import java.util.List;

/** Images and the majority class of each of their patches, {@code labels} [B, N] int64. */
final class PatchExamples extends ImageExamples {
  private final PatchLabels labels;
  private final int patches;

  PatchExamples(View view, PatchLabels labels, int patches) {
    super(view);
    this.labels = labels;
    this.patches = patches;
  }

  @Override
  InputSpec target() {
    return new InputSpec("labels", Kind.INT64, List.of(patches));
  }

  @Override
  void writeTarget(TrainingExample seen, int example, int epoch, Buffer target, int offset) {
    labels.write(seen, (LongBuffer) target, offset);
  }
}
