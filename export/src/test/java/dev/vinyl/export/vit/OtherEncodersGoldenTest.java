package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.Golden;
import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.pretrained.EncoderFamily;
import dev.vinyl.export.pretrained.PretrainedEncoder;
import dev.vinyl.export.pretrained.PretrainedEncoder.Choices;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.Safetensors;
import dev.vinyl.export.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encoders under the names of others give what the authors' own classes give. */
final class OtherEncodersGoldenTest {
  private static final float CLOSE = 5e-5f;

  /** Weights, golden values, heads, and the family that the names tell. */
  @ParameterizedTest
  @CsvSource({
    "vit_timm.safetensors, vit_timm, 3, TIMM",
    "vit_hf.safetensors, vit_hf, 3, VIT_HF",
    "vit_gap.safetensors, vit_gap, 2, TIMM",
    "vit_fcnorm.safetensors, vit_fcnorm, 2, TIMM",
    "dinov2.safetensors, dinov2, 2, DINOV2",
    "dinov2_hf.safetensors, dinov2, 2, DINOV2_HF",
    "dinov2_reg.safetensors, dinov2_reg, 2, DINOV2",
    "dinov2_reg_hf.safetensors, dinov2_reg, 2, DINOV2_HF",
    "dinov2_reg_timm.safetensors, dinov2_reg, 2, DINOV2_TIMM",
    "dinov2_reg_teacher.pth, dinov2_reg, 2, DINOV2",
    "mae.pth, mae, 2, MAE"
  })
  void tokensAtEverySizeEqualTheAuthors(
      String weights, String golden, int heads, EncoderFamily family) throws Exception {
    PretrainedEncoder encoder = read(weights, null, heads);

    assertThat(encoder.family()).isEqualTo(family);
    int compared = 0;
    for (String variant : variants(golden)) {
      compared += assertEqualsGolden(encoder, golden, variant);
    }
    assertThat(compared).isGreaterThan(4);
  }

  @Test
  void anEncoderWithANormAtItsInputEqualsTimmsWithEitherActivation() throws Exception {
    PretrainedEncoder clip = read("vit_prenorm.safetensors", null, 2);
    assertThat(clip.family()).isEqualTo(EncoderFamily.CLIP);
    assertThat(assertEqualsGolden(clip, "vit_prenorm", "64x64/gelu")).isEqualTo(5);
    PretrainedEncoder openai = read("vit_prenorm.safetensors", EncoderFamily.CLIP_OPENAI, 2);
    assertThat(assertEqualsGolden(openai, "vit_prenorm", "64x64/quick_gelu")).isEqualTo(5);

    // either for the other shows
    assertThat(furthest(clip, "vit_prenorm", "64x64/quick_gelu")).isGreaterThan(0.02);
    assertThat(furthest(openai, "vit_prenorm", "64x64/gelu")).isGreaterThan(0.02);
  }

  /** What the golden values' description says wrong guesses lead to. */
  @Test
  void wrongGuessesShow() throws Exception {
    PretrainedEncoder timm = read("vit_timm.safetensors", null, 3);
    String at = "64x64/native";
    assertThat(furthest(changed(timm, v -> v.withEpsilon(1e-12f)), "vit_timm", at))
        .isBetween(0.003, 0.01);
    assertThat(furthest(changed(timm, v -> v.withEpsilon(1e-5f)), "vit_timm", at))
        .isBetween(0.03, 0.1);
    assertThat(furthest(changed(timm, v -> v.withMlp(VitVariant.Mlp.QUICK_GELU)), "vit_timm", at))
        .isBetween(0.02, 0.08);
    assertThat(furthest(read("vit_timm.safetensors", null, 4), "vit_timm", at)).isGreaterThan(1);
    assertThat(furthest(read("vit_hf.safetensors", null, 4), "vit_hf", at)).isGreaterThan(1);
  }

  private static PretrainedEncoder changed(
      PretrainedEncoder encoder, UnaryOperator<VitVariant> change) {
    VitConfig config = encoder.config();
    return new PretrainedEncoder(
        encoder.family(),
        config.withVariant(change.apply(config.variant())),
        encoder.parameters(),
        List.of());
  }

  @Test
  void aFileNamesWhatItWasTakenFor() throws Exception {
    PretrainedEncoder teacher = read("dinov2_reg_teacher.pth", null, 2);
    assertThat(teacher.remarks())
        .anySatisfy(line -> assertThat(line).contains("took").contains("backbone."))
        .anySatisfy(line -> assertThat(line).contains("dino_head"))
        .anySatisfy(
            line -> assertThat(line).contains("Meta's DINOv2").contains("epsilon").contains("as"));
    assertThat(teacher.config())
        .isEqualTo(
            new VitConfig(
                98,
                98,
                14,
                12,
                4,
                2,
                6,
                48,
                VitVariant.plain()
                    .withRegisters(4)
                    .withLayerScale(true)
                    .withEpsilon(1e-6f)
                    .withResampling(PositionResampling.ANTIALIAS)));
  }

  private static PretrainedEncoder read(String name, @Nullable EncoderFamily family, int heads)
      throws IOException {
    Path file = Golden.of("encoders").file(name);
    Choices choices = new Choices(family, heads, null, null, null);
    return PretrainedEncoder.of(file, WeightFiles.read(file).parameters(), choices).orElseThrow();
  }

  /** As in {@code 56x56/offset}. */
  private static Set<String> variants(String golden) throws IOException {
    return values(golden).names().stream()
        .map(name -> name.substring(0, name.lastIndexOf('/')))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static ParameterSet values(String golden) throws IOException {
    return Safetensors.read(Golden.of("encoders").file(golden + ".golden.safetensors"))
        .parameters();
  }

  /** Compares all that there is for a size and a rule; gives how many tensors. */
  private static int assertEqualsGolden(PretrainedEncoder encoder, String golden, String variant)
      throws Exception {
    Map<String, float[]> found = run(encoder, variant);
    int compared = 0;
    for (Parameter expected : values(golden)) {
      String name = expected.name();
      String what = name.substring(name.lastIndexOf('/') + 1);
      if (!name.startsWith(variant + "/") || what.equals("pooled")) {
        continue;
      }
      float[] values = Objects.requireNonNull(found.get(what), name);
      assertThat(values).as(name).hasSameSizeAs(expected.values());
      for (int i = 0; i < values.length; i++) {
        assertThat(values[i]).as(name).isCloseTo(expected.values()[i], within(CLOSE));
      }
      compared++;
    }
    return compared;
  }

  /** The largest difference of the patch tokens. */
  private static double furthest(PretrainedEncoder encoder, String golden, String variant)
      throws Exception {
    float[] found = Objects.requireNonNull(run(encoder, variant).get("patches"));
    float[] expected = values(golden).get(variant + "/patches").values();
    double furthest = 0;
    for (int i = 0; i < found.length; i++) {
      furthest = Math.max(furthest, Math.abs(found[i] - expected[i]));
    }
    return furthest;
  }

  /** The tokens of the images of a size, by a rule, under the golden values' names. */
  private static Map<String, float[]> run(PretrainedEncoder encoder, String variant)
      throws Exception {
    String size = variant.substring(0, variant.indexOf('/'));
    Parameter images =
        Safetensors.read(Golden.of("encoders").file("images.safetensors")).parameter(size);
    long[] shape = images.shape();
    VitConfig given = withRule(encoder.config(), variant);
    VitConfig config = given.withImageSize((int) shape[2], (int) shape[3]);
    ParameterSet weights =
        variant.endsWith("/untouched")
            ? encoder.parameters()
            : PositionResampling.resize(encoder.parameters(), "", given, config);
    GraphBuilder g = new GraphBuilder(new Graph("tokens", 17, Dialect.STANDARD));
    Value image = g.graph().input("image", DataType.FLOAT, Shape.batch(3, shape[2], shape[3]));
    VisionTransformer transformer = new VisionTransformer(g, config, "");
    VisionTransformer.Steps steps = transformer.encoded(transformer.embedPatches(image));
    OnnxModel model = new OnnxModel(g.graph());
    for (int i = 0; i <= config.depth(); i++) {
      model.output(i == 0 ? "embed" : "block." + (i - 1), steps.tokens(i));
    }
    model.output("patches", steps.patches());
    if (steps.hasClassToken()) {
      model.output("cls", steps.classToken());
    }
    if (config.variant().registers() > 0) {
      model.output("registers", steps.registers());
    }
    try (GraphRunner runner = new GraphRunner(model)) {
      Map<String, float[]> found =
          new LinkedHashMap<>(
              runner.feed("image", images.values(), shape).feed(weights).run().values());
      float[] positions = weights.get("pos_embedding").values();
      int first = config.variant().classPositions() * config.dim();
      found.put("pos", Arrays.copyOfRange(positions, first, positions.length));
      return found;
    }
  }

  private static VitConfig withRule(VitConfig config, String variant) {
    return switch (variant.substring(variant.indexOf('/') + 1)) {
      case "offset" -> withRule(config, PositionResampling.OFFSET);
      case "size" -> withRule(config, PositionResampling.SIZE);
      case "antialias" -> withRule(config, PositionResampling.ANTIALIAS);
      default -> config;
    };
  }

  private static VitConfig withRule(VitConfig config, PositionResampling rule) {
    return config.withVariant(config.variant().withResampling(rule));
  }
}
