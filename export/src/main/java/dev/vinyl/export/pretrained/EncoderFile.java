package dev.vinyl.export.pretrained;

import dev.vinyl.export.vit.VitVariant.Mlp;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tensors of a file that are an encoder's, under timm's names.
 *
 * @param naming that the file has
 * @param prefix what stood before the names, empty or with a dot at its end
 * @param tensors by timm's name
 * @param left what is no part of the encoder: heads, decoders, other models; names of the file
 */
record EncoderFile(
    Naming naming, String prefix, Map<String, Parameter> tensors, List<String> left) {
  private static final String BESIDE =
      "(head|head_dist|heads|fc_norm|pre_logits|pooler|classifier|dino_head|ibot_head|decoder|"
          + "cls_classifier|distillation_classifier|decoder_[a-z_]+)\\..*"
          + "|mask_token|decoder_pos_embed";

  /** Finds an encoder by the kernel of its patches; empty where no family's is there. */
  static Optional<EncoderFile> of(ParameterSet given) {
    List<String> prefixes = new ArrayList<>();
    for (String kernel : List.of(Naming.PATCH_KERNEL, Naming.HUGGING_FACE_PATCH_KERNEL)) {
      for (String name : given.names()) {
        if (name.equals(kernel) || name.endsWith("." + kernel)) {
          prefixes.add(name.substring(0, name.length() - kernel.length()));
        }
      }
    }
    if (prefixes.isEmpty()) {
      return Optional.empty();
    }
    String prefix =
        prefixes.stream()
            .filter(p -> p.startsWith("teacher.") || p.contains(".teacher."))
            .findFirst()
            .orElse(prefixes.get(0));
    return Optional.of(under(prefix, given));
  }

  private static EncoderFile under(String prefix, ParameterSet given) {
    Naming naming = naming(prefix, given.names());
    Map<String, Parameter> tensors = new LinkedHashMap<>();
    List<String> left = new ArrayList<>();
    for (Parameter parameter : given) {
      String name = parameter.name();
      if (!name.startsWith(prefix)) {
        left.add(name);
        continue;
      }
      String common = naming.toCommon(name.substring(prefix.length()));
      if (common.matches(BESIDE)) {
        left.add(name);
      } else {
        tensors.put(common, parameter);
      }
    }
    return new EncoderFile(naming, prefix, tensors, left);
  }

  private static Naming naming(String prefix, Set<String> names) {
    if (names.contains(prefix + Naming.HUGGING_FACE_PATCH_KERNEL)) {
      return names.contains(prefix + "encoder.layer.0.layernorm_before.weight")
          ? Naming.HUGGING_FACE_VIT
          : Naming.HUGGING_FACE_DINOV2;
    }
    boolean meta =
        names.contains(prefix + "register_tokens")
            || names.contains(prefix + "mask_token")
            || names.stream().anyMatch(n -> n.startsWith(prefix + "blocks.0.0."))
            || names.contains(prefix + "blocks.0.mlp.w12.weight");
    return meta && !isMae(names) ? Naming.META : Naming.TIMM;
  }

  private static boolean isMae(Set<String> names) {
    return names.stream().anyMatch(name -> name.contains("decoder_blocks."));
  }

  Optional<Parameter> find(String common) {
    return Optional.ofNullable(tensors.get(common));
  }

  boolean has(String common) {
    return tensors.containsKey(common);
  }

  /** The file's name of a tensor. */
  String shown(String common) {
    Parameter parameter = tensors.get(common);
    return parameter != null ? parameter.name() : prefix + naming.ofCommon(common);
  }

  /**
   * timm's names of what makes up one of Vinyl's parameters, in order. timm's SwiGLU has the names
   * of a plain MLP.
   */
  List<String> parts(String ours, Mlp mlp) {
    return naming.common(ours, mlp).stream()
        .map(
            name ->
                has(name)
                    ? name
                    : name.replace(".mlp.w12.", ".mlp.fc1.").replace(".mlp.w3.", ".mlp.fc2."))
        .toList();
  }

  /** The numbers of its blocks, in order. */
  TreeSet<Integer> blocks() {
    TreeSet<Integer> blocks = new TreeSet<>();
    for (String name : tensors.keySet()) {
      if (name.matches("blocks\\.\\d{1,4}\\..*")) {
        blocks.add(Integer.parseInt(name.split("\\.", -1)[1]));
      }
    }
    return blocks;
  }

  /** Which family has such names, as far as the names tell. */
  EncoderFamily family() {
    return switch (naming) {
      case HUGGING_FACE_VIT -> EncoderFamily.VIT_HF;
      case HUGGING_FACE_DINOV2 -> EncoderFamily.DINOV2_HF;
      case META -> EncoderFamily.DINOV2;
      case TIMM -> ofTimm();
    };
  }

  private EncoderFamily ofTimm() {
    if (left.stream().anyMatch(name -> name.contains("decoder_blocks."))) {
      return EncoderFamily.MAE;
    }
    if (has("norm_pre.weight")) {
      return EncoderFamily.CLIP;
    }
    if (has("dist_token")) {
      return EncoderFamily.DEIT;
    }
    boolean patchesOf14 =
        find(Naming.PATCH_KERNEL)
            .filter(k -> k.shape().length == 4 && k.shape()[3] == 14)
            .isPresent();
    return patchesOf14 && has("blocks.0.ls1.gamma")
        ? EncoderFamily.DINOV2_TIMM
        : EncoderFamily.TIMM;
  }
}
