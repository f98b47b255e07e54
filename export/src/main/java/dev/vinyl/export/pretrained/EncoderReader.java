package dev.vinyl.export.pretrained;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.Graph.ParameterSpec;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.pretrained.PretrainedEncoder.Choices;
import dev.vinyl.export.vit.VisionTransformer;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.WeightFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one file of a family: what it is, and its tensors as the encoder's parameters. */
final class EncoderReader {
  private static final int MOST_SHOWN = 12;

  private final Path file;
  private final EncoderFile tensors;
  private final EncoderFamily family;
  private final Choices choices;
  private final List<String> remarks = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  EncoderReader(Path file, EncoderFile tensors, Choices choices) {
    this.file = file;
    this.tensors = tensors;
    this.choices = choices;
    family = choices.family() == null ? tensors.family() : choices.family();
  }

  PretrainedEncoder read() throws WeightFileException {
    if (tensors.naming().keepsQueriesApart() != family.naming().keepsQueriesApart()) {
      throw new WeightFileException(
          file, "has the names of %s, not of %s".formatted(tensors.family(), family));
    }
    remarkOnNames();
    VitConfig config;
    try {
      config = new EncoderShapes(tensors, family, choices).config(remarks);
    } catch (IllegalArgumentException e) {
      throw doesNotFit(String.valueOf(e.getMessage()));
    }
    List<Parameter> parameters = new ArrayList<>();
    Set<String> unused = new LinkedHashSet<>(tensors.tensors().keySet());
    unused.removeAll(LeadingTokens.NAMES);
    for (ParameterSpec spec : declared(config)) {
      List<String> names = tensors.parts(spec.name(), config.variant().mlp());
      unused.removeAll(names);
      parameter(spec, names, config).ifPresent(parameters::add);
    }
    unused.forEach(name -> problems.add(tensors.shown(name) + " has no place in it"));
    if (!problems.isEmpty()) {
      throw doesNotFit(shortened(problems, "; "));
    }
    return new PretrainedEncoder(family, config, ParameterSet.of(parameters), remarks);
  }

  /** What the encoder's graph declares, by itself. */
  static List<ParameterSpec> declared(VitConfig config) {
    Graph graph = new Graph("encoder", 17, Dialect.STANDARD);
    GraphBuilder g = new GraphBuilder(graph);
    VisionTransformer encoder = new VisionTransformer(g, config, "");
    encoder.encode(
        encoder.embedPatches(
            graph.input(
                "image",
                DataType.FLOAT,
                Shape.batch(VitConfig.CHANNELS, config.imageHeight(), config.imageWidth()))));
    return graph.parameters();
  }

  private Optional<Parameter> parameter(ParameterSpec spec, List<String> names, VitConfig config) {
    List<Parameter> parts = new ArrayList<>();
    for (String name : names) {
      Optional<Parameter> part =
          spec.name().equals("register_tokens")
              ? Optional.of(LeadingTokens.registers(tensors, config))
              : tensors.find(name);
      part.ifPresentOrElse(parts::add, () -> problems.add(tensors.shown(name) + " is missing"));
    }
    if (parts.size() < names.size()) {
      return Optional.empty();
    }
    Parameter made =
        switch (spec.name()) {
          case "pos_embedding" -> LeadingTokens.positions(parts.get(0), config);
          case "to_patch_embedding.2.weight" -> Tensors.kernelAsRows(parts.get(0));
          default -> Tensors.joined(parts);
        };
    if (!Arrays.equals(made.shape(), spec.sizes())) {
      problems.add(
          "%s %s instead of %s"
              .formatted(
                  tensors.shown(names.get(0)),
                  Arrays.toString(made.shape()),
                  Arrays.toString(spec.sizes())));
      return Optional.empty();
    }
    return Optional.of(made.renamed(spec.name()));
  }

  private void remarkOnNames() {
    if (!tensors.prefix().isEmpty()) {
      remarks.add("took %s off its names".formatted(tensors.prefix()));
    }
    if (!tensors.left().isEmpty()) {
      remarks.add(
          "left what is no part of the encoder: "
              + shortened(ParameterSet.patterns(tensors.left()), ", "));
    }
  }

  private WeightFileException doesNotFit(String problem) {
    return new WeightFileException(
        file, "has the names of %s, and does not fit: %s".formatted(tensors.family(), problem));
  }

  private static String shortened(List<String> parts, String separator) {
    int more = parts.size() - MOST_SHOWN;
    return String.join(separator, parts.subList(0, Math.min(parts.size(), MOST_SHOWN)))
        + (more > 0 ? "%sand %d more".formatted(separator, more) : "");
  }
}
