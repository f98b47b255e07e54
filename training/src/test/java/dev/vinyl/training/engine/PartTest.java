package dev.vinyl.training.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PartTest {
  private static final long IGNORED = 255;

  @Test
  void batchIsCutIntoPartsAsEvenAsCanBe() {
    assertThat(Part.split(pictures(8), 8)).containsExactly(new Part(0, 8, 8, 1));
    assertThat(Part.split(pictures(8), 100)).containsExactly(new Part(0, 8, 8, 1));
    assertThat(Part.split(pictures(8), 4))
        .containsExactly(new Part(0, 4, 8, 0.5f), new Part(4, 4, 8, 0.5f));
    assertThat(Part.split(pictures(8), 3))
        .containsExactly(
            new Part(0, 2, 8, 0.25f), new Part(2, 3, 8, 0.375f), new Part(5, 3, 8, 0.375f));
    assertThat(Part.split(pictures(3), 1))
        .containsExactly(
            new Part(0, 1, 3, 1 / 3f), new Part(1, 1, 3, 1 / 3f), new Part(2, 1, 3, 1 / 3f));
  }

  @Test
  void partCountsByTheLabelsThatAreNotIgnored() {
    List<TensorInput> batch =
        List.of(
            pictures(3).get(0),
            Batches.longs(
                "labels",
                new long[] {0, 1, 2, 0, IGNORED, 1, 1, 2, IGNORED, IGNORED, IGNORED, IGNORED},
                3,
                2,
                2));

    assertThat(Part.split(batch, 1))
        .containsExactly(
            new Part(0, 1, 3, 4 / 7f), new Part(1, 1, 3, 3 / 7f), new Part(2, 1, 3, 0));
    assertThat(Part.whole(batch)).isEqualTo(new Part(0, 3, 3, 1));
  }

  @Test
  void partsOfABatchWithoutAnyLabelCountForNothing() {
    List<TensorInput> batch =
        List.of(
            pictures(2).get(0), Batches.longs("labels", new long[] {IGNORED, IGNORED}, 2, 1, 1));

    assertThat(Part.split(batch, 1)).containsExactly(new Part(0, 1, 2, 0), new Part(1, 1, 2, 0));
    assertThat(Part.split(batch, 2)).containsExactly(new Part(0, 2, 2, 0));
  }

  private static List<TensorInput> pictures(int count) {
    return List.of(Batches.floats("image", new float[count], count, 1));
  }
}
