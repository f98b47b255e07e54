package dev.vinyl.training.stage;

import dev.vinyl.training.augment.PatchMask;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.loop.InputSpec;
import dev.vinyl.training.loop.InputSpec.Kind;
import dev.vinyl.training.random.Purpose;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.List;

/** Images and which of their patches are masked, {@code masked} [B, N, 1] float32, 1 or 0. */
final class MaskedExamples extends ImageExamples {
  private final PatchMask mask;

  MaskedExamples(View view, PatchMask mask) {
    super(view);
    this.mask = mask;
  }

  @Override
  InputSpec target() {
    return new InputSpec("masked", Kind.FLOAT32, List.of(mask.patches(), 1));
  }

  @Override
  void writeTarget(TrainingExample seen, int example, int epoch, Buffer target, int offset) {
    mask.write(streams().stream(Purpose.MASK, epoch, example), (FloatBuffer) target, offset);
  }
}
