package dev.vinyl.evaluation.features;

import dev.vinyl.data.Split;
import dev.vinyl.data.internal.arrow.ArrowBatch;
import dev.vinyl.data.internal.arrow.MappedArrowFile;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.Placement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file of features, read memory-mapped: of each image only its id is held. An Arrow IPC file with
 * a row for each patch:
 *
 * <table>
 * <caption>Columns</caption>
 * <tr><th>column</th><th>type</th><th>what</th></tr>
 * <tr><td>{@code picture}</td><td>utf8</td><td>the image's id; its rows follow each other</td></tr>
 * <tr><td>{@code row}, {@code column}</td><td>int16</td><td>the patch's place, from 0</td></tr>
 * <tr><td>{@code split}</td><td>utf8</td><td>{@code train}, {@code val} or {@code test}</td></tr>
 * <tr><td>{@code label}</td><td>uint8</td><td>the class that most of its pixels have, the lowest of
 *     those that tie; null where all are ignored</td></tr>
 * <tr><td>{@code fractions}</td><td>fixed size list of float32</td><td>the share of each class, [C];
 *     at the model's size</td></tr>
 * <tr><td>{@code tokens}, {@code layer_01}, ...</td><td>fixed size list of float32 or float16</td>
 *     <td>[D]; after the final LayerNorm, after each block</td></tr>
 * <tr><td>{@code imageWidth}, {@code imageHeight}</td><td>int32</td><td>of the image itself, in
 *     pixels; files of before have neither</td></tr>
 * </table>
 *
 * <p>{@code split}, {@code label} and {@code fractions} are there only where the images have masks.
 * {@link FeatureInfo} stands in the schema's metadata under {@code vinyl.features.*}. Immutable and
 * thread-safe; for what must not happen to the file, see {@link MappedArrowFile}.
 */
public final class FeatureStore {
  private final Path file;
  private final FeatureInfo info;
  private final List<MappedFeatures> batches;
  private final int[] starts; // the first image of each batch
  private final List<String> ids;

  private FeatureStore(Path file, FeatureInfo info, List<MappedFeatures> batches) {
    this.file = file;
    this.info = info;
    this.batches = List.copyOf(batches);
    this.starts = new int[batches.size()];
    List<String> found = new ArrayList<>();
    for (int b = 0; b < starts.length; b++) {
      starts[b] = found.size();
      for (int i = 0; i < batches.get(b).images(); i++) {
        found.add(batches.get(b).id(i));
      }
    }
    this.ids = List.copyOf(found);
  }

  /**
   * Opens a finished file.
   *
   * @throws IOException if it cannot be read or is no whole file of features; one line that names
   *     it
   */
  public static FeatureStore open(Path file) throws IOException {
    MappedArrowFile mapped = MappedArrowFile.open(file);
    try {
      FeatureInfo info = FeatureInfo.of(mapped.schema());
      List<MappedFeatures> batches = new ArrayList<>();
      for (ArrowBatch batch : mapped.batches()) {
        batches.add(new MappedFeatures(info, batch));
      }
      return new FeatureStore(file, info, batches);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new FeatureException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Whether a file holds features, finished.
   *
   * @throws IOException if it cannot be read or is no such file
   */
  public static boolean isFeatures(Path file) throws IOException {
    return !open(file).ids().isEmpty();
  }

  /** The file. */
  public Path path() {
    return file;
  }

  /** What it says of itself. */
  public FeatureInfo info() {
    return info;
  }

  /** The images' ids, in the file's order. */
  public List<String> ids() {
    return ids;
  }

  /**
   * The tokens of one image, [N, D], row by row of the grid; the caller's own.
   *
   * @param layer one of {@link FeatureInfo#layers()}
   * @param image index into {@link #ids()}
   * @throws IllegalArgumentException if there is no such layer
   */
  public float[] tokens(String layer, int image) {
    int index = info.layers().indexOf(layer);
    if (index < 0) {
      throw new IllegalArgumentException(
          "%s has no layer %s, it has %s".formatted(file, layer, info.layers()));
    }
    int batch = batch(image);
    return batches.get(batch).tokens(index, image - starts[batch]);
  }

  /**
   * Which classes the patches of one image have.
   *
   * @throws IllegalStateException if the file has no labels
   */
  public PatchComposition composition(int image) {
    requireLabels();
    int batch = batch(image);
    return PatchComposition.ofShares(
        info.rows(),
        info.columns(),
        info.classNames().size(),
        info.patchSize(),
        batches.get(batch).fractions(image - starts[batch]));
  }

  /**
   * Where one image lies in the model's input; empty in files of before, which do not say.
   *
   * @throws IllegalArgumentException if the file is damaged
   */
  public Optional<Placement> placement(int image) {
    int batch = batch(image);
    return batches.get(batch).placement(image - starts[batch]);
  }

  /**
   * The size of one image itself; empty in files of before, which do not say.
   *
   * @throws IllegalArgumentException if the file is damaged
   */
  public Optional<ImageSize> imageSize(int image) {
    int batch = batch(image);
    return batches.get(batch).imageSize(image - starts[batch]);
  }

  /**
   * The split that one image is in.
   *
   * @throws IllegalStateException if the file has no labels
   */
  public Split split(int image) {
    requireLabels();
    int batch = batch(image);
    String label = batches.get(batch).split(image - starts[batch]);
    return Stream.of(Split.values())
        .filter(split -> split.label().equals(label))
        .findFirst()
        .orElse(Split.TRAIN); // files of before call it trainval
  }

  private void requireLabels() {
    if (!info.labelled()) {
      throw new IllegalStateException(file + " has no labels; its images have no masks");
    }
  }

  private int batch(int image) {
    Objects.checkIndex(image, ids.size());
    int found = Arrays.binarySearch(starts, image);
    return found >= 0 ? found : -found - 2;
  }
}
