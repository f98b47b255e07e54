package dev.vinyl.export.vit;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;

/**
 * The patches that images are cut into: as many as the graph is made for, or as an image has when
 * the graph runs.
 */
interface PatchGrid {

  /** For images of the size that the graph's image has; of any where its height is free. */
  static PatchGrid of(GraphBuilder g, VitConfig config, Value image) {
    return image.shape().size(2) == Shape.FREE ? new FreeGrid(g, config, image) : fixed(config);
  }

  /** For images of one size. */
  static PatchGrid fixed(VitConfig config) {
    return new FixedGrid(config);
  }

  /** N; {@link Shape#FREE} where it is not known. */
  int patches();

  /** T, the patches and so many tokens before them; {@link Shape#FREE} where it is not known. */
  default int tokens(int leading) {
    return patches() == Shape.FREE ? patches() : leading + patches();
  }

  /** [B, 3, H, W] to [N B, P P 3]: a patch's values in the order row, column, channel. */
  Value patchify(GraphBuilder g, Value image);

  /**
   * The positions of these patches.
   *
   * @param own [1, patches of the encoder's own size, D]
   * @return [1, N, D]
   */
  Value positions(Value own);

  /** Of the encoder's own size. */
  record FixedGrid(VitConfig config) implements PatchGrid {
    @Override
    public int patches() {
      return config.patches();
    }

    @Override
    public Value patchify(GraphBuilder g, Value image) {
      return Heads.patchify(g, config, image);
    }

    @Override
    public Value positions(Value own) {
      return own;
    }
  }
}
