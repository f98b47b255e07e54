package dev.vinyl.training.stage;

import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.loop.InputSpec;
import java.nio.Buffer;

/** Images and what a {@link Stage.Target} says of each. */
final class TargetExamples extends ImageExamples {
  private final Stage.Target target;

  TargetExamples(View view, Stage.Target target) {
    super(view);
    this.target = target;
  }

  @Override
  InputSpec target() {
    return target.tensor();
  }

  @Override
  void writeTarget(TrainingExample seen, int example, int epoch, Buffer buffer, int offset) {
    RandomStream random = streams().stream(Purpose.TARGET, epoch, example);
    target.write(seen, example, random, buffer, offset);
  }
}
