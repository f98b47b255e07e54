package dev.vinyl.evaluation.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vinyl.data.SegmentationDataset.Foreground;
import dev.vinyl.evaluation.features.FeatureInfo.Fitting;
import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.Placement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

final class FeatureInfoTest {
  private static final Foreground CAR = new Foreground("car", "outline");

  private static final Optional<Fitting> FITTING = Optional.of(new Fitting(Fit.CENTER_CROP, 40));

  private static FeatureInfo info(List<String> classes, Optional<Foreground> foreground) {
    return new FeatureInfo(
        "m.onnx",
        "ab",
        "data",
        "cd",
        2,
        3,
        4,
        16,
        classes,
        foreground,
        List.of("tokens"),
        false,
        FITTING);
  }

  @Test
  void whatIsWrittenIsRead() {
    List<String> classes = List.of("street", "outline", "car");
    FeatureInfo cars = info(classes, Optional.of(CAR));
    assertThat(FeatureInfo.of(cars.schema())).isEqualTo(cars);
    assertThat(cars.objectClass()).isEqualTo(2);
    assertThat(cars.borderClass()).isEqualTo(1);

    FeatureInfo none = info(classes, Optional.empty());
    assertThat(FeatureInfo.of(none.schema())).isEqualTo(none);
    assertThat(none.objectClass()).isEqualTo(-1);
    assertThat(none.borderClass()).isEqualTo(-1);

    FeatureInfo plain = info(List.of(), Optional.empty());
    assertThat(FeatureInfo.of(plain.schema())).isEqualTo(plain);
  }

  /** The shorter side becomes 40 pixels, of which the input of 48 x 32 shows 32 rows. */
  @Test
  void saysWhereAnImageLies() {
    FeatureInfo info = info(List.of(), Optional.empty());
    assertThat(info.placement(100, 50))
        .contains(
            new Placement(
                CropBox.whole(100, 50), new ImageSize(80, 40), -16, -4, new ImageSize(48, 32)));
  }

  @Test
  void anUnknownFitIsNamed() {
    Schema schema = info(List.of(), Optional.empty()).schema();
    Map<String, String> metadata = new HashMap<>(schema.getCustomMetadata());
    metadata.put("vinyl.features.fit", "folded");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeatureInfo.of(new Schema(schema.getFields(), metadata)))
        .withMessage("vinyl.features.fit is no way to fit: folded");
  }

  /** They looked for the first class and for one called border, or the last. */
  @Test
  void olderFilesMeanWhatTheyMeant() {
    assertThat(older(List.of("pet", "border", "rest"))).contains(new Foreground("pet", "border"));
    assertThat(older(List.of("a", "b", "c"))).contains(new Foreground("a", "c"));
    assertThat(older(List.of())).isEmpty();
  }

  private static Optional<Foreground> older(List<String> classes) {
    Schema schema = info(classes, Optional.empty()).schema();
    Map<String, String> metadata = new HashMap<>(schema.getCustomMetadata());
    metadata.remove("vinyl.features.foreground");
    return FeatureInfo.of(new Schema(schema.getFields(), metadata)).foreground();
  }
}
