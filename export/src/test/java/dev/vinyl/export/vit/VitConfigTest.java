package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import org.junit.jupiter.api.Test;

class VitConfigTest {

  @Test
  void vinyHasThePapersParameters() {
    ParameterSet model =
        TrainingArtifacts.initialParameters(
            new EncoderDecoder(VitConfig.viny(), new SegmentationHead(3)), 1);

    ParameterSet encoder = model.withoutPrefix("encoder.");
    assertThat(encoder.valueCount()).isEqualTo(4_842_880);
    assertThat(model.valueCount() - encoder.valueCount()).isEqualTo(99_072);
    assertThat(encoder.get("transformer.layers.11.0.to_qkv.weight").shape())
        .containsExactly(1536, 128);
    assertThat(encoder.get("pos_embedding").shape()).containsExactly(1, 65, 128);
  }

  @Test
  void initialValuesFollowFromSeedAndNameAlone() {
    VitConfig micro = VitConfig.micro();
    ParameterSet three =
        TrainingArtifacts.initialParameters(new EncoderDecoder(micro, new SegmentationHead(3)), 1);
    ParameterSet five =
        TrainingArtifacts.initialParameters(new EncoderDecoder(micro, new SegmentationHead(5)), 1);
    ParameterSet other =
        TrainingArtifacts.initialParameters(new EncoderDecoder(micro, new SegmentationHead(3)), 2);
    String name = "encoder.transformer.layers.0.0.to_qkv.weight";

    assertThat(five.get(name).values()).isEqualTo(three.get(name).values());
    assertThat(other.get(name).values()).isNotEqualTo(three.get(name).values());
  }

  @Test
  void initialValuesHavePyTorchsDistributions() {
    ParameterSet model =
        TrainingArtifacts.initialParameters(
            new EncoderDecoder(VitConfig.viny(), new SegmentationHead(3)), 1);

    Parameter linear = model.get("encoder.transformer.layers.3.1.network.4.weight"); // fan-in 512
    double bound = 1 / Math.sqrt(512);
    assertThat(largest(linear)).isLessThanOrEqualTo(bound).isGreaterThan(0.999 * bound);
    assertThat(standardDeviation(linear))
        .isBetween(0.99 * bound / Math.sqrt(3), 1.01 * bound / Math.sqrt(3));
    assertThat(standardDeviation(model.get("encoder.pos_embedding"))).isBetween(0.97, 1.03);
    assertThat(model.get("encoder.transformer.norm.weight").values()).containsOnly(1f);
    assertThat(model.get("encoder.transformer.norm.bias").values()).containsOnly(0f);
  }

  @Test
  void sizesThatDoNotDivideAreRefused() {
    assertThatThrownBy(() -> new VitConfig(100, 16, 8, 1, 1, 8, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("imageSize 100 must be a multiple of patchSize 16");
    assertThatThrownBy(() -> new VitConfig(32, 16, 8, 0, 1, 8, 8))
        .hasMessage("depth must be at least 1, got 0");
  }

  private static double largest(Parameter parameter) {
    double largest = 0;
    for (float value : parameter.values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** Around 0. */
  private static double standardDeviation(Parameter parameter) {
    double sum = 0;
    for (float value : parameter.values()) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / parameter.values().length);
  }
}
