package dev.vinyl.export.internal.artifact;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import org.jspecify.annotations.Nullable;

/**
 * A model whose encoder stays as it is while its head is trained. No gradient goes into the
 * encoder, which takes about two thirds of a step's time away.
 *
 * @param model the model itself
 */
public record FrozenEncoderModel(TrainableModel model) implements TrainableModel {

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
    return !parameter.startsWith(ENCODER_PREFIX) && model.trains(parameter);
  }

  @Override
  public Outputs build(GraphBuilder g, @Nullable Value branchScales) {
    return model.build(g, branchScales);
  }

  @Override
  public Outputs buildForTraining(GraphBuilder g) {
    return model.buildForTraining(g);
  }
}
