package dev.vinyl.export.vit;

import dev.vinyl.export.graph.Shape;

/**
 * The sizes of a vision transformer, and its variant.
 *
 * @param imageHeight of the input, in pixels; a multiple of {@code patchSize}
 * @param imageWidth of the input, in pixels; a multiple of {@code patchSize}
 * @param patchSize height and width of a patch, in pixels
 * @param dim length of a token
 * @param depth number of blocks
 * @param heads attention heads of a block
 * @param headDim length of a query, key and value of one head; heads x headDim need not be {@code
 *     dim}
 * @param mlpDim width of a block's hidden layer
 * @param variant what else it is made of
 */
public record VitConfig(
    int imageHeight,
    int imageWidth,
    int patchSize,
    int dim,
    int depth,
    int heads,
    int headDim,
    int mlpDim,
    VitVariant variant) {

  /** Colour channels of an image. */
  public static final int CHANNELS = 3;

  /** Checks every size; the message names the one that is wrong. */
  public VitConfig {
    atLeastOne("imageSize", Math.min(imageHeight, imageWidth));
    atLeastOne("patchSize", patchSize);
    atLeastOne("dim", dim);
    atLeastOne("depth", depth);
    atLeastOne("heads", heads);
    atLeastOne("headDim", headDim);
    atLeastOne("mlpDim", mlpDim);
    if (variant.positions() == VitVariant.Positions.SINE_COSINE && dim % 4 != 0) {
      throw new IllegalArgumentException(
          "dim must be a multiple of 4 for sine-cosine positions, got " + dim);
    }
    if (imageHeight % patchSize != 0 || imageWidth % patchSize != 0) {
      throw new IllegalArgumentException(
          imageHeight == imageWidth
              ? "imageSize %d must be a multiple of patchSize %d".formatted(imageHeight, patchSize)
              : "imageSize [%d, %d] must be multiples of patchSize %d"
                  .formatted(imageHeight, imageWidth, patchSize));
    }
  }

  /** In ViNy's variant. */
  public VitConfig(
      int imageHeight,
      int imageWidth,
      int patchSize,
      int dim,
      int depth,
      int heads,
      int headDim,
      int mlpDim) {
    this(imageHeight, imageWidth, patchSize, dim, depth, heads, headDim, mlpDim, VitVariant.viny());
  }

  /** In ViNy's variant, for square images. */
  public VitConfig(
      int imageSize, int patchSize, int dim, int depth, int heads, int headDim, int mlpDim) {
    this(imageSize, imageSize, patchSize, dim, depth, heads, headDim, mlpDim);
  }

  /** ViNy, the paper's model: 128 px, 8 x 8 patches, 4.84 million parameters. */
  public static VitConfig viny() {
    return new VitConfig(128, 16, 128, 12, 8, 64, 512);
  }

  /** A model for tests and the demo that trains in seconds: 64 px, 8 x 8 patches. */
  public static VitConfig micro() {
    return new VitConfig(64, 8, 48, 3, 3, 16, 96);
  }

  /** The same in another variant. */
  public VitConfig withVariant(VitVariant other) {
    return new VitConfig(
        imageHeight, imageWidth, patchSize, dim, depth, heads, headDim, mlpDim, other);
  }

  /** The same for images of another size, in pixels. */
  public VitConfig withImageSize(int height, int width) {
    return new VitConfig(height, width, patchSize, dim, depth, heads, headDim, mlpDim, variant);
  }

  /** The same with so many heads, which share the width of the queries evenly. */
  public VitConfig withHeads(int count) {
    return new VitConfig(
        imageHeight, imageWidth, patchSize, dim, depth, count, innerDim() / count, mlpDim, variant);
  }

  /** Rows of patches. */
  public int gridHeight() {
    return imageHeight / patchSize;
  }

  /** Patches of a row. */
  public int gridWidth() {
    return imageWidth / patchSize;
  }

  /** Patches of an image. */
  public int patches() {
    return gridHeight() * gridWidth();
  }

  /** Values of a patch: its pixels in all channels. */
  public int patchDim() {
    return CHANNELS * patchSize * patchSize;
  }

  /** Residual branches: two in each block, attention and MLP. */
  public int branches() {
    return 2 * depth;
  }

  /** Width of the queries of all heads together. */
  public int innerDim() {
    return heads * headDim;
  }

  /** Images as every model takes them: [B, 3, imageHeight, imageWidth]. */
  Shape imageShape() {
    return Shape.batch(CHANNELS, imageHeight, imageWidth);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1, got %d".formatted(name, value));
    }
  }
}
