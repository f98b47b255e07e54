package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PositionBaselineTest {
  /** Masks of two pixels in a row. */
  private record Rows(List<byte[]> masks) implements SegmentationDataset {
    @Override
    public String name() {
      return "rows";
    }

    @Override
    public List<String> classNames() {
      return List.of("a", "b", "c");
    }

    @Override
    public List<Sample> samples(Split split) {
      return IntStream.range(0, masks.size())
          .mapToObj(i -> new Sample("" + i, Path.of("i"), Path.of("m"), Split.TRAIN, Map.of()))
          .toList();
    }

    @Override
    public LabelledImage load(Sample sample) {
      byte[] classes = masks.get(Integer.parseInt(sample.id()));
      RgbImage image = new RgbImage(2, 1, new byte[6]);
      return new LabelledImage(sample, image, new ClassMask(2, 1, classes));
    }

    @Override
    public String fingerprint() {
      return "";
    }
  }

  @Test
  void takesTheCommonestClassOfEachPlace() throws IOException {
    Rows rows =
        new Rows(
            List.of(
                new byte[] {2, 1},
                new byte[] {2, -1},
                new byte[] {0, 1},
                new byte[] {1, 0})); // the left is mostly c, the right mostly b
    PositionBaseline baseline = PositionBaseline.of(rows, rows.samples(Split.TRAIN));
    assertThat(baseline.mask().get(0, 0)).isEqualTo(2);
    assertThat(baseline.mask().get(63, 127)).isEqualTo(2);
    assertThat(baseline.mask().get(64, 5)).isEqualTo(1);
    ConfusionMatrix found = baseline.score(rows.samples(Split.TRAIN));
    // of 7 halves that count 4 are right; c has 2 of 2 and 2 wrong, b 2 of 3 and 1 wrong, a none
    assertThat(found.pixelAccuracy()).isEqualTo(4 / 7.0);
    assertThat(found.iou(2)).isEqualTo(2 / 4.0);
    assertThat(found.iou(1)).isEqualTo(2 / 4.0);
    assertThat(found.iou(0)).isZero();
  }
}
