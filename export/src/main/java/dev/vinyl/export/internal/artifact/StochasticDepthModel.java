package dev.vinyl.export.internal.artifact;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import org.jspecify.annotations.Nullable;

/**
 * A model that is trained with some residual branches left out (Huang et al., arXiv 1603.09382) and
 * used with all of them. Which ones is an input, so that the graph draws nothing: {@link
 * #BRANCH_SCALES} [B, branches] float32, before the model's own inputs, 0 for a branch that is left
 * out and one through the probability to stay for one that stays.
 *
 * @param model the model itself
 */
public record StochasticDepthModel(TrainableModel model) implements TrainableModel {
  /** What each image's residual branches are multiplied by. */
  public static final String BRANCH_SCALES = "branch_scales";

  @Override
  public int classes() {
    return model.classes();
  }

  @Override
  public VitConfig config() {
    return model.config();
  }

  @Override
  public boolean trains(String parameter) {
    return model.trains(parameter);
  }

  @Override
  public Outputs build(GraphBuilder g, @Nullable Value branchScales) {
    return model.build(g, branchScales);
  }

  @Override
  public Outputs buildForTraining(GraphBuilder g) {
    Shape shape = Shape.batch(config().branches());
    return build(g, g.graph().input(BRANCH_SCALES, DataType.FLOAT, shape));
  }
}
