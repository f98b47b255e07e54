package dev.vinyl.export.pretrained;

import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.vit.VitVariant;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.runtime.image.ImageSize;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Class token, registers and positions. Files differ in which tokens have a position; here the
 * class token has one, 0 where the file has none, and registers have none: what the file adds to
 * them is part of them. DeiT's distillation token is a register too.
 */
final class LeadingTokens {
  private static final String REGISTERS = "reg_token";
  private static final String DISTILLATION = "dist_token";
  private static final String POSITIONS = "pos_embed";

  /** Tensors that are read here. */
  static final Set<String> NAMES = Set.of(REGISTERS, DISTILLATION);

  private LeadingTokens() {}

  /** Rows and columns of patches. */
  record Grid(int rows, int columns) {}

  /** How many registers there are. */
  static int registers(EncoderFile tensors) {
    int distillation = tensors.has(DISTILLATION) ? 1 : 0;
    return distillation
        + tensors
            .find(REGISTERS)
            .map(tokens -> (int) shape(tokens, tensors, REGISTERS)[1])
            .orElse(0);
  }

  private static long[] shape(Parameter tokens, EncoderFile tensors, String name) {
    if (tokens.shape().length != 3 || tokens.shape()[0] != 1 || tokens.values().length == 0) {
      throw new IllegalArgumentException(
          "%s %s should be [1, tokens, dim]"
              .formatted(tensors.shown(name), Arrays.toString(tokens.shape())));
    }
    return tokens.shape();
  }

  /**
   * The patches that there are positions for.
   *
   * @param said the size of the input; null for a square
   */
  static Grid grid(
      EncoderFile tensors, VitVariant variant, @Nullable ImageSize said, int patchSize) {
    Parameter positions =
        tensors
            .find(POSITIONS)
            .orElseThrow(
                () -> new IllegalArgumentException(tensors.shown(POSITIONS) + " is missing"));
    int rows = (int) shape(positions, tensors, POSITIONS)[1];
    int classTokens = variant.classToken() == VitVariant.ClassToken.NONE ? 0 : 1;
    int[] leading = {classTokens + variant.registers(), classTokens, 0};
    if (said != null && said.height() % patchSize == 0 && said.width() % patchSize == 0) {
      Grid grid = new Grid(said.height() / patchSize, said.width() / patchSize);
      if (Arrays.stream(leading).anyMatch(n -> rows - n == grid.rows() * grid.columns())) {
        return grid;
      }
    }
    for (int n : leading) {
      int side = (int) Math.round(Math.sqrt(Math.max(0, rows - n)));
      if (side > 0 && side * side == rows - n) {
        return new Grid(side, side);
      }
    }
    throw new IllegalArgumentException(
        "%s has %d rows, which are no square of patches; give the size of the input (--image-size)"
            .formatted(tensors.shown(POSITIONS), rows));
  }

  /** [1, rows, D] of the file as [1, class token + patches, D]. */
  static Parameter positions(Parameter theirs, VitConfig config) {
    int dim = (int) theirs.shape()[2];
    int leading = (int) theirs.shape()[1] - config.patches();
    int ours = config.variant().classToken() == VitVariant.ClassToken.NONE ? 0 : 1;
    float[] values = new float[(ours + config.patches()) * dim];
    float[] given = theirs.values();
    System.arraycopy(given, leading * dim, values, ours * dim, config.patches() * dim);
    if (ours == 1 && leading > 0) {
      System.arraycopy(given, 0, values, 0, dim);
    }
    return new Parameter(theirs.name(), new long[] {1, ours + config.patches(), dim}, values);
  }

  /** The registers [1, R, D], each with its position where the file has one. */
  static Parameter registers(EncoderFile tensors, VitConfig config) {
    int dim = config.dim();
    float[] values = new float[config.variant().registers() * dim];
    int at = 0;
    for (String name : List.of(DISTILLATION, REGISTERS)) {
      float[] tokens = tensors.find(name).map(Parameter::values).orElse(new float[0]);
      System.arraycopy(tokens, 0, values, at, Math.min(tokens.length, values.length - at));
      at += tokens.length;
    }
    Parameter positions = tensors.find(POSITIONS).orElseThrow();
    int classTokens = config.variant().classToken() == VitVariant.ClassToken.NONE ? 0 : 1;
    int leading = (int) positions.shape()[1] - config.patches();
    if (leading == classTokens + config.variant().registers()) {
      float[] places = positions.values();
      IntStream.range(0, values.length).forEach(i -> values[i] += places[classTokens * dim + i]);
    }
    return new Parameter(REGISTERS, new long[] {1, config.variant().registers(), dim}, values);
  }
}
