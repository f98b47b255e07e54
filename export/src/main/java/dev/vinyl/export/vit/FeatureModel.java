package dev.vinyl.export.vit;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.model.ModelTask;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The encoder alone, as {@link InferenceModel#features} says. */
record FeatureModel(VitConfig config, boolean everyLayer) implements InferenceModel {

  @Override
  public String task() {
    return ModelTask.FEATURES;
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public InferenceModel withImageSize(int height, int width) {
    return new FeatureModel(config.withImageSize(height, width), everyLayer);
  }

  @Override
  public Map<String, Value> forward(GraphBuilder g, Value image) {
    VisionTransformer encoder =
        new VisionTransformer(
            g, config, TrainableModel.ENCODER_PREFIX, PatchGrid.of(g, config, image), null);
    Map<String, Value> outputs = new LinkedHashMap<>();
    VisionTransformer.Steps steps = encoder.encoded(encoder.embedPatches(image));
    outputs.put("tokens", steps.patches());
    if (steps.hasClassToken()) {
      outputs.put("class_token", steps.classToken());
    }
    if (config.variant().registers() > 0) {
      outputs.put("register_tokens", steps.registers());
    }
    for (int i = 0; everyLayer && i < config.depth(); i++) {
      outputs.put(String.format(Locale.ROOT, "layer_%02d", i + 1), steps.patchesAfter(i));
    }
    return outputs;
  }
}
