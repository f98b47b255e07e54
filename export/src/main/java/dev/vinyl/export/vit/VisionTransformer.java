package dev.vinyl.export.vit;

import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The encoder: patches, 12 pre-norm blocks of attention and MLP in ViNy's case, a final norm
 * (Dosovitskiy et al., arXiv 2010.11929, in the variant of arXiv 2512.03862).
 *
 * <p>Shapes are written with B images, N patches of P x P pixels, tokens of length D, H heads of
 * length K.
 *
 * <pre>{@code
 * VisionTransformer encoder = new VisionTransformer(g, VitConfig.viny(), "encoder.");
 * Value tokens = encoder.encode(encoder.embedPatches(image)); // [B, N, D]
 * }</pre>
 */
public final class VisionTransformer {
  private static final float EPSILON = 1e-5f;

  private final GraphBuilder g;
  private final VitConfig config;
  private final String prefix;
  private final @Nullable Value branchScales;
  private final Value positions;
  private final Value classToken;

  /**
   * Declares the encoder in a graph.
   *
   * @param prefix put before every parameter name, such as {@code encoder.}
   */
  public VisionTransformer(GraphBuilder g, VitConfig config, String prefix) {
    this(g, config, prefix, null);
  }

  /**
   * Declares an encoder whose residual branches can be left out.
   *
   * @param branchScales [B, {@link VitConfig#branches}], what each image's branches, from the input
   *     on, are multiplied by; null for 1
   */
  VisionTransformer(GraphBuilder g, VitConfig config, String prefix, @Nullable Value branchScales) {
    this.g = g;
    this.config = config;
    this.prefix = prefix;
    this.branchScales = branchScales;
    Graph graph = g.graph();
    Initializer normal = new Initializer.Normal(1);
    positions =
        graph.parameter(prefix + "pos_embedding", normal, 1, config.patches() + 1, config.dim());
    classToken = graph.parameter(prefix + "cls_token", normal, 1, 1, config.dim());
  }

  /** Its sizes. */
  public VitConfig config() {
    return config;
  }

  /**
   * Cuts images into patches and embeds each, without its position.
   *
   * @param image [B, 3, imageHeight, imageWidth]
   * @return [B, N, D]
   */
  public Value embedPatches(Value image) {
    Value patches = Heads.patchify(g, config, image); // [N B, P P 3]
    Value normal = patchNorm(patches, "to_patch_embedding.1");
    Value token = linear(normal, "to_patch_embedding.2", config.patchDim(), config.dim(), true);
    Value embedded = layerNorm(token, "to_patch_embedding.3", config.dim());
    return g.reshape(embedded, Shape.batch(config.patches(), config.dim()));
  }

  /**
   * Runs the blocks over patch tokens alone, as every stage but classification does.
   *
   * @param patchTokens [B, N, D] without positions
   * @return [B, N, D] after the final norm
   */
  public Value encode(Value patchTokens) {
    return asImages(last(patchRows(patchTokens)), config.patches());
  }

  /**
   * Runs the blocks over patch tokens alone and gives the tokens after each.
   *
   * @param patchTokens [B, N, D] without positions
   * @return as many as there are blocks, and what {@link #encode} gives as one more; [B, N, D] each
   */
  List<Value> encodeInSteps(Value patchTokens) {
    return patchRows(patchTokens).stream().map(r -> asImages(r, config.patches())).toList();
  }

  /**
   * Runs the blocks over the class token and the patch tokens.
   *
   * @param patchTokens [B, N, D] without positions
   * @return [B, 1 + N, D] after the final norm; token 0 is the class token
   */
  public Value encodeWithClassToken(Value patchTokens) {
    Value one = g.slice(patchTokens, 1, 0, 1); // [B, 1, D], for its batch size
    Value tokens = g.concat(1, g.expandLike(classToken, one), patchTokens);
    int count = config.patches() + 1;
    return asImages(last(rowsAfterBlocks(g.add(tokens, positions), count)), count);
  }

  private List<Value> patchRows(Value patchTokens) {
    Value patchPositions = g.slice(positions, 1, 1, config.patches() + 1); // row 0 is the class's
    return rowsAfterBlocks(g.add(patchTokens, patchPositions), config.patches());
  }

  /** x [B, T, D] to rows [T B, D] after each block, and after the final norm. */
  private List<Value> rowsAfterBlocks(Value x, int tokens) {
    List<Value> steps = new ArrayList<>();
    Value h = g.reshape(x, Shape.rows(tokens, config.dim()));
    for (int i = 0; i < config.depth(); i++) {
      String layer = "transformer.layers." + i;
      h = g.add(scaled(attention(h, layer + ".0", tokens), 2 * i, tokens), h);
      h = g.add(scaled(mlp(h, layer + ".1.network"), 2 * i + 1, tokens), h);
      steps.add(h);
    }
    steps.add(layerNorm(h, "transformer.norm", config.dim()));
    return steps;
  }

  private static Value last(List<Value> values) {
    return values.get(values.size() - 1);
  }

  /** Rows [T B, D] as [B, T, D]. */
  private Value asImages(Value rows, int tokens) {
    return g.reshape(rows, Shape.batch(tokens, config.dim()));
  }

  /** A branch [T B, D] times each image's scale for it. */
  private Value scaled(Value branch, int index, int tokens) {
    if (branchScales == null) {
      return branch;
    }
    Value scale = g.reshape(g.slice(branchScales, 1, index, index + 1), Shape.batch(1, 1));
    Value images = g.reshape(branch, Shape.batch(tokens, config.dim()));
    return g.reshape(g.mul(images, scale), Shape.rows(tokens, config.dim()));
  }

  /** softmax(q k^T / sqrt(K)) v for each head, of x [T B, D]. */
  private Value attention(Value x, String name, int tokens) {
    int inner = config.innerDim();
    Value normal = layerNorm(x, name + ".layernorm", config.dim());
    Value weight =
        g.graph()
            .parameter(
                prefix + name + ".to_qkv.weight",
                Initializer.linear(config.dim()),
                3L * inner,
                config.dim());
    float scale = (float) (1 / Math.sqrt(config.headDim()));
    Value mixed = g.attention(normal, tokens, weight, config.heads(), scale); // [T B, H K]
    return linear(mixed, name + ".fc_out.0", inner, config.dim(), true);
  }

  private Value mlp(Value x, String name) {
    Value normal = layerNorm(x, name + ".0", config.dim());
    Value hidden = g.gelu(linear(normal, name + ".1", config.dim(), config.mlpDim(), true));
    return linear(hidden, name + ".4", config.mlpDim(), config.dim(), true);
  }

  private Value linear(Value x, String name, int in, int out, boolean bias) {
    return Heads.linear(g, x, prefix + name, in, out, bias);
  }

  private Value layerNorm(Value x, String name, int size) {
    return g.layerNorm(x, scale(name, size), bias(name, size), EPSILON);
  }

  private Value patchNorm(Value patches, String name) {
    int size = config.patchDim();
    return g.centredLayerNorm(patches, scale(name, size), bias(name, size), EPSILON);
  }

  private Value scale(String norm, int size) {
    return g.graph().parameter(prefix + norm + ".weight", Initializer.ones(), size);
  }

  private Value bias(String norm, int size) {
    return g.graph().parameter(prefix + norm + ".bias", Initializer.zeros(), size);
  }
}
