package dev.vinyl.export.pretrained;

import dev.vinyl.export.pretrained.PretrainedEncoder.Choices;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.vit.VitVariant;
import dev.vinyl.export.vit.VitVariant.ClassToken;
import dev.vinyl.export.vit.VitVariant.Mlp;
import dev.vinyl.export.weights.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Sizes and variant of an encoder, from the shapes of its tensors and what its family says. */
final class EncoderShapes {
  private static final int USUAL_HEAD = 64;
  private static final int MOST_BLOCKS = 200;

  /** Widths whose published models have other heads than those of 64 values. */
  private static final Map<Integer, Integer> HEADS = Map.of(1152, 16, 1280, 16, 1408, 16, 1664, 16);

  private final EncoderFile tensors;
  private final EncoderFamily family;
  private final Choices choices;

  EncoderShapes(EncoderFile tensors, EncoderFamily family, Choices choices) {
    this.tensors = tensors;
    this.family = family;
    this.choices = choices;
  }

  /**
   * Finds them.
   *
   * @param remarks takes what was assumed, and why
   * @throws IllegalArgumentException if a tensor that decides is missing or of a wrong shape, or
   *     something cannot be told
   */
  VitConfig config(List<String> remarks) {
    long[] kernel = shape(Naming.PATCH_KERNEL, 4);
    if (kernel[1] != VitConfig.CHANNELS || kernel[2] != kernel[3]) {
      throw new IllegalArgumentException(
          "%s %s is no kernel of square patches of 3 channels"
              .formatted(tensors.shown(Naming.PATCH_KERNEL), Arrays.toString(kernel)));
    }
    int dim = size(kernel[0]);
    int patch = size(kernel[2]);
    int depth = depth();
    boolean swiglu = isSwiglu();
    String down = swiglu && tensors.has("blocks.0.mlp.w3.weight") ? "w3" : "fc2";
    int mlp = size(shape("blocks.0.mlp." + down + ".weight", 2)[1]);
    int inner = inner();
    VitVariant variant = variant(swiglu, remarks);
    LeadingTokens.Grid grid = LeadingTokens.grid(tensors, variant, choices.imageSize(), patch);
    int heads = heads(inner, remarks);
    return new VitConfig(
        grid.rows() * patch,
        grid.columns() * patch,
        patch,
        dim,
        depth,
        heads,
        inner / heads,
        mlp,
        variant);
  }

  private VitVariant variant(boolean swiglu, List<String> remarks) {
    int registers = LeadingTokens.registers(tensors);
    float epsilon = choices.epsilon() == null ? family.epsilon() : choices.epsilon();
    Mlp mlp = swiglu ? Mlp.SWIGLU : choices.mlp() == null ? family.activation() : choices.mlp();
    VitVariant variant =
        VitVariant.plain()
            .withPatchBias(tensors.has("patch_embed.proj.bias"))
            .withClassToken(tensors.has("cls_token") ? ClassToken.ALWAYS : ClassToken.NONE)
            .withRegisters(registers)
            .withInputNorm(tensors.has("norm_pre.weight"))
            .withQkvBias(
                tensors.has("blocks.0.attn.qkv.bias") || tensors.has("blocks.0.attn.query.bias"))
            .withLayerScale(tensors.has("blocks.0.ls1.gamma"))
            .withMlp(mlp)
            .withFinalNorm(tensors.has("norm.weight"))
            .withEpsilon(epsilon)
            .withResampling(family.resampling(registers > 0));
    remarks.add(
        "took it for %s%s: epsilon %s%s, %s, positions resampled by the rule %s"
            .formatted(
                family,
                choices.family() == null ? " by its names (--as takes another)" : "",
                Float.toString(epsilon),
                choices.epsilon() == null ? "" : " as given",
                mlp.name().toLowerCase(Locale.ROOT),
                variant.resampling().name().toLowerCase(Locale.ROOT)));
    if (!variant.finalNorm()) {
      remarks.add("has no final norm for its tokens, so they come as they leave the last block");
    }
    return variant;
  }

  private int depth() {
    TreeSet<Integer> blocks = tensors.blocks();
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException(
          "it has patches and no blocks, such as " + tensors.shown("blocks.0.norm1.weight"));
    }
    int depth = blocks.last() + 1;
    if (depth > MOST_BLOCKS) {
      throw new IllegalArgumentException("it has a block number " + blocks.last());
    }
    for (int i = 0; i < depth; i++) {
      if (!blocks.contains(i)) {
        throw new IllegalArgumentException(
            "block %d of %d is missing, such as %s"
                .formatted(i, depth, tensors.shown("blocks.%d.norm1.weight".formatted(i))));
      }
    }
    return depth;
  }

  /** timm's has the names of a plain MLP, with twice as many rows. */
  private boolean isSwiglu() {
    if (tensors.has("blocks.0.mlp.w12.weight")) {
      return true;
    }
    return shape("blocks.0.mlp.fc1.weight", 2)[0] == 2 * shape("blocks.0.mlp.fc2.weight", 2)[1];
  }

  private int inner() {
    if (tensors.naming().keepsQueriesApart()) {
      return size(shape("blocks.0.attn.query.weight", 2)[0]);
    }
    long rows = shape("blocks.0.attn.qkv.weight", 2)[0];
    if (rows % 3 != 0) {
      throw new IllegalArgumentException(
          "%s has %d rows, which are not queries, keys and values"
              .formatted(tensors.shown("blocks.0.attn.qkv.weight"), rows));
    }
    return size(rows / 3);
  }

  private int heads(int width, List<String> remarks) {
    if (choices.heads() != null) {
      if (width % choices.heads() != 0) {
        throw new IllegalArgumentException(
            "%d heads cannot share queries of %d values evenly".formatted(choices.heads(), width));
      }
      return choices.heads();
    }
    int usual = HEADS.getOrDefault(width, width % USUAL_HEAD == 0 ? width / USUAL_HEAD : 0);
    if (usual == 0) {
      throw new IllegalArgumentException(
          "the number of heads cannot be told from queries of %d values; give it (--heads)"
              .formatted(width));
    }
    remarks.add(
        "took %d heads, as published models of width %d have (--heads takes others)"
            .formatted(usual, width));
    return usual;
  }

  private long[] shape(String common, int axes) {
    Parameter parameter =
        tensors
            .find(common)
            .orElseThrow(() -> new IllegalArgumentException(tensors.shown(common) + " is missing"));
    if (parameter.shape().length != axes || parameter.values().length == 0) {
      throw new IllegalArgumentException(
          "%s should have %d sizes above 0".formatted(parameter, axes));
    }
    return parameter.shape();
  }

  private static int size(long size) {
    return Math.toIntExact(size);
  }
}
