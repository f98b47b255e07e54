package dev.vinyl.training.weights;

import dev.vinyl.export.weights.ParameterSet;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** What weights are of that no vision transformer has, as far as names and shapes show it. */
final class OtherNetworks {
  private static final Pattern TEXT =
      Pattern.compile("(.*\\.)?(word_embeddings|token_embedding|embed_tokens|wte|lm_head)\\..*");
  private static final Pattern WINDOWS = Pattern.compile(".*relative_position_bias_table");

  private OtherNetworks() {}

  /** With an article; empty if nothing shows it. */
  static Optional<String> of(ParameterSet weights) {
    if (weights.names().stream().anyMatch(name -> WINDOWS.matcher(name).matches())) {
      return Optional.of("a transformer over windows has, such as Swin");
    }
    if (weights.names().stream().anyMatch(name -> TEXT.matcher(name).matches())) {
      return Optional.of("a text encoder has");
    }
    long kernels =
        StreamSupport.stream(weights.spliterator(), false)
            .map(parameter -> parameter.shape())
            .filter(shape -> shape.length == 4 && shape[2] > 1 && shape[2] == shape[3])
            .count();
    return kernels > 1 ? Optional.of("a convolutional network has") : Optional.empty();
  }
}
