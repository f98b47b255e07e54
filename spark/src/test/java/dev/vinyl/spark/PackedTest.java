package dev.vinyl.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.Split;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.evaluation.EvaluationListener;
import dev.vinyl.evaluation.EvaluationOptions;
import dev.vinyl.evaluation.EvaluationPart;
import dev.vinyl.evaluation.Evaluator;
import dev.vinyl.evaluation.OpenedModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.SegmenterOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedTest {
  @TempDir Path temp;

  @Test
  void aFileMayHoldPartsAndNothingElse() throws IOException {
    SyntheticPets.write(temp.resolve("pets"), new SyntheticPets.Spec(24, 48, 3));
    OxfordPets pets = OxfordPets.open(temp.resolve("pets"));
    Path model = TestModels.export(VitConfig.micro(), 1, temp.resolve("m.onnx"));
    EvaluationPart part;
    try (OpenedModel opened = OpenedModel.open(model, SegmenterOptions.defaults())) {
      part =
          new Evaluator(pets, pets.samples(Split.TRAIN), EvaluationOptions.defaults())
              .score(List.of(opened), List.of(Optional.empty()), 30, EvaluationListener.NONE);
    }

    EvaluationPart read =
        new Packed(Packed.of(part).bytes()).unpackOnly(EvaluationPart.class, Set.of());

    assertThat(read.from()).isEqualTo(30);
    assertThat(read.to()).isEqualTo(30 + pets.samples(Split.TRAIN).size());
    assertThatThrownBy(() -> Packed.of(new File("x")).unpackOnly(Object.class, Set.of()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Packed.of("x").unpackOnly(EvaluationPart.class, Set.of()))
        .hasMessage("not a EvaluationPart of this version");
  }
}
