package dev.vinyl.training.stage;

import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.internal.augment.MixUp;
import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.loop.InputSpec;
import dev.vinyl.training.loop.InputSpec.Kind;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Images and the share that each class has in them, {@code targets} [B, classes] float32: all of it
 * one class's, but for MixUp and label smoothing.
 */
final class ClassifiedExamples extends ImageExamples {
  private final List<Integer> labels;
  private final int classes;
  private final MixUp mixUp;
  private final float smoothing;

  /**
   * @param labels the class of each image, 0 .. classes - 1
   * @param smoothing share of a target that is spread over all classes, 0 or above and below 1
   */
  ClassifiedExamples(View view, List<Integer> labels, int classes, MixUp mixUp, double smoothing) {
    super(view);
    this.labels = List.copyOf(labels);
    this.classes = classes;
    this.mixUp = mixUp;
    this.smoothing = (float) smoothing;
  }

  @Override
  InputSpec target() {
    return new InputSpec("targets", Kind.FLOAT32, List.of(classes));
  }

  private MixUp.Mix mix(int example, int epoch) {
    return mixUp.draw(size(), streams().stream(Purpose.MIXUP, epoch, example));
  }

  @Override
  void finish(TrainingExample seen, TrainingExample room, int example, int epoch)
      throws IOException {
    MixUp.Mix mix = mix(example, epoch);
    if (mix.lambda() < 1) {
      see(mix.partner(), epoch, room);
      mix.blend(seen, room);
    }
  }

  @Override
  void writeTarget(TrainingExample seen, int example, int epoch, Buffer target, int offset) {
    FloatBuffer shares = (FloatBuffer) target;
    MixUp.Mix mix = mix(example, epoch);
    mix.writeTarget(labels.get(example), labels.get(mix.partner()), classes, shares, offset);
    for (int i = offset; smoothing > 0 && i < offset + classes; i++) {
      shares.put(i, (1 - smoothing) * shares.get(i) + smoothing / classes);
    }
  }
}
