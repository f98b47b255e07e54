package dev.vinyl.export.vit;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the blocks run over: the class token, the registers and the patches, in this order, each
 * patch and the class token with its position.
 */
final class TokenSequence {
  private static final Initializer NORMAL = new Initializer.Normal(1);

  private final GraphBuilder g;
  private final VitConfig config;
  private final PatchGrid grid;
  private final Value positions;
  private final @Nullable Value classToken;
  private final @Nullable Value registers;

  /** Declares positions, class token and registers. */
  TokenSequence(Layers layers, VitConfig config, PatchGrid grid) {
    VitVariant variant = config.variant();
    this.g = layers.graph();
    this.config = config;
    this.grid = grid;
    positions = positions(layers, config);
    classToken =
        variant.classToken() == VitVariant.ClassToken.NONE
            ? null
            : layers.parameter("cls_token", NORMAL, 1, 1, config.dim());
    registers =
        variant.registers() == 0
            ? null
            : layers.parameter("register_tokens", NORMAL, 1, variant.registers(), config.dim());
  }

  /** [1, rows, D]: the class token's, if it has one, and then those of the patches. */
  private static Value positions(Layers layers, VitConfig config) {
    int dim = config.dim();
    return switch (config.variant().positions()) {
      case LEARNED -> layers.parameter("pos_embedding", NORMAL, 1, positionRows(config), dim);
      case SINE_COSINE ->
          layers
              .graph()
              .graph()
              .tensor(SineCosinePositions.of(config), 1, positionRows(config), dim);
      case FACTORED -> {
        GraphBuilder g = layers.graph();
        Value rows = layers.parameter("pos_rows", NORMAL, 1, config.gridHeight(), dim);
        Value columns = layers.parameter("pos_columns", NORMAL, 1, config.gridWidth(), dim);
        Value sum =
            g.add(
                g.reshape(rows, Shape.of(config.gridHeight(), 1, dim)),
                g.reshape(columns, Shape.of(1, config.gridWidth(), dim)));
        yield g.reshape(sum, Shape.of(1, config.patches(), dim));
      }
    };
  }

  private static int positionRows(VitConfig config) {
    return config.patches() + config.variant().classPositions();
  }

  /** Tokens before those of the patches. */
  int leading(boolean withClassToken) {
    return (withClassToken && classToken != null ? 1 : 0) + config.variant().registers();
  }

  /**
   * The sequence.
   *
   * @param patchTokens [B, N, D] without positions
   * @param withClassToken whether the class token is in it, where there is one
   * @return [B, leading + N, D]
   */
  Value of(Value patchTokens, boolean withClassToken) {
    int first = config.variant().classPositions();
    Value ofPatches = first == 0 ? positions : g.sliceFrom(positions, 1, first);
    Value placed = g.add(patchTokens, grid.positions(ofPatches));
    if (leading(withClassToken) == 0) {
      return placed;
    }
    Value one = g.slice(patchTokens, 1, 0, 1); // [B, 1, D], for its batch size
    List<Value> parts = new ArrayList<>();
    if (withClassToken && classToken != null) {
      Value token = first == 0 ? classToken : g.add(classToken, g.slice(positions, 1, 0, 1));
      parts.add(g.expandLike(token, one));
    }
    for (int i = 0; registers != null && i < config.variant().registers(); i++) {
      parts.add(g.expandLike(g.slice(registers, 1, i, i + 1), one));
    }
    parts.add(placed);
    return g.concat(1, parts.toArray(Value[]::new));
  }
}
