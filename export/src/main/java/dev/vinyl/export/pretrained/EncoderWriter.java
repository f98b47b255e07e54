package dev.vinyl.export.pretrained;

import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.vit.VitVariant;
import dev.vinyl.export.vit.VitVariant.ClassToken;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.ArrayList;
import java.util.List;

/** An encoder under the names of a family, as its own loader expects it. */
final class EncoderWriter {
  private EncoderWriter() {}

  static ParameterSet write(EncoderFamily family, VitConfig config, ParameterSet parameters) {
    VitVariant variant = config.variant();
    if (variant.patchNorms()
        || variant.classToken() == ClassToken.FOR_CLASSIFICATION
        || variant.positions() == VitVariant.Positions.FACTORED) {
      throw new IllegalArgumentException(
          "%s has no encoder like this: patches between norms, positions by row and column, or a"
                  .formatted(family)
              + " class token for classification alone are ViNy's");
    }
    Naming naming = family.naming();
    List<Parameter> all = new ArrayList<>();
    for (Parameter parameter : parameters) {
      Parameter shaped =
          parameter.name().equals("to_patch_embedding.2.weight")
              ? Tensors.rowsAsKernel(parameter, VitConfig.CHANNELS, config.patchSize())
              : parameter;
      List<String> names = naming.common(parameter.name(), variant.mlp());
      if (!names.stream().allMatch(naming::has)) {
        throw new IllegalArgumentException(
            "%s has no %s; take another family".formatted(family, parameter.name()));
      }
      List<Parameter> parts = Tensors.apart(shaped, names.size());
      for (int i = 0; i < names.size(); i++) {
        all.add(parts.get(i).renamed(naming.ofCommon(names.get(i))));
      }
    }
    return ParameterSet.of(all);
  }
}
