package dev.vinyl.export.vit;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A vision transformer with a head, to be trained and to be used.
 *
 * <p>The first input is {@code image} [B, 3, H, W] float32; the head says which others there are
 * and what comes out. Parameters {@code encoder.*}, then the head's.
 *
 * <pre>{@code
 * EncoderDecoder segmenter = new EncoderDecoder(VitConfig.viny(), new SegmentationHead(3));
 * }</pre>
 *
 * @param config sizes of the encoder
 * @param head what stands on it
 */
public record EncoderDecoder(VitConfig config, DecoderHead head)
    implements TrainableModel, InferenceModel {
  /** The input that every model has. */
  static final String IMAGE = "image";

  @Override
  public String task() {
    return head.task();
  }

  @Override
  public int classes() {
    return head.classes();
  }

  @Override
  public Outputs build(GraphBuilder g, @Nullable Value branchScales) {
    Value image = g.graph().input(IMAGE, DataType.FLOAT, config.imageShape());
    Value decoded = decoded(g, image, branchScales);
    Value loss = head.loss(g, config, image, decoded);
    return new Outputs(loss, head.outputs(g, config, decoded));
  }

  @Override
  public Map<String, Value> forward(GraphBuilder g, Value image) {
    return head.outputs(g, config, decoded(g, image, null));
  }

  private Value decoded(GraphBuilder g, Value image, @Nullable Value branchScales) {
    VisionTransformer encoder = new VisionTransformer(g, config, ENCODER_PREFIX, branchScales);
    return head.decode(g, config, head.tokens(g, encoder, image));
  }
}
