package dev.vinyl.export.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.pretrained.PretrainedEncoder.Choices;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.PatchClassificationHead;
import dev.vinyl.export.vit.PositionResampling;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.vit.VitVariant;
import dev.vinyl.export.vit.VitVariant.Mlp;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.WeightFileException;
import dev.vinyl.runtime.image.ImageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PretrainedEncoderTest {
  private static final Path FILE = Path.of("encoder.safetensors");

  /** 3 x 3 patches of 4 pixels, dim 8, 2 heads. */
  private static final VitConfig SMALL =
      new VitConfig(12, 12, 4, 8, 2, 2, 4, 16, VitVariant.plain());

  private static final VitVariant DINO =
      VitVariant.plain().withLayerScale(true).withRegisters(3).withEpsilon(1e-6f);

  @ParameterizedTest
  @EnumSource(EncoderFamily.class)
  void anEncoderComesBackFromTheNamesOfEveryFamily(EncoderFamily family) throws IOException {
    for (VitConfig config :
        List.of(
            SMALL,
            SMALL.withVariant(DINO),
            SMALL.withVariant(VitVariant.plain().withMlp(Mlp.SWIGLU)),
            SMALL.withVariant(VitVariant.plain().withQkvBias(false).withPatchBias(false)),
            SMALL.withVariant(VitVariant.plain().withInputNorm(true).withFinalNorm(false)))) {
      ParameterSet weights = weights(config);
      ParameterSet written;
      try {
        written = PretrainedEncoder.named(family, config, weights);
      } catch (IllegalArgumentException e) {
        assertThat(family).isIn(EncoderFamily.VIT_HF, EncoderFamily.DINOV2_HF);
        assertThat(config).isNotEqualTo(SMALL);
        assertThat(e).hasMessageContaining("Hugging Face's").hasMessageContaining(" has no ");
        continue;
      }
      assertThat(written.names())
          .doesNotContainAnyElementsOf(
              weights.names().stream()
                  .filter(name -> !name.equals("cls_token") && !name.equals("register_tokens"))
                  .toList());

      PretrainedEncoder back = read(written, family, 2);

      assertThat(back.parameters().names()).isEqualTo(weights.names());
      for (Parameter parameter : weights) {
        Parameter found = back.parameters().get(parameter.name());
        assertThat(found.shape()).as(parameter.name()).isEqualTo(parameter.shape());
        assertThat(found.values()).as(parameter.name()).isEqualTo(parameter.values());
      }
      VitVariant variant = back.config().variant();
      assertThat(
              back.config()
                  .withVariant(
                      variant
                          .withEpsilon(config.variant().epsilon())
                          .withMlp(config.variant().mlp())
                          .withResampling(config.variant().resampling())))
          .isEqualTo(config);
    }
  }

  @Test
  void epsilonActivationAndRuleAreThoseOfTheFamily() throws IOException {
    ParameterSet timm = PretrainedEncoder.named(EncoderFamily.TIMM, SMALL, weights(SMALL));
    assertThat(variant(timm, null))
        .isEqualTo(
            VitVariant.plain().withEpsilon(1e-6f).withResampling(PositionResampling.ANTIALIAS));
    assertThat(variant(timm, EncoderFamily.CLIP_OPENAI))
        .isEqualTo(VitVariant.plain().withEpsilon(1e-5f).withMlp(Mlp.QUICK_GELU));
    assertThat(variant(timm, EncoderFamily.MAE).resampling()).isEqualTo(PositionResampling.SIZE);
    assertThat(variant(timm, EncoderFamily.DINOV2).resampling())
        .isEqualTo(PositionResampling.OFFSET);
    ParameterSet hf = PretrainedEncoder.named(EncoderFamily.VIT_HF, SMALL, weights(SMALL));
    assertThat(variant(hf, null).epsilon()).isEqualTo(1e-12f);
    Choices said = new Choices(null, 2, null, 0.01f, Mlp.QUICK_GELU);
    VitVariant chosen = PretrainedEncoder.of(FILE, hf, said).orElseThrow().config().variant();
    assertThat(chosen.epsilon()).isEqualTo(0.01f);
    assertThat(chosen.mlp()).isEqualTo(Mlp.QUICK_GELU);
  }

  private static VitVariant variant(ParameterSet weights, @Nullable EncoderFamily family)
      throws IOException {
    return read(weights, family, 2).config().variant();
  }

  /** Row y, column x, channel c of a patch is at (y P + x) 3 + c of its row. */
  @Test
  void theKernelsChannelsComeLast() throws IOException {
    float[] kernel = new float[8 * 3 * 4 * 4];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = i;
    }
    ParameterSet timm =
        replaced(
            PretrainedEncoder.named(EncoderFamily.TIMM, SMALL, weights(SMALL)),
            new Parameter("patch_embed.proj.weight", new long[] {8, 3, 4, 4}, kernel));

    float[] rows = read(timm, null, 2).parameters().get("to_patch_embedding.2.weight").values();

    for (int d = 0; d < 8; d++) {
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < 4; y++) {
          for (int x = 0; x < 4; x++) {
            assertThat(rows[d * 48 + (y * 4 + x) * 3 + c]).isEqualTo(d * 48 + c * 16 + y * 4 + x);
          }
        }
      }
    }
  }

  @Test
  void whatAFileAddsToATokenIsPartOfIt() throws IOException {
    ParameterSet plain = PretrainedEncoder.named(EncoderFamily.TIMM, SMALL, weights(SMALL));
    // DeiT's distilled model: positions of class token, distillation token, 9 patches
    float[] places = new float[11 * 8];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    float[] token = {1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000};
    ParameterSet distilled =
        replaced(plain, new Parameter("pos_embed", new long[] {1, 11, 8}, places))
            .and(
                ParameterSet.of(List.of(new Parameter("dist_token", new long[] {1, 1, 8}, token))));

    PretrainedEncoder deit = read(distilled, null, 2);

    assertThat(deit.family()).isEqualTo(EncoderFamily.DEIT);
    assertThat(deit.config().variant().registers()).isEqualTo(1);
    assertThat(deit.parameters().get("register_tokens").values())
        .containsExactly(1008, 2009, 3010, 4011, 5012, 6013, 7014, 8015);
    float[] positions = deit.parameters().get("pos_embedding").values();
    assertThat(positions).hasSize(10 * 8).startsWith(0, 1, 2, 3, 4, 5, 6, 7, 16, 17);

    // timm's with registers: positions of the patches alone
    float[] ofPatches = new float[9 * 8];
    ofPatches[0] = 5;
    ParameterSet registers =
        replaced(
            PretrainedEncoder.named(
                EncoderFamily.DINOV2_TIMM,
                SMALL.withVariant(DINO),
                weights(SMALL.withVariant(DINO))),
            new Parameter("pos_embed", new long[] {1, 9, 8}, ofPatches));
    float[] found = read(registers, null, 2).parameters().get("pos_embedding").values();
    assertThat(found).hasSize(80).startsWith(0, 0, 0, 0, 0, 0, 0, 0, 5, 0);
  }

  @Test
  void prefixesAndOtherModelsAreTakenOff() throws IOException {
    ParameterSet dino =
        PretrainedEncoder.named(
            EncoderFamily.DINOV2, SMALL.withVariant(DINO), weights(SMALL.withVariant(DINO)));
    List<Parameter> all = new ArrayList<>();
    dino.renamed(name -> "student.backbone." + name).forEach(all::add);
    dino.renamed(name -> "teacher.backbone." + chunked(name)).forEach(all::add);
    all.add(new Parameter("teacher.dino_head.mlp.0.weight", new long[] {1}, new float[1]));

    PretrainedEncoder found = read(ParameterSet.of(all), null, 2);

    assertThat(found.family()).isEqualTo(EncoderFamily.DINOV2);
    assertThat(found.config().depth()).isEqualTo(2);
    assertThat(found.remarks())
        .contains("took teacher.backbone. off its names")
        .anySatisfy(line -> assertThat(line).startsWith("left ").contains("student.backbone."));
  }

  private static String chunked(String name) {
    return name.replaceFirst("^blocks\\.0\\.", "blocks.0.0.")
        .replaceFirst("^blocks\\.1\\.", "blocks.1.1.");
  }

  @Test
  void aRectangleIsReadWhereItsSizeIsSaid() throws IOException {
    VitConfig wide = SMALL.withImageSize(8, 24); // 2 x 6 patches
    ParameterSet timm = PretrainedEncoder.named(EncoderFamily.TIMM, wide, weights(wide));
    refused(timm, 2, "13 rows, which are no square of patches; give the size");
    Choices said = new Choices(null, 2, new ImageSize(24, 8), null, null);
    assertThat(PretrainedEncoder.of(FILE, timm, said).orElseThrow().config().imageWidth())
        .isEqualTo(24);
  }

  @Test
  void whatDoesNotFitIsNamedAsInTheFile() {
    ParameterSet timm = PretrainedEncoder.named(EncoderFamily.TIMM, SMALL, weights(SMALL));
    String of =
        "encoder.safetensors: has the names of timm's VisionTransformer, and does not fit: ";
    refused(without(timm, "blocks.1.attn.proj.bias"), 2, of + "blocks.1.attn.proj.bias is missing");
    refused(
        timm.and(
            ParameterSet.of(List.of(new Parameter("adapter.w", new long[] {1}, new float[1])))),
        2,
        of + "adapter.w has no place in it");
    refused(
        replaced(timm, new Parameter("blocks.1.mlp.fc1.bias", new long[] {15}, new float[15])),
        2,
        of + "blocks.1.mlp.fc1.bias [15] instead of [16]");
    refused(withoutAny(timm, "blocks.0."), 2, of + "block 0 of 2 is missing");
    refused(withoutAny(timm, "blocks."), 2, "has patches and no blocks");
    refused(without(timm, "pos_embed"), 2, "pos_embed is missing");
    refused(timm, 3, "3 heads cannot share queries of 8 values evenly");
    refused(timm, null, "the number of heads cannot be told from queries of 8 values; give it");
    refused(
        replaced(
            timm,
            new Parameter("patch_embed.proj.weight", new long[] {8, 1, 4, 4}, new float[128])),
        2,
        "no kernel of square patches of 3 channels");

    ParameterSet hf = PretrainedEncoder.named(EncoderFamily.VIT_HF, SMALL, weights(SMALL));
    String key = "encoder.layer.1.attention.attention.key.weight";
    refused(without(hf, key), 2, key + " is missing");
    assertThatExceptionOfType(WeightFileException.class)
        .isThrownBy(() -> read(hf, EncoderFamily.DINOV2, 2))
        .withMessageContaining("has the names of Hugging Face's ViTModel, not of Meta's DINOv2");
  }

  @Test
  void otherNetworksAreNotRecognised() throws IOException {
    Parameter kernel =
        new Parameter("layer1.0.conv1.weight", new long[] {1, 1, 3, 3}, new float[9]);
    assertThat(PretrainedEncoder.of(FILE, ParameterSet.of(List.of(kernel)), Choices.none()))
        .isEqualTo(Optional.empty());
  }

  @Test
  void vinysOwnEncoderHasNoOtherNames() {
    VitConfig viny = VitConfig.micro();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PretrainedEncoder.named(EncoderFamily.TIMM, viny, weights(viny)))
        .withMessageContaining("timm's VisionTransformer has no encoder like this");
  }

  private static void refused(ParameterSet weights, @Nullable Integer heads, String message) {
    assertThatExceptionOfType(WeightFileException.class)
        .isThrownBy(() -> read(weights, null, heads))
        .withMessageContaining(message);
  }

  private static PretrainedEncoder read(
      ParameterSet weights, @Nullable EncoderFamily family, @Nullable Integer heads)
      throws IOException {
    return PretrainedEncoder.of(FILE, weights, new Choices(family, heads, null, null, null))
        .orElseThrow();
  }

  private static ParameterSet weights(VitConfig config) {
    return TrainingArtifacts.initialParameters(
            new EncoderDecoder(config, new PatchClassificationHead(2)), 1)
        .withoutPrefix("encoder.");
  }

  private static ParameterSet replaced(ParameterSet weights, Parameter other) {
    return mapped(weights, p -> p.name().equals(other.name()) ? other : p);
  }

  private static ParameterSet without(ParameterSet weights, String name) {
    return mapped(weights, p -> p.name().equals(name) ? null : p);
  }

  private static ParameterSet withoutAny(ParameterSet weights, String prefix) {
    return mapped(weights, p -> p.name().startsWith(prefix) ? null : p);
  }

  private static ParameterSet mapped(
      ParameterSet weights, UnaryOperator<@Nullable Parameter> change) {
    List<Parameter> all = new ArrayList<>();
    for (Parameter parameter : weights) {
      Parameter changed = change.apply(parameter);
      if (changed != null) {
        all.add(changed);
      }
    }
    return ParameterSet.of(all);
  }
}
