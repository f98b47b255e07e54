package dev.vinyl.training.stage;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.loop.RunDirectory;
import java.io.IOException;

/** The keys of a model among the settings of a stage, and of how images become its input. */
public final class ModelSettings {
  private ModelSettings() {}

  /**
   * The model that a stage's settings are for.
   *
   * @throws ConfigException if a key that all stages share is missing or of the wrong kind
   */
  public static VitConfig of(ConfigTree settings) throws ConfigException {
    return StageConfig.sharedPart(settings).model();
  }

  /** The same settings for a model of these sizes. */
  public static ConfigTree with(ConfigTree settings, VitConfig model) {
    return settings.overlaidBy(ConfigTree.of(new ModelPart(model)));
  }

  /**
   * The same settings for a training that begins with the encoder of an earlier run: its model, the
   * size of its images too. An encoder that does not norm the pixels of its patches, as ViNy's
   * does, needs them as it was trained on them: interpolation and normalization come too.
   *
   * @throws IOException if the run cannot be read
   */
  public static ConfigTree from(ConfigTree settings, RunDirectory run) throws IOException {
    StageConfig earlier = StageConfig.of(run);
    ConfigTree all = with(settings, earlier.model());
    if (earlier.model().variant().patchNorms()) {
      return all;
    }
    InputSettings input = earlier.input();
    return all.overlaidBy(
        ConfigTree.of(new PixelPart(new Pixels(input.interpolation(), input.normalization()))));
  }

  /** How images become a model's input, alone: {@code input.fit} and the others. */
  public static ConfigTree input(StageConfig config) {
    return ConfigTree.of(new InputPart(config.input()));
  }

  /** The keys of a model, as text that {@link #parse} reads. */
  public static String asText(VitConfig model) {
    return ConfigTree.of(new ModelPart(model)).toYaml();
  }

  /**
   * The model of such keys.
   *
   * @throws ConfigException if it is no such text
   * @throws IllegalArgumentException if a size is out of range
   */
  public static VitConfig parse(String text) throws ConfigException {
    return ConfigTree.parse(text, "model").bind(ModelPart.class).model();
  }

  private record ModelPart(
      @JsonDeserialize(converter = ModelKeys.ToVitConfig.class)
          @JsonSerialize(converter = ModelKeys.OfVitConfig.class)
          VitConfig model) {}

  private record InputPart(InputSettings input) {}

  private record PixelPart(Pixels input) {}

  private record Pixels(Interpolation interpolation, Normalization normalization) {}
}
