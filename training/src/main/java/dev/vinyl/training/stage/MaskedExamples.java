package dev.vinyl.training.stage;

import dev.vinyl.training.augment.PatchMask;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.loop.TensorSpec;
import dev.vinyl.training.loop.TensorSpec.ElementType;
import dev.vinyl.training.random.Purpose;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.List;

/** Pictures and which of their patches are masked, {@code masked} [B, N, 1] float32, 1 or 0. */
final class MaskedExamples extends PictureExamples {
  private final PatchMask mask;

  MaskedExamples(View view, PatchMask mask) {
    super(view);
    this.mask = mask;
  }

  @Override
  TensorSpec target() {
    return new TensorSpec("masked", ElementType.FLOAT32, List.of(mask.patches(), 1));
  }

  @Override
  void writeTarget(TrainingExample seen, int example, int epoch, Buffer target, int offset) {
    mask.write(streams().stream(Purpose.MASK, epoch, example), (FloatBuffer) target, offset);
  }
}
