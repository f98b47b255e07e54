package dev.vinyl.training.weights;

import dev.vinyl.export.graph.Graph.ParameterSpec;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.pretrained.PretrainedEncoder;
import dev.vinyl.export.vit.DecoderHead;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.vit.VitVariant;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.WeightFileException;
import dev.vinyl.runtime.image.ImageSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model known by the names and shapes of its parameters, all of which are there and no others.
 *
 * @param kind what it is
 * @param sizes of the encoder, with one head as wide as all: shapes say no more
 * @param classes how many the head has; 0 where it has none
 * @param encoder under the names of an encoder by itself
 * @param head under its own names; empty where there is none
 */
record RecognisedModel(
    ModelKind kind, VitConfig sizes, int classes, ParameterSet encoder, ParameterSet head) {
  private static final int MOST_SHOWN = 15;

  /**
   * Recognises what a file holds.
   *
   * @param variant of the encoder
   * @param said the size of the input, as far as it is known; needed where that is no square
   * @param remarks on what was not read, for the message
   * @throws WeightFileException with all that is missing, too much or of another shape in one line
   */
  static RecognisedModel of(
      Path file,
      ParameterSet given,
      VitVariant variant,
      @Nullable ImageSize said,
      List<String> remarks)
      throws WeightFileException {
    if (!ModelKind.isAny(given.names())) {
      throw new WeightFileException(
          file,
          "has none of an encoder's names, such as pos_embedding, or in other families %s; it has %s%s%s"
              .formatted(
                  PretrainedEncoder.PATCH_KERNELS,
                  shortened(ParameterSet.patterns(given.names())),
                  OtherNetworks.of(given).map(kind -> ", as " + kind).orElse(""),
                  inBrackets(remarks)));
    }
    ModelKind kind = ModelKind.of(given.names());
    ParameterSet prefixed = prefixed(given);
    ParameterSet encoder = prefixed.withoutPrefix(TrainableModel.ENCODER_PREFIX);
    List<String> problems = new ArrayList<>();
    EncoderSizes shapes = new EncoderSizes(encoder, variant, said, problems);
    Optional<VitConfig> sizes = shapes.read();
    Optional<DecoderHead> head = sizes.flatMap(known -> fitted(kind, known, given, problems));
    VitConfig expected = sizes.orElseGet(() -> ofDepth(Math.max(1, shapes.depth()), variant));
    compare(
        declared(kind, expected, head.orElse(kind.head())),
        prefixed,
        sizes.isPresent() && head.isPresent(),
        problems);
    if (!problems.isEmpty() || sizes.isEmpty() || head.isEmpty()) {
      throw doesNotFit(file, kind, problems, remarks);
    }
    return new RecognisedModel(kind, sizes.get(), head.get().classes(), encoder, head(kind, given));
  }

  /** What is not the encoder's. */
  private static ParameterSet head(ModelKind kind, ParameterSet given) {
    List<Parameter> head = new ArrayList<>();
    for (Parameter parameter : given) {
      if (kind != ModelKind.ENCODER && !ModelKind.isPrefixed(parameter.name())) {
        head.add(parameter);
      }
    }
    return ParameterSet.of(head);
  }

  /** With the encoder's prefix, where nothing has it. */
  private static ParameterSet prefixed(ParameterSet given) {
    return given.names().stream().anyMatch(ModelKind::isPrefixed)
        ? given
        : given.renamed(name -> TrainableModel.ENCODER_PREFIX + name);
  }

  /** Sizes that only names follow from. */
  private static VitConfig ofDepth(int depth, VitVariant variant) {
    return new VitConfig(4, 4, 4, 4, depth, 1, 1, 1, variant);
  }

  /** The head with as many classes as it has weights for; empty if that cannot be told. */
  private static Optional<DecoderHead> fitted(
      ModelKind kind, VitConfig sizes, ParameterSet given, List<String> problems) {
    try {
      return kind.head().fitted(sizes, given); // what is missing is reported with all the others
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }

  private static List<ParameterSpec> declared(ModelKind kind, VitConfig sizes, DecoderHead head) {
    return TrainingArtifacts.parameters(new EncoderDecoder(sizes, head)).stream()
        .filter(parameter -> kind.has(parameter.name()))
        .toList();
  }

  private static void compare(
      List<ParameterSpec> declared,
      ParameterSet given,
      boolean sizesAreKnown,
      List<String> problems) {
    Set<String> left = new LinkedHashSet<>(given.names());
    Map<String, List<String>> byProblem = new LinkedHashMap<>();
    for (ParameterSpec spec : declared) {
      left.remove(spec.name());
      Optional<Parameter> parameter = given.find(spec.name());
      if (parameter.isEmpty()) {
        add(byProblem, " is missing", spec.name());
      } else if (sizesAreKnown && !Arrays.equals(parameter.get().shape(), spec.sizes())) {
        String shapes =
            " %s instead of %s"
                .formatted(Arrays.toString(parameter.get().shape()), Arrays.toString(spec.sizes()));
        add(byProblem, shapes, spec.name());
      }
    }
    left.forEach(name -> add(byProblem, " has no place in it", name));
    byProblem.forEach(
        (problem, names) ->
            ParameterSet.patterns(names).forEach(pattern -> problems.add(pattern + problem)));
  }

  private static void add(Map<String, List<String>> byProblem, String problem, String name) {
    byProblem.computeIfAbsent(problem, key -> new ArrayList<>()).add(name);
  }

  private static WeightFileException doesNotFit(
      Path file, ModelKind kind, List<String> problems, List<String> remarks) {
    return new WeightFileException(
        file,
        "has names of %s, and does not fit: %s%s"
            .formatted(kind, shortened(problems), inBrackets(remarks)));
  }

  private static String shortened(List<String> parts) {
    int more = parts.size() - MOST_SHOWN;
    return String.join("; ", parts.subList(0, Math.min(parts.size(), MOST_SHOWN)))
        + (more > 0 ? "; and %d more".formatted(more) : "");
  }

  private static String inBrackets(List<String> remarks) {
    return remarks.isEmpty() ? "" : " (" + String.join("; ", remarks) + ")";
  }

  /** All parameters together, as people count them. */
  long valueCount() {
    return encoder.valueCount() + head.valueCount();
  }
}
