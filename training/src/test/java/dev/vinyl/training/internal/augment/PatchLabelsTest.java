package dev.vinyl.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.training.augment.TrainingExample;
import java.nio.LongBuffer;
import org.junit.jupiter.api.Test;

final class PatchLabelsTest {
  private static final byte X = (byte) ClassMask.IGNORE;

  @Test
  void eachPatchTakesTheClassOfMostOfItsPixels() {
    TrainingExample example =
        masked(
            6,
            4,
            new byte[] {
              0, 0, /**/ 1, 2, /**/ 2, 1,
              0, 1, /**/ 2, 2, /**/ 0, 1,
              2, 2, /**/ 1, 1, /**/ 0, 0,
              2, 2, /**/ 0, 1, /**/ 0, 2
            });

    assertThat(labels(example, 2)).containsExactly(0, 2, 1, 2, 1, 0);
  }

  @Test
  void lowestClassWinsATie() {
    TrainingExample example = masked(4, 2, new byte[] {2, 1, 2, 0, 1, 2, 1, 0});

    assertThat(labels(example, 2)).containsExactly(1, 0);
  }

  @Test
  void ignoredPixelsHaveNoSay() {
    TrainingExample example = masked(4, 2, new byte[] {X, X, X, X, X, 2, X, X});

    assertThat(labels(example, 2)).containsExactly(2, ClassMask.IGNORE);
  }

  @Test
  void classesAreUnsigned() {
    TrainingExample example = masked(2, 2, new byte[] {(byte) 254, (byte) 254, (byte) 200, 0});

    assertThat(labels(example, 2)).containsExactly(254);
  }

  @Test
  void writesAtTheOffset() {
    LongBuffer target = LongBuffer.allocate(4);
    new PatchLabels(1).write(masked(2, 1, new byte[] {1, 2}), target, 1);

    assertThat(target.array()).containsExactly(0, 1, 2, 0);
    assertThat(target.position()).isZero();
  }

  @Test
  void refusesWhatItCannotLabel() {
    TrainingExample oblong = masked(4, 3, new byte[12]);
    LongBuffer target = LongBuffer.allocate(12);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PatchLabels(2).write(oblong, target, 0))
        .withMessage("a mask of 4 x 3 pixels cannot be cut into patches of 2 x 2");
    assertThatIllegalArgumentException().isThrownBy(() -> new PatchLabels(0));
    oblong.setMask(null);
    assertThatIllegalStateException()
        .isThrownBy(() -> new PatchLabels(1).write(oblong, target, 0))
        .withMessageContaining("came without a mask");
  }

  private static long[] labels(TrainingExample example, int patchSize) {
    int patches = example.width() / patchSize * (example.height() / patchSize);
    LongBuffer target = LongBuffer.allocate(patches);
    new PatchLabels(patchSize).write(example, target, 0);
    return target.array();
  }

  private static TrainingExample masked(int width, int height, byte[] classes) {
    TrainingExample example = new TrainingExample(AugmentationTest.unitRange(width, height));
    example.setMask(new ClassMask(width, height, classes));
    return example;
  }
}
