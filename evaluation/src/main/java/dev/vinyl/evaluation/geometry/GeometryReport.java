package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.geometry.SimilarityMap.ReferencePatch;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The geometry of one or several encoders over the same images, from which a page or a file can be
 * made. Immutable.
 *
 * @param dataset name of the images' data set
 * @param classNames of the labels; empty without labels
 * @param seed of draws, probes and intervals
 * @param encoders at least one
 * @param cka of every two encoders over the images that all have; null for a single encoder
 * @param ckaImages how many images those are; 0 for a single encoder
 * @param maps of a few images
 * @param skipped images that could not be read, where that is known
 */
public record GeometryReport(
    String dataset,
    List<String> classNames,
    long seed,
    List<EncoderGeometry> encoders,
    @Nullable LinearCka cka,
    int ckaImages,
    List<ImageMaps> maps,
    List<SkippedImage> skipped) {
  /** What {@link #write} writes. */
  public static final String FILE = "geometry.json";

  /** Takes copies. */
  public GeometryReport {
    classNames = List.copyOf(classNames);
    encoders = List.copyOf(encoders);
    maps = List.copyOf(maps);
    skipped = List.copyOf(skipped);
    if (encoders.isEmpty()) {
      throw new IllegalArgumentException("a report needs at least one encoder");
    }
  }

  /** This report, of images of which some could not be read. */
  public GeometryReport withSkipped(List<SkippedImage> images) {
    return new GeometryReport(dataset, classNames, seed, encoders, cka, ckaImages, maps, images);
  }

  /**
   * One JSON object. A number that is undefined is {@code null}.
   *
   * <ul>
   *   <li>{@code dataset}, {@code classes}, {@code seed}
   *   <li>{@code encoders}: for each {@code name}, {@code modelHash}, {@code grid} [rows, columns],
   *       {@code dimension}, {@code images}, {@code withinImageVariance}, {@code
   *       acrossImageVariance}, {@code cosineByDistance} (at distance 1, 2, ...), {@code
   *       effectiveRank} and {@code spectrum} (the singular values, not centred), {@code
   *       covarianceEffectiveRank}, {@code participationRatio} and {@code covarianceSpectrum}
   *       (centred), {@code moransI} by reference patch; with labels {@code alignment.{within,
   *       across, gap, silhouette, silhouetteByClass}} and {@code probe.{paper, heldOut}}, which
   *       are {@code null} without; where they were asked for {@code probe.{knn, linear}}, each
   *       with {@code patchMiou}, {@code pixelMiou}, {@code patchIou} by class, {@code
   *       trainingImages}, {@code trainingPatches}, {@code testImages}, {@code testSplit}; {@code
   *       norms.{median, medianDeviation, largest, cutoff, outlierShare, histogram, outlierMap}} of
   *       {@link EncoderGeometry.TokenNorms}; and {@code intervals}, which has [low, high] under
   *       the same names
   *   <li>{@code cka}: a row for each encoder; [[1]] for a single one; {@code ckaIntervals}, {@code
   *       ckaImages}
   *   <li>{@code maps}: for each image its id and, for each encoder, the similarity map of each
   *       reference {@code patch} as rows
   *   <li>{@code skipped}, and {@code skippedPictures}: for each {@code id}, {@code file} and
   *       {@code reason}
   * </ul>
   */
  public String toJson() {
    return GeometryJson.of(this);
  }

  /**
   * Writes {@value #FILE}, complete or not at all.
   *
   * @param folder created if it is missing
   * @throws IOException one line with the file that cannot be written
   */
  public void write(Path folder) throws IOException {
    String text = toJson() + "\n";
    AtomicFile.write(folder.resolve(FILE), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Linear centred kernel alignment of representations of the same patches (Kornblith, Norouzi, Lee
   * and Hinton 2019): |Y^T X|^2 / (|X^T X| |Y^T Y|) with Frobenius norms, where X and Y are the
   * tokens of all images [T, D], centred. 0..1; 1 if one is a rotation and scaling of the other.
   * Immutable.
   *
   * @param names of the representations: encoders, or layers of one
   * @param values [names, names], symmetric; NaN where a representation does not vary
   */
  public record LinearCka(List<String> names, List<List<ConfidenceInterval>> values) {

    /** Takes copies. */
    public LinearCka {
      names = List.copyOf(names);
      List<List<ConfidenceInterval>> rows = new ArrayList<>();
      values.forEach(row -> rows.add(List.copyOf(row)));
      values = List.copyOf(rows);
    }

    /**
     * The alignment of two representations.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public ConfidenceInterval between(String first, String second) {
      return values.get(index(first)).get(index(second));
    }

    private int index(String name) {
      int index = names.indexOf(name);
      if (index < 0) {
        throw new IllegalArgumentException(
            "no representation is named %s: %s".formatted(name, names));
      }
      return index;
    }
  }

  /**
   * The similarity maps of one image by each encoder of a report. Immutable.
   *
   * @param image its id
   * @param maps for each encoder, in the report's order, by reference patch; without those that the
   *     image has no patch for; empty for an encoder without features of the image
   */
  public record ImageMaps(String image, List<Map<ReferencePatch, SimilarityMap>> maps) {

    /** Takes copies. */
    public ImageMaps {
      List<Map<ReferencePatch, SimilarityMap>> copies = new ArrayList<>();
      for (Map<ReferencePatch, SimilarityMap> own : maps) {
        Map<ReferencePatch, SimilarityMap> copy = new EnumMap<>(ReferencePatch.class);
        copy.putAll(own);
        copies.add(Collections.unmodifiableMap(copy));
      }
      maps = List.copyOf(copies);
    }
  }
}
