package dev.vinyl.training.stage;

import dev.vinyl.export.graph.Graph.ParameterSpec;
import dev.vinyl.training.internal.engine.Optimization;
import dev.vinyl.training.internal.engine.Optimization.ParameterGroup;
import dev.vinyl.training.stage.StageConfig.OptimizerSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which parameters have which rate and decay. */
final class ParameterGroups {
  private static final Pattern BLOCK = Pattern.compile("transformer\\.layers\\.(\\d+)\\.");
  private static final Set<String> TOKENS =
      Set.of(
          "pos_embedding", "pos_rows", "pos_columns", "cls_token", "register_tokens", "mask_token");

  private ParameterGroups() {}

  /** How the parameters of a model are updated by these settings. */
  static Optimization optimization(StageConfig config, List<ParameterSpec> parameters) {
    OptimizerSettings settings = config.optimizer();
    Map<String, ParameterGroup> groups = new LinkedHashMap<>();
    boolean decaysInPart = !settings.decayAll() && config.weightDecay() > 0;
    if (decaysInPart || settings.layerDecay() < 1) {
      for (ParameterSpec parameter : parameters) {
        boolean decays = settings.decayAll() || isMatrix(parameter);
        groups.put(
            parameter.name(),
            new ParameterGroup(
                (float) Math.pow(settings.layerDecay(), layersAbove(parameter.name(), config)),
                decays ? (float) config.weightDecay() : 0));
      }
    }
    return new Optimization(config.adamW(), groups, (float) settings.average());
  }

  /** A weight of a linear layer, and no position or single token. */
  private static boolean isMatrix(ParameterSpec parameter) {
    return parameter.sizes().length > 1 && TOKENS.stream().noneMatch(parameter.name()::endsWith);
  }

  /** Layers between a parameter and the head: 0 for the head and the last norm. */
  private static int layersAbove(String name, StageConfig config) {
    int depth = config.model().depth();
    Matcher block = BLOCK.matcher(name);
    if (block.find()) {
      return depth - Integer.parseInt(block.group(1));
    }
    boolean first =
        name.contains("to_patch_embedding")
            || name.contains("input_norm")
            || TOKENS.stream().anyMatch(name::endsWith);
    return first ? depth + 1 : 0;
  }
}
