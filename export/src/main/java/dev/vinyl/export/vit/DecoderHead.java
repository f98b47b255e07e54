package dev.vinyl.export.vit;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.weights.ParameterSet;
import java.util.Map;
import java.util.Optional;

/**
 * What stands on an encoder in one stage and is dropped before the next: what it makes of the
 * tokens, its loss, and the names by which its weights are known in files. {@link EncoderDecoder}
 * puts it on an encoder, to be trained and to be exported.
 *
 * <p>Its methods are called in the order in which they stand here, and write into one graph; what
 * they declare (parameters, inputs) keeps that order in the model's files. A head is a value: it
 * holds settings and nothing of a graph.
 *
 * <pre>{@code
 * record RegressionHead() implements DecoderHead {
 *   public Value decode(GraphBuilder g, VitConfig sizes, Value tokens) { // a number for each image
 *     int dim = sizes.dim();
 *     Value weight = g.graph().parameter("regression.weight", Initializer.linear(dim), 1, dim);
 *     Value mean = g.reshape(g.reduceMean(tokens, 1), Shape.batch(dim));
 *     return g.linear(mean, weight, null); // [B, 1]
 *   }
 *   // and so on
 * }
 * }</pre>
 */
public interface DecoderHead {

  /**
   * What a model with it is for: one of {@link dev.vinyl.runtime.model.ModelTask}, or a name of its
   * own that a program knows.
   */
  String task();

  /**
   * How many classes it tells apart; labels, which are inputs of type int64, are 0 up to but not
   * including this, or {@link TrainableModel#IGNORED}. 0 for a head without classes.
   */
  int classes();

  /** Whether a parameter of this name is the head's: what an imported file is recognised by. */
  boolean owns(String parameter);

  /**
   * The same head for the sizes and weights of a file, which decide how many classes there are.
   *
   * @param weights of a whole model; may lack some
   * @return empty if a parameter is missing that decides
   * @throws IllegalArgumentException if one is of a wrong shape; the message names it
   */
  default Optional<DecoderHead> fitted(VitConfig sizes, ParameterSet weights) {
    return Optional.of(this);
  }

  /**
   * Runs the encoder: over patch tokens alone, unless a head says otherwise. Inputs that a head
   * needs also in use are declared here.
   *
   * @param image [B, 3, H, W] float32
   * @return tokens after the final norm, for a head that does not override it [B, N, D]
   */
  default Value tokens(GraphBuilder g, VisionTransformer encoder, Value image) {
    return encoder.encode(encoder.embedPatches(image));
  }

  /** Declares the head's parameters and writes what it makes of {@link #tokens}. */
  Value decode(GraphBuilder g, VitConfig sizes, Value tokens);

  /**
   * Declares the inputs that only the loss needs and writes the loss.
   *
   * @param image what {@link #tokens} was given
   * @param decoded what {@link #decode} gave
   * @return a float32 scalar, the mean over what counts in the batch
   */
  Value loss(GraphBuilder g, VitConfig sizes, Value image, Value decoded);

  /**
   * What the model gives out, in use and where training scores it.
   *
   * @param decoded what {@link #decode} gave
   * @return by the names of the file's outputs, in order
   */
  Map<String, Value> outputs(GraphBuilder g, VitConfig sizes, Value decoded);
}
