package dev.vinyl.export.inference;

import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.runtime.model.ModelMetadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The page beside a model file that says, for people, what is in it. A comment at its end holds the
 * SHA-256 of the rest, so that one to which somebody added notes is told from one that may be
 * written anew.
 */
final class ModelCard {
  private static final long MOST_BYTES = 1 << 20;
  private static final String MARK = "\n<!-- vinyl export, SHA-256 of the text above: ";

  private ModelCard() {}

  /** Where the card of a model stands: {@code pets.onnx} has {@code pets.onnx.md}. */
  static Path beside(Path model) {
    return model.resolveSibling(model.getFileName() + ".md");
  }

  static String of(
      String name,
      ModelMetadata metadata,
      ModelGraph graph,
      ExportSettings settings,
      ExportReport report) {
    StringBuilder card = new StringBuilder();
    card.append("# %s%n%n".formatted(name));
    card.append("| | |%n|---|---|%n".formatted());
    row(card, "task", metadata.task());
    row(card, "made for", lower(settings.variant()) + ", opset " + settings.opset());
    row(card, "precision", lower(settings.precision()));
    row(card, "parameters", String.format(Locale.ROOT, "%,d", report.parameters()));
    row(card, "file", String.format(Locale.ROOT, "%,d bytes", report.bytes()));
    graph.graph().inputs().forEach(v -> row(card, "input", tensor(v.name(), v)));
    graph.outputs().forEach((key, value) -> row(card, "output", tensor(key, value)));
    if (!metadata.classNames().isEmpty()) {
      row(card, "classes", String.join(", ", metadata.classNames()));
    }
    card.append("%n## Preprocessing%n%n%s%n".formatted(preprocessing(metadata, settings)));
    card.append("%n## Where it comes from%n%n| | |%n|---|---|%n".formatted());
    for (Map.Entry<String, String> entry : metadata.provenance().entrySet()) {
      row(card, entry.getKey().replace('_', ' '), entry.getValue());
    }
    card.append(
        "%n## Compared with the weights that were trained, on %s images%n%n"
            .formatted(report.images()));
    report.comparisons().forEach(c -> card.append("- %s%n".formatted(c)));
    return marked(card.toString());
  }

  private static String marked(String text) {
    return text + MARK + Sha256.hex(text.getBytes(StandardCharsets.UTF_8)) + " -->\n";
  }

  /** Whether a file is such a page, and holds what was written. */
  static boolean isUnchanged(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
      return false;
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    int end = text.lastIndexOf(MARK);
    return end >= 0 && text.equals(marked(text.substring(0, end)));
  }

  private static String preprocessing(ModelMetadata metadata, ExportSettings settings) {
    PreprocessSpec spec = metadata.preprocess();
    String steps =
        "The image %s (%s), each value v in 0..255 becomes (v * %s - mean) / std, mean %s, std %s, channels %s."
            .formatted(
                fit(spec),
                lower(spec.interpolation()),
                spec.scale(),
                spec.mean(),
                spec.std(),
                lower(spec.channelOrder()));
    if (settings.preprocessing()) {
      return steps + " The model does this itself.";
    }
    String first = steps + " Whoever runs the model does this first.";
    return settings.anySize()
        ? first
            + " Height and width may also be any other multiples of %d."
                .formatted(metadata.patchSize())
        : first;
  }

  private static String fit(PreprocessSpec spec) {
    String size = spec.width() + " x " + spec.height();
    String padding = "padded with the colour %s".formatted(spec.padding());
    return switch (spec.fit()) {
      case STRETCH -> "is resized to " + size;
      case LETTERBOX ->
          "is resized by one factor to fit into %s and put in the middle, %s"
              .formatted(size, padding);
      case CROP -> "is covered with windows of %s of its pixels, %s".formatted(size, padding);
      case CENTER_CROP ->
          "is resized until its shorter side has %s pixels, and the middle %s is cut out, %s"
              .formatted(
                  spec.resize() > 0 ? spec.resize() : Math.max(spec.width(), spec.height()),
                  size,
                  padding);
    };
  }

  private static String tensor(String name, Value value) {
    return "`%s` %s %s".formatted(name, lower(value.type()), value.shape());
  }

  private static void row(StringBuilder card, String key, String value) {
    card.append("| %s | %s |%n".formatted(key, value.replace("|", "\\|").replace("\n", " ")));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
