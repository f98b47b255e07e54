package dev.vinyl.export.internal.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.export.vit.ClassificationHead;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.PatchClassificationHead;
import dev.vinyl.export.vit.ReconstructionHead;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InitializationTest {
  private static final VitConfig MICRO = VitConfig.micro();

  static Stream<TrainableModel> models() {
    return Stream.of(
        new EncoderDecoder(MICRO, new SegmentationHead(3)),
        new EncoderDecoder(MICRO, new PatchClassificationHead(3)),
        new EncoderDecoder(MICRO, new ClassificationHead(6)),
        new EncoderDecoder(MICRO, new ReconstructionHead()));
  }

  @ParameterizedTest
  @MethodSource("models")
  void zeroHeadLeavesTheEncoderAsItIs(TrainableModel model) {
    ParameterSet paper = TrainingArtifacts.initialParameters(model, 1);
    ParameterSet zero = TrainingArtifacts.initialParameters(model, new Initialization(1, true), 1);

    assertThat(zero.names()).isEqualTo(paper.names());
    for (Parameter parameter : zero) {
      if (parameter.name().startsWith("encoder.")) {
        assertThat(parameter.values()).isEqualTo(paper.get(parameter.name()).values());
      } else {
        assertThat(parameter.values()).as(parameter.name()).containsOnly(0f);
        assertThat(paper.get(parameter.name()).values()).doesNotContain(0f);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void positionsAndTokensAreScaledAndNothingElseChanges(TrainableModel model) {
    ParameterSet paper = TrainingArtifacts.initialParameters(model, 1);
    ParameterSet flat =
        TrainingArtifacts.initialParameters(model, new Initialization(0.25, false), 1);

    for (Parameter parameter : flat) {
      float[] expected = paper.get(parameter.name()).values().clone();
      if (List.of("encoder.pos_embedding", "encoder.cls_token", "mask_token")
          .contains(parameter.name())) {
        for (int i = 0; i < expected.length; i++) {
          expected[i] /= 4; // exact
        }
      }
      assertThat(parameter.values()).as(parameter.name()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyModelHasTheSameEncoder(TrainableModel model) {
    ParameterSet encoder =
        TrainingArtifacts.initialParameters(model, 1).withoutPrefix(TrainableModel.ENCODER_PREFIX);
    ParameterSet other =
        TrainingArtifacts.initialParameters(new EncoderDecoder(MICRO, new SegmentationHead(3)), 1)
            .withoutPrefix(TrainableModel.ENCODER_PREFIX);

    assertThat(encoder.names()).isEqualTo(other.names());
    for (Parameter parameter : encoder) {
      assertThat(parameter.values()).isEqualTo(other.get(parameter.name()).values());
    }
  }

  @Test
  void deviationOfZeroIsRefused() {
    assertThatThrownBy(() -> new Initialization(0, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("positionStandardDeviation must be above 0, got 0.0");
  }
}
