package dev.vinyl.training.weights;

import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.vit.VitVariant;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.runtime.image.ImageSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an encoder's sizes off the shapes of its parameters; all but the number of heads. */
final class EncoderSizes {
  private static final Pattern LAYER = Pattern.compile("transformer\\.layers\\.(\\d+)\\..*");

  /** More than any model has; to find out what so many would need takes a while. */
  private static final int MOST_BLOCKS = 200;

  private final ParameterSet encoder;
  private final VitVariant variant;
  private final @Nullable ImageSize said;
  private final List<String> problems;

  /**
   * Sizes of an encoder.
   *
   * @param encoder under the names of an encoder by itself; may lack some, or have others
   * @param variant of the encoder
   * @param said the size of the input, which decides where it has as many patches as there are
   *     positions; null, or another, makes the input a square
   * @param problems takes what is wrong with the shapes that decide
   */
  EncoderSizes(
      ParameterSet encoder, VitVariant variant, @Nullable ImageSize said, List<String> problems) {
    this.encoder = encoder;
    this.variant = variant;
    this.said = said;
    this.problems = problems;
  }

  /** The sizes with one head as wide as all; empty if a shape that decides is missing or wrong. */
  Optional<VitConfig> read() {
    Optional<ImageSize> grid = grid();
    OptionalInt patch = patchSize();
    OptionalInt dim = size("to_patch_embedding.2.weight", 2, 0);
    OptionalInt inner = inner();
    OptionalInt mlp = size("transformer.layers.0.1.network.4.weight", 2, 1);
    if (grid.isEmpty()
        || patch.isEmpty()
        || dim.isEmpty()
        || inner.isEmpty()
        || mlp.isEmpty()
        || depth() == 0) {
      return Optional.empty();
    }
    int size = patch.getAsInt();
    return Optional.of(
        new VitConfig(
            grid.get().height() * size,
            grid.get().width() * size,
            size,
            dim.getAsInt(),
            depth(),
            1,
            inner.getAsInt(),
            mlp.getAsInt(),
            variant));
  }

  /** How many blocks have parameters, if so many can be. */
  int depth() {
    long count =
        encoder.names().stream()
            .map(LAYER::matcher)
            .filter(Matcher::matches)
            .map(layer -> layer.group(1))
            .distinct()
            .count();
    return (int) Math.min(count, MOST_BLOCKS);
  }

  /** The patches' rows and columns: the position embedding has a row for each and one more. */
  private Optional<ImageSize> grid() {
    List<String> none = new ArrayList<>();
    OptionalInt patch = new EncoderSizes(encoder, variant, null, none).patchSize();
    if (variant.positions() != VitVariant.Positions.LEARNED) {
      return said == null || patch.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new ImageSize(said.width() / patch.getAsInt(), said.height() / patch.getAsInt()));
    }
    OptionalInt rows = size("pos_embedding", 3, 1);
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    int patches = rows.getAsInt() - (variant.classToken() == VitVariant.ClassToken.NONE ? 0 : 1);
    if (said != null && patch.isPresent() && isSaid(patches, patch.getAsInt())) {
      return Optional.of(
          new ImageSize(said.width() / patch.getAsInt(), said.height() / patch.getAsInt()));
    }
    OptionalInt side = root("pos_embedding", patches, "patches", "; give the size of the input");
    return side.isEmpty()
        ? Optional.empty()
        : Optional.of(new ImageSize(side.getAsInt(), side.getAsInt()));
  }

  private boolean isSaid(int patches, int patch) {
    return said != null
        && said.width() % patch == 0
        && said.height() % patch == 0
        && (long) (said.width() / patch) * (said.height() / patch) == patches;
  }

  private OptionalInt patchSize() {
    String name = "to_patch_embedding.2.weight";
    OptionalInt values = size(name, 2, 1);
    if (values.isPresent() && values.getAsInt() % VitConfig.CHANNELS != 0) {
      return wrong(name, "its %d columns are not 3 x P x P".formatted(values.getAsInt()));
    }
    return values.isEmpty()
        ? values
        : root(name, values.getAsInt() / VitConfig.CHANNELS, "pixels of a patch", "");
  }

  private OptionalInt inner() {
    String name = "transformer.layers.0.0.to_qkv.weight";
    OptionalInt rows = size(name, 2, 0);
    if (rows.isPresent() && rows.getAsInt() % 3 != 0) {
      return wrong(name, "its %d rows are not queries, keys and values".formatted(rows.getAsInt()));
    }
    return rows.isEmpty() ? rows : OptionalInt.of(rows.getAsInt() / 3);
  }

  private OptionalInt root(String name, int square, String what, String remedy) {
    int root = (int) Math.round(Math.sqrt(square));
    return root > 0 && root * root == square
        ? OptionalInt.of(root)
        : wrong(name, "its %d %s are no square%s".formatted(square, what, remedy));
  }

  /** One size of a parameter; nothing if it is missing, which is reported with all that are. */
  private OptionalInt size(String name, int axes, int axis) {
    Optional<Parameter> parameter = encoder.find(name);
    if (parameter.isEmpty()) {
      return OptionalInt.empty();
    }
    long[] shape = parameter.get().shape();
    if (shape.length != axes) {
      return wrong(name, "it should have %d sizes".formatted(axes));
    }
    // as many values as the shape says were read, so that only an empty tensor is out of range
    return shape[axis] >= 1 && shape[axis] <= Integer.MAX_VALUE
        ? OptionalInt.of((int) shape[axis])
        : wrong(name, "it is empty");
  }

  private OptionalInt wrong(String name, String problem) {
    problems.add(encoder.get(name) + ": " + problem);
    return OptionalInt.empty();
  }
}
