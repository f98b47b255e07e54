package dev.vinyl.export.vit;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * What tells the vision transformers of others from ViNy, beside their sizes. All are pre-norm
 * transformers over patches (Dosovitskiy et al., arXiv 2010.11929).
 *
 * <pre>{@code
 * VitVariant dinov2 = VitVariant.plain().withLayerScale(true).withRegisters(4);
 * }</pre>
 *
 * @param patchNorms whether a patch's pixels and its token are normed, as in ViNy
 * @param patchBias whether the patch embedding adds a bias
 * @param classToken when the class token is among the tokens
 * @param registers tokens beside it that carry no position and no answer (Darcet et al., arXiv
 *     2309.16588), 0 or more
 * @param positions how a token knows its place
 * @param inputNorm whether the tokens are normed before the first block, as in CLIP
 * @param qkvBias whether queries, keys and values have a bias
 * @param layerScale whether each residual branch is multiplied by a learned vector (Touvron et al.,
 *     arXiv 2103.17239)
 * @param mlp the second half of a block
 * @param finalNorm whether the tokens are normed after the last block
 * @param epsilon of all norms, above 0
 * @param resampling how positions are brought to another number of patches
 */
public record VitVariant(
    boolean patchNorms,
    boolean patchBias,
    ClassToken classToken,
    int registers,
    Positions positions,
    boolean inputNorm,
    boolean qkvBias,
    boolean layerScale,
    Mlp mlp,
    boolean finalNorm,
    float epsilon,
    PositionResampling resampling) {

  /** When the class token is among the tokens. */
  public enum ClassToken {
    /** There is none; an image's summary is the mean of its patches. */
    NONE,
    /** Only where an image is classified, as in ViNy. */
    FOR_CLASSIFICATION,
    /** Always, as everywhere else. */
    ALWAYS
  }

  /** How a token knows its place. */
  public enum Positions {
    /** A learned vector for each patch, and for the class token. */
    LEARNED,
    /** Fixed sines and cosines of row and column, as in MAE. */
    SINE_COSINE,
    /** A learned vector for each row and one for each column, added. */
    FACTORED
  }

  /** The second half of a block. */
  public enum Mlp {
    /** Two layers with the exact GELU between them. */
    GELU,
    /** Two layers with {@code x sigmoid(1.702 x)} between them, as OpenAI's CLIP. */
    QUICK_GELU,
    /**
     * {@code silu(x1) x2} between two layers, of which the first is twice as wide: DINOv2 giant
     * (Shazeer, arXiv 2002.05202).
     */
    SWIGLU
  }

  /** Checks the ranges. */
  public VitVariant {
    Objects.requireNonNull(classToken, "classToken");
    Objects.requireNonNull(positions, "positions");
    Objects.requireNonNull(mlp, "mlp");
    Objects.requireNonNull(resampling, "resampling");
    if (registers < 0) {
      throw new IllegalArgumentException("registers must be 0 or more, got " + registers);
    }
    if (!(epsilon > 0 && epsilon < 1)) {
      throw new IllegalArgumentException(
          "epsilon must be above 0 and below 1, got %s".formatted(epsilon));
    }
  }

  /** ViNy's: the paper's model. */
  public static VitVariant viny() {
    return new VitVariant(
        true,
        true,
        ClassToken.FOR_CLASSIFICATION,
        0,
        Positions.LEARNED,
        false,
        false,
        false,
        Mlp.GELU,
        true,
        1e-5f,
        PositionResampling.SIZE);
  }

  /** The plain vision transformer of everybody else, as timm builds it. */
  public static VitVariant plain() {
    return new VitVariant(
        false,
        true,
        ClassToken.ALWAYS,
        0,
        Positions.LEARNED,
        false,
        true,
        false,
        Mlp.GELU,
        true,
        1e-6f,
        PositionResampling.ANTIALIAS);
  }

  /** Positions that come before those of the patches: the class token's, if it has one. */
  int classPositions() {
    return classToken == ClassToken.NONE || positions == Positions.FACTORED ? 0 : 1;
  }

  /** The same with another {@code patchNorms}. */
  public VitVariant withPatchNorms(boolean other) {
    return with(draft -> draft.patchNorms = other);
  }

  /** The same with another {@code patchBias}. */
  public VitVariant withPatchBias(boolean other) {
    return with(draft -> draft.patchBias = other);
  }

  /** The same with another {@code classToken}. */
  public VitVariant withClassToken(ClassToken other) {
    return with(draft -> draft.classToken = other);
  }

  /** The same with another {@code registers}. */
  public VitVariant withRegisters(int other) {
    return with(draft -> draft.registers = other);
  }

  /** The same with another {@code positions}. */
  public VitVariant withPositions(Positions other) {
    return with(draft -> draft.positions = other);
  }

  /** The same with another {@code inputNorm}. */
  public VitVariant withInputNorm(boolean other) {
    return with(draft -> draft.inputNorm = other);
  }

  /** The same with another {@code qkvBias}. */
  public VitVariant withQkvBias(boolean other) {
    return with(draft -> draft.qkvBias = other);
  }

  /** The same with another {@code layerScale}. */
  public VitVariant withLayerScale(boolean other) {
    return with(draft -> draft.layerScale = other);
  }

  /** The same with another {@code mlp}. */
  public VitVariant withMlp(Mlp other) {
    return with(draft -> draft.mlp = other);
  }

  /** The same with another {@code finalNorm}. */
  public VitVariant withFinalNorm(boolean other) {
    return with(draft -> draft.finalNorm = other);
  }

  /** The same with another {@code epsilon}. */
  public VitVariant withEpsilon(float other) {
    return with(draft -> draft.epsilon = other);
  }

  /** The same with another {@code resampling}. */
  public VitVariant withResampling(PositionResampling other) {
    return with(draft -> draft.resampling = other);
  }

  private VitVariant with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.finished();
  }

  /** A variant that can still be changed. */
  private static final class Draft {
    private boolean patchNorms;
    private boolean patchBias;
    private ClassToken classToken;
    private int registers;
    private Positions positions;
    private boolean inputNorm;
    private boolean qkvBias;
    private boolean layerScale;
    private Mlp mlp;
    private boolean finalNorm;
    private float epsilon;
    private PositionResampling resampling;

    Draft(VitVariant from) {
      patchNorms = from.patchNorms;
      patchBias = from.patchBias;
      classToken = from.classToken;
      registers = from.registers;
      positions = from.positions;
      inputNorm = from.inputNorm;
      qkvBias = from.qkvBias;
      layerScale = from.layerScale;
      mlp = from.mlp;
      finalNorm = from.finalNorm;
      epsilon = from.epsilon;
      resampling = from.resampling;
    }

    VitVariant finished() {
      return new VitVariant(
          patchNorms,
          patchBias,
          classToken,
          registers,
          positions,
          inputNorm,
          qkvBias,
          layerScale,
          mlp,
          finalNorm,
          epsilon,
          resampling);
    }
  }
}
