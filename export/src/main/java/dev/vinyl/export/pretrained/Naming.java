package dev.vinyl.export.pretrained;

import dev.vinyl.export.vit.VitVariant.Mlp;
import java.util.List;

/**
 * How families name the same tensors. timm's names are the common ground that all are read into,
 * with {@code w12} and {@code w3} for the layers of a SwiGLU, and queries, keys and values either
 * together in {@code attn.qkv} or apart in {@code attn.query}, {@code attn.key} and {@code
 * attn.value}.
 */
enum Naming {
  /** timm's, which DeiT and MAE share. */
  TIMM(
      new NameTable()
          .with("blocks.#.mlp.w12.*", "blocks.#.mlp.fc1.*")
          .with("blocks.#.mlp.w3.*", "blocks.#.mlp.fc2.*")),
  /** That of Meta's DINOv2. */
  META(new NameTable().with("reg_token", "register_tokens")),
  /** That of Hugging Face's ViTModel. */
  HUGGING_FACE_VIT(
      huggingFace()
          .with("blocks.#.norm1.*", "encoder.layer.#.layernorm_before.*")
          .with("blocks.#.norm2.*", "encoder.layer.#.layernorm_after.*")
          .with("blocks.#.mlp.fc1.*", "encoder.layer.#.intermediate.dense.*")
          .with("blocks.#.mlp.fc2.*", "encoder.layer.#.output.dense.*")),
  /** That of Hugging Face's Dinov2Model and Dinov2WithRegistersModel. */
  HUGGING_FACE_DINOV2(
      huggingFace()
          .with("blocks.#.norm1.*", "encoder.layer.#.norm1.*")
          .with("blocks.#.norm2.*", "encoder.layer.#.norm2.*")
          .with("blocks.#.ls1.gamma", "encoder.layer.#.layer_scale1.lambda1")
          .with("blocks.#.ls2.gamma", "encoder.layer.#.layer_scale2.lambda1")
          .with("blocks.#.mlp.fc1.*", "encoder.layer.#.mlp.fc1.*")
          .with("blocks.#.mlp.fc2.*", "encoder.layer.#.mlp.fc2.*")
          .with("blocks.#.mlp.w12.*", "encoder.layer.#.mlp.weights_in.*")
          .with("blocks.#.mlp.w3.*", "encoder.layer.#.mlp.weights_out.*"));

  /** The tensor by which a family of timm's or Meta's names is known. */
  static final String PATCH_KERNEL = "patch_embed.proj.weight";

  /** The same under Hugging Face's names. */
  static final String HUGGING_FACE_PATCH_KERNEL = "embeddings.patch_embeddings.projection.weight";

  /** Vinyl's names on the left. */
  private static final NameTable OURS =
      new NameTable()
          .with("cls_token", "cls_token")
          .with("pos_embedding", "pos_embed")
          .with("register_tokens", "reg_token")
          .with("to_patch_embedding.2.*", "patch_embed.proj.*")
          .with("input_norm.*", "norm_pre.*")
          .with("transformer.layers.#.0.layernorm.*", "blocks.#.norm1.*")
          .with("transformer.layers.#.0.to_qkv.*", "blocks.#.attn.qkv.*")
          .with("transformer.layers.#.0.fc_out.0.*", "blocks.#.attn.proj.*")
          .with("transformer.layers.#.0.scale", "blocks.#.ls1.gamma")
          .with("transformer.layers.#.1.network.0.*", "blocks.#.norm2.*")
          .with("transformer.layers.#.1.network.1.*", "blocks.#.mlp.fc1.*")
          .with("transformer.layers.#.1.network.4.*", "blocks.#.mlp.fc2.*")
          .with("transformer.layers.#.1.scale", "blocks.#.ls2.gamma")
          .with("transformer.norm.*", "norm.*");

  /**
   * Other names that are read: LayerScale of older DeiT III files, and the blocks of DINOv2's
   * training, whose second number counts through all chunks.
   */
  private static final NameTable OLDER =
      new NameTable()
          .with("blocks.#.ls1.gamma", "blocks.#.gamma_1")
          .with("blocks.#.ls2.gamma", "blocks.#.gamma_2");

  private static final String CHUNKED = "blocks\\.\\d+\\.(\\d+)\\.";

  @SuppressWarnings("ImmutableEnumChecker") // filled before it is handed over
  private final NameTable table;

  Naming(NameTable table) {
    this.table = table;
  }

  private static NameTable huggingFace() {
    return new NameTable()
        .with("cls_token", "embeddings.cls_token")
        .with("pos_embed", "embeddings.position_embeddings")
        .with("reg_token", "embeddings.register_tokens")
        .with("dist_token", "embeddings.distillation_token")
        .with("mask_token", "embeddings.mask_token")
        .with("patch_embed.proj.*", "embeddings.patch_embeddings.projection.*")
        .with("blocks.#.attn.query.*", "encoder.layer.#.attention.attention.query.*")
        .with("blocks.#.attn.key.*", "encoder.layer.#.attention.attention.key.*")
        .with("blocks.#.attn.value.*", "encoder.layer.#.attention.attention.value.*")
        .with("blocks.#.attn.proj.*", "encoder.layer.#.attention.output.dense.*")
        .with("norm.*", "layernorm.*");
  }

  /** Whether queries, keys and values are tensors of their own. */
  boolean keepsQueriesApart() {
    return this == HUGGING_FACE_VIT || this == HUGGING_FACE_DINOV2;
  }

  /** timm's name of a tensor of this naming; the name itself where timm has none. */
  String toCommon(String theirs) {
    String name = theirs.replaceFirst("^" + CHUNKED, "blocks.$1.");
    if (this == TIMM) {
      return OLDER.toLeft(name).orElse(name);
    }
    return table.toLeft(name).or(() -> OLDER.toLeft(name)).orElse(name);
  }

  /** This naming's name of a tensor that timm names so; timm's where it has none. */
  String ofCommon(String common) {
    return table.toRight(common).orElse(common);
  }

  /** Whether it has such a tensor. */
  boolean has(String common) {
    return !keepsQueriesApart() || table.toRight(common).isPresent();
  }

  /**
   * timm's names of what makes up one of Vinyl's parameters, in order; with queries, keys and
   * values apart that is three.
   */
  List<String> common(String ours, Mlp mlp) {
    String name =
        OURS.toRight(ours)
            .orElseThrow(() -> new IllegalArgumentException("no other family has " + ours));
    if (keepsQueriesApart() && name.contains(".attn.qkv.")) {
      return List.of(
          name.replace(".qkv.", ".query."),
          name.replace(".qkv.", ".key."),
          name.replace(".qkv.", ".value."));
    }
    return List.of(
        mlp == Mlp.SWIGLU
            ? name.replace(".mlp.fc1.", ".mlp.w12.").replace(".mlp.fc2.", ".mlp.w3.")
            : name);
  }
}
