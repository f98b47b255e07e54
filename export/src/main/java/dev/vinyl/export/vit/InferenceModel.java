package dev.vinyl.export.vit;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Value;
import java.util.Map;

/** A model in use: images in, answers out, no loss. */
public interface InferenceModel {

  /**
   * The encoder alone. Output {@code tokens} [B, N, D], the patch tokens after the final norm, row
   * by row; where asked also {@code layer_01} and so on, those after each block. Where the encoder
   * always has them also {@code class_token} [B, D] and {@code register_tokens} [B, R, D], after
   * the final norm. Parameters {@code encoder.*}.
   *
   * @param everyLayer whether to give out the tokens after each block
   */
  static InferenceModel features(VitConfig config, boolean everyLayer) {
    return new FeatureModel(config, everyLayer);
  }

  /** What it is for, one of {@link dev.vinyl.runtime.model.ModelTask}. */
  String task();

  /** The encoder's sizes. */
  VitConfig config();

  /** How many classes it has; 0 for none. */
  int classes();

  /**
   * The same for images of another size, in pixels; its positions are others, {@link
   * PositionResampling#resize}.
   *
   * @throws IllegalArgumentException if it is for images of one size
   */
  default InferenceModel withImageSize(int height, int width) {
    throw new IllegalArgumentException("a model to %s is for images of one size".formatted(task()));
  }

  /**
   * Writes the model into a graph.
   *
   * @param image [B, 3, H, W] float32; the encoder alone also takes H and W of {@link
   *     dev.vinyl.export.graph.Shape#FREE}, any multiples of the patch's size, and resamples its
   *     positions then
   * @return what it gives out, by the names of the file's outputs, in order
   */
  Map<String, Value> forward(GraphBuilder g, Value image);
}
