package dev.vinyl.export.vit;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The encoder: patches, 12 pre-norm blocks of attention and MLP in ViNy's case, a final norm
 * (Dosovitskiy et al., arXiv 2010.11929, in the variant of arXiv 2512.03862). {@link VitVariant}
 * says in what the encoders of others differ.
 *
 * <p>Shapes are written with B images, N patches of P x P pixels, tokens of length D, H heads of
 * length K; T tokens are those of the patches and, before them, class token and registers.
 *
 * <pre>{@code
 * VisionTransformer encoder = new VisionTransformer(g, VitConfig.viny(), "encoder.");
 * Value tokens = encoder.encode(encoder.embedPatches(image)); // [B, N, D]
 * }</pre>
 */
public final class VisionTransformer {
  private final GraphBuilder g;
  private final VitConfig config;
  private final VitVariant variant;
  private final Layers layers;
  private final PatchGrid grid;
  private final TokenSequence sequence;
  private final @Nullable Value branchScales;

  /**
   * Declares the encoder in a graph.
   *
   * @param prefix put before every parameter name, such as {@code encoder.}
   */
  public VisionTransformer(GraphBuilder g, VitConfig config, String prefix) {
    this(g, config, prefix, PatchGrid.fixed(config), null);
  }

  /**
   * Declares an encoder whose residual branches can be left out.
   *
   * @param branchScales [B, {@link VitConfig#branches}], what each image's branches, from the input
   *     on, are multiplied by; null for 1
   */
  VisionTransformer(GraphBuilder g, VitConfig config, String prefix, @Nullable Value branchScales) {
    this(g, config, prefix, PatchGrid.fixed(config), branchScales);
  }

  /** Declares an encoder for images that are cut into this grid. */
  VisionTransformer(
      GraphBuilder g,
      VitConfig config,
      String prefix,
      PatchGrid grid,
      @Nullable Value branchScales) {
    this.g = g;
    this.config = config;
    this.variant = config.variant();
    this.branchScales = branchScales;
    layers = new Layers(g, prefix, variant.epsilon());
    this.grid = grid;
    sequence = new TokenSequence(layers, config, grid);
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
    return PatchEmbedding.of(layers, config, grid, image);
  }

  /**
   * Runs the blocks and gives the patch tokens, as every stage but classification needs them.
   *
   * @param patchTokens [B, N, D] without positions
   * @return [B, N, D] after the final norm
   */
  public Value encode(Value patchTokens) {
    return encoded(patchTokens).patches();
  }

  /**
   * Runs the blocks over all tokens, the class token in any case.
   *
   * @param patchTokens [B, N, D] without positions
   * @return [B, D], what stands for an image: its class token after the final norm; the mean of its
   *     patch tokens where there is no class token
   */
  public Value summarize(Value patchTokens) {
    Steps steps = steps(patchTokens, true);
    if (variant.classToken() == VitVariant.ClassToken.NONE) {
      return g.reshape(g.reduceMean(steps.patches(), 1), Shape.batch(config.dim()));
    }
    return steps.classToken();
  }

  /** Runs the blocks over the tokens that a dense stage has. */
  Steps encoded(Value patchTokens) {
    return steps(patchTokens, variant.classToken() == VitVariant.ClassToken.ALWAYS);
  }

  private Steps steps(Value patchTokens, boolean withClassToken) {
    int leading = sequence.leading(withClassToken);
    int count = grid.tokens(leading);
    List<Value> rows = new ArrayList<>();
    Value h = g.reshape(sequence.of(patchTokens, withClassToken), Shape.rows(count, config.dim()));
    if (variant.inputNorm()) {
      h = layers.layerNorm(h, "input_norm", config.dim());
    }
    rows.add(h);
    for (int i = 0; i < config.depth(); i++) {
      String layer = "transformer.layers." + i;
      h = g.add(scaled(attention(h, layer + ".0", count), layer + ".0", 2 * i, count), h);
      h = g.add(scaled(mlp(h, layer + ".1.network"), layer + ".1", 2 * i + 1, count), h);
      rows.add(h);
    }
    rows.add(variant.finalNorm() ? layers.layerNorm(h, "transformer.norm", config.dim()) : h);
    return new Steps(rows, withClassToken, leading);
  }

  /** The tokens on their way through the blocks; writes what is asked for. */
  final class Steps {
    private final List<Value> rows;
    private final boolean withClassToken;
    private final int leading;

    /**
     * Holds rows [T B, D].
     *
     * @param leading tokens before those of the patches
     */
    private Steps(List<Value> rows, boolean withClassToken, int leading) {
      this.rows = rows;
      this.withClassToken = withClassToken;
      this.leading = leading;
    }

    /**
     * All tokens as they go into block i, [B, T, D]; what leaves the last is those of the depth.
     */
    Value tokens(int i) {
      return images(rows.get(i));
    }

    /** The patch tokens after block i, counted from 0, not normed: [B, N, D]. */
    Value patchesAfter(int i) {
      return patchesOf(rows.get(i + 1));
    }

    /** The patch tokens after the final norm, [B, N, D]. */
    Value patches() {
      return patchesOf(rows.get(rows.size() - 1));
    }

    boolean hasClassToken() {
      return withClassToken;
    }

    /** The class token after the final norm, [B, D]. */
    Value classToken() {
      Value all = images(rows.get(rows.size() - 1));
      return g.reshape(g.slice(all, 1, 0, 1), Shape.batch(config.dim()));
    }

    /** The registers after the final norm, [B, R, D]. */
    Value registers() {
      Value all = images(rows.get(rows.size() - 1));
      return g.slice(all, 1, leading - variant.registers(), leading);
    }

    private Value patchesOf(Value tokens) {
      Value all = images(tokens);
      return leading == 0 ? all : g.sliceFrom(all, 1, leading);
    }

    private Value images(Value tokens) {
      return g.reshape(tokens, Shape.batch(grid.tokens(leading), config.dim()));
    }
  }

  /** A branch [T B, D] times its learned scale and each image's own. */
  private Value scaled(Value branch, String name, int index, int tokens) {
    Value learned =
        variant.layerScale()
            ? g.mul(branch, layers.parameter(name + ".scale", layerScale(), config.dim()))
            : branch;
    if (branchScales == null) {
      return learned;
    }
    Value scale = g.reshape(g.slice(branchScales, 1, index, index + 1), Shape.batch(1, 1));
    Value images = g.reshape(learned, Shape.batch(tokens, config.dim()));
    return g.reshape(g.mul(images, scale), Shape.rows(tokens, config.dim()));
  }

  /** As the deeper, the smaller: arXiv 2103.17239, section 2. */
  private Initializer layerScale() {
    return new Initializer.Constant(
        config.depth() <= 18 ? 0.1f : config.depth() <= 24 ? 1e-5f : 1e-6f);
  }

  /** softmax(q k^T / sqrt(K)) v for each head, of x [T B, D]. */
  private Value attention(Value x, String name, int tokens) {
    int inner = config.innerDim();
    Value normal = layers.layerNorm(x, name + ".layernorm", config.dim());
    Initializer linear = Initializer.linear(config.dim());
    Value weight = layers.parameter(name + ".to_qkv.weight", linear, 3L * inner, config.dim());
    @Nullable Value bias =
        variant.qkvBias() ? layers.parameter(name + ".to_qkv.bias", linear, 3L * inner) : null;
    float scale = (float) (1 / Math.sqrt(config.headDim()));
    Value mixed = g.attention(normal, tokens, weight, bias, config.heads(), scale); // [T B, H K]
    return layers.linear(mixed, name + ".fc_out.0", inner, config.dim(), true);
  }

  private Value mlp(Value x, String name) {
    int width = config.mlpDim();
    Value normal = layers.layerNorm(x, name + ".0", config.dim());
    Value hidden =
        switch (variant.mlp()) {
          case GELU -> g.gelu(layers.linear(normal, name + ".1", config.dim(), width, true));
          case QUICK_GELU ->
              g.quickGelu(layers.linear(normal, name + ".1", config.dim(), width, true));
          case SWIGLU -> {
            Initializer linear = Initializer.linear(config.dim());
            Value weight = layers.parameter(name + ".1.weight", linear, 2L * width, config.dim());
            Value bias = layers.parameter(name + ".1.bias", linear, 2L * width);
            Value gate = g.silu(part(normal, weight, bias, 0, width));
            yield g.mul(gate, part(normal, weight, bias, width, 2L * width));
          }
        };
    return layers.linear(hidden, name + ".4", width, config.dim(), true);
  }

  /** A linear layer with some of the rows of its weight. */
  private Value part(Value x, Value weight, Value bias, long start, long end) {
    return g.linear(x, g.slice(weight, 0, start, end), g.slice(bias, 0, start, end));
  }
}
