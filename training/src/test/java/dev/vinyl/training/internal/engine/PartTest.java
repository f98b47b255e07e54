package dev.vinyl.training.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.training.loop.TensorInput;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartTest {
  private static final long IGNORED = 255;

  @Test
  void batchIsCutIntoPartsAsEvenAsCanBe() {
    assertThat(MicroBatch.split(images(8), 8)).containsExactly(new MicroBatch(0, 8, 8, 1));
    assertThat(MicroBatch.split(images(8), 100)).containsExactly(new MicroBatch(0, 8, 8, 1));
    assertThat(MicroBatch.split(images(8), 4))
        .containsExactly(new MicroBatch(0, 4, 8, 0.5f), new MicroBatch(4, 4, 8, 0.5f));
    assertThat(MicroBatch.split(images(8), 3))
        .containsExactly(
            new MicroBatch(0, 2, 8, 0.25f),
            new MicroBatch(2, 3, 8, 0.375f),
            new MicroBatch(5, 3, 8, 0.375f));
    assertThat(MicroBatch.split(images(3), 1))
        .containsExactly(
            new MicroBatch(0, 1, 3, 1 / 3f),
            new MicroBatch(1, 1, 3, 1 / 3f),
            new MicroBatch(2, 1, 3, 1 / 3f));
  }

  @Test
  void partCountsByTheLabelsThatAreNotIgnored() {
    List<TensorInput> batch =
        List.of(
            images(3).get(0),
            Batches.longs(
                "labels",
                new long[] {0, 1, 2, 0, IGNORED, 1, 1, 2, IGNORED, IGNORED, IGNORED, IGNORED},
                3,
                2,
                2));

    assertThat(MicroBatch.split(batch, 1))
        .containsExactly(
            new MicroBatch(0, 1, 3, 4 / 7f),
            new MicroBatch(1, 1, 3, 3 / 7f),
            new MicroBatch(2, 1, 3, 0));
    assertThat(MicroBatch.whole(batch)).isEqualTo(new MicroBatch(0, 3, 3, 1));
  }

  @Test
  void partsOfABatchWithoutAnyLabelCountForNothing() {
    List<TensorInput> batch =
        List.of(images(2).get(0), Batches.longs("labels", new long[] {IGNORED, IGNORED}, 2, 1, 1));

    assertThat(MicroBatch.split(batch, 1))
        .containsExactly(new MicroBatch(0, 1, 2, 0), new MicroBatch(1, 1, 2, 0));
    assertThat(MicroBatch.split(batch, 2)).containsExactly(new MicroBatch(0, 2, 2, 0));
  }

  private static List<TensorInput> images(int count) {
    return List.of(Batches.floats("image", new float[count], count, 1));
  }
}
