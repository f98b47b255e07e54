package dev.vinyl.evaluation.geometry;

import dev.vinyl.data.SeededOrder;
import dev.vinyl.data.Split;
import dev.vinyl.evaluation.features.FeatureException;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.features.PatchComposition;
import dev.vinyl.evaluation.geometry.GeometryReport.ImageMaps;
import dev.vinyl.evaluation.geometry.GeometryReport.LinearCka;
import dev.vinyl.evaluation.geometry.SimilarityMap.ReferencePatch;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.runtime.image.CropBox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The geometry of encoders: each file is gone through once for all numbers of one image, once more
 * for the alignment of encoders, and a bounded number of images some hundred times for the probes.
 * Memory does not grow with the images, apart from some hundred bytes of each and 4 of each patch.
 *
 * <p>Intervals are of 95 %: by 2,000 draws of images where an image has the number; by a few
 * hundred draws of blocks for rank and alignment, fewer for tokens of more than 128 numbers.
 *
 * @param seed of draws, probes and intervals
 * @param probeImages how many images a probe is trained on at most, and measured on; at least 1
 * @param mapImages how many images' similarity maps to keep, at least 0; drawn among those that
 *     show an object, its border and something else, where the data set has such classes
 * @param probes which segmentations by frozen tokens to measure beside the paper's probe; they need
 *     training images and those of test or val
 */
public record GeometryAnalysis(
    long seed, int probeImages, int mapImages, Set<EncoderGeometry.ProbeKind> probes) {
  private static final int BLOCK_RESAMPLES = 300;
  private static final int FEWEST_RESAMPLES = 30;
  private static final double USUAL_DIMENSION = 128;
  private static final double LEVEL = 0.95;
  private static final long CKA_BYTES = 64L << 20;

  /** Checks the ranges. */
  public GeometryAnalysis {
    EnumSet<EncoderGeometry.ProbeKind> ordered = EnumSet.noneOf(EncoderGeometry.ProbeKind.class);
    ordered.addAll(probes);
    probes = Collections.unmodifiableSet(ordered);
    if (probeImages < 1 || mapImages < 0) {
      throw new IllegalArgumentException(
          "a probe needs at least 1 image and maps at least 0, got %d and %d"
              .formatted(probeImages, mapImages));
    }
  }

  /** As the paper: probes on 2,000 images; the maps of 4. */
  public static GeometryAnalysis standard(long seed) {
    return new GeometryAnalysis(seed, 2000, 4, Set.of());
  }

  /** Hears how far an analysis is; from any thread. */
  public interface Listener {
    /** Hears nothing. */
    Listener NONE = (step, done, total) -> {};

    /**
     * So many images of a step are done.
     *
     * @param step the encoder's name, or what is compared
     */
    void done(String step, int done, int total);

    /** An image could not be read while features were extracted. */
    default void skipped(SkippedImage image) {}
  }

  /**
   * Analyses encoders.
   *
   * @param encoders at least one, each under a name of its own
   * @throws FeatureException if their grids or classes differ, there are no images that all have,
   *     or a probe that is asked for has none to learn from or to be measured on
   * @throws IOException if the thread is interrupted
   * @throws IllegalArgumentException if a name comes twice
   */
  public GeometryReport analyse(List<EncoderFeatures> encoders, Listener listener)
      throws IOException {
    return analyse(encoders, null, listener);
  }

  /**
   * Analyses encoders of images that are at hand.
   *
   * @param images those that the features are of, whose masks segmentations are compared with pixel
   *     by pixel; null if there are none
   */
  public GeometryReport analyse(
      List<EncoderFeatures> encoders, @Nullable FeatureImages images, Listener listener)
      throws IOException {
    requireComparable(encoders);
    PixelMasks masks = new PixelMasks(images);
    List<Map<String, Integer>> indices = encoders.stream().map(GeometryAnalysis::indices).toList();
    List<String> common = common(encoders, indices);
    List<EncoderGeometry> found = new ArrayList<>();
    for (EncoderFeatures encoder : encoders) {
      found.add(geometry(encoder, masks, listener));
    }
    LinearCka cka = encoders.size() < 2 ? null : cka(encoders, indices, common, listener);
    FeatureInfo first = encoders.get(0).store().info();
    return new GeometryReport(
        first.dataset(),
        first.classNames(),
        seed,
        found,
        cka,
        cka == null ? 0 : common.size(),
        maps(encoders, indices, common),
        List.of());
  }

  private static void requireComparable(List<EncoderFeatures> encoders) throws FeatureException {
    if (encoders.isEmpty()) {
      throw new IllegalArgumentException("name at least one encoder");
    }
    Map<String, FeatureInfo> infos = new LinkedHashMap<>();
    for (EncoderFeatures encoder : encoders) {
      if (infos.put(encoder.name(), encoder.store().info()) != null) {
        throw new IllegalArgumentException("two encoders have the name " + encoder.name());
      }
      if (encoder.store().ids().isEmpty()) {
        throw new FeatureException(encoder.store().path() + " holds no image");
      }
    }
    requireComparable(infos);
  }

  /**
   * Whether encoders can be compared, which is worth knowing before their features are extracted.
   *
   * @param encoders what each file says of itself, or will say, by the encoder's name
   * @throws FeatureException if grids or classes differ, or there is but one patch; one line that
   *     names the encoders
   */
  public static void requireComparable(Map<String, FeatureInfo> encoders) throws FeatureException {
    Map.Entry<String, FeatureInfo> first = null;
    for (Map.Entry<String, FeatureInfo> encoder : encoders.entrySet()) {
      if (encoder.getValue().patches() < 2) {
        throw new FeatureException(
            encoder.getKey() + " has one patch; geometry needs at least two of an image");
      }
      if (first == null) {
        first = encoder;
      }
      requireSame(first.getKey(), first.getValue(), encoder.getKey(), encoder.getValue());
    }
  }

  private static void requireSame(String first, FeatureInfo a, String other, FeatureInfo b)
      throws FeatureException {
    if (a.rows() != b.rows() || a.columns() != b.columns()) {
      throw new FeatureException(
          "%s has %d x %d patches and %s has %d x %d; only encoders of one grid can be compared"
              .formatted(first, a.rows(), a.columns(), other, b.rows(), b.columns()));
    }
    if (!a.classNames().equals(b.classNames())) {
      throw new FeatureException(
          "%s has the classes %s and %s has %s; extract both from the same data set"
              .formatted(first, a.classNames(), other, b.classNames()));
    }
  }

  private static Map<String, Integer> indices(EncoderFeatures encoder) {
    List<String> ids = encoder.store().ids();
    Map<String, Integer> indices = new HashMap<>(2 * ids.size());
    for (int i = 0; i < ids.size(); i++) {
      indices.put(ids.get(i), i);
    }
    return indices;
  }

  /** The images that all encoders have, in the order of the first. */
  private static List<String> common(
      List<EncoderFeatures> encoders, List<Map<String, Integer>> indices) throws FeatureException {
    List<String> common =
        encoders.get(0).store().ids().stream()
            .filter(id -> indices.stream().allMatch(own -> own.containsKey(id)))
            .toList();
    if (common.isEmpty()) {
      throw new FeatureException(
          "no image is in all of %s; extract them from the same data set"
              .formatted(encoders.stream().map(EncoderFeatures::name).toList()));
    }
    return common;
  }

  /**
   * Whether the probes that are asked for have images to learn from and to be measured on, which is
   * worth knowing before features are extracted.
   *
   * @param name of the images or their features, for the error
   * @param splits of the images; empty without masks
   * @throws FeatureException if not; one line that says what is missing
   */
  public void requireProbes(String name, Collection<Split> splits) throws FeatureException {
    if (!probes.isEmpty()) {
      SegmentationProbes.testSplit(name, splits);
    }
  }

  private EncoderGeometry geometry(EncoderFeatures encoder, PixelMasks masks, Listener listener)
      throws IOException {
    FeatureInfo info = encoder.store().info();
    Bootstrap bootstrap = Bootstrap.standard(seed);
    List<EncoderGeometry.SegmentationProbe> segmentation =
        new SegmentationProbes(encoder, masks, probeImages, bootstrap, listener).run(probes);
    int images = encoder.store().ids().size();
    EncoderAccumulators all =
        FeaturePass.over(
            images,
            EncoderAccumulators.bytes(info),
            () -> new EncoderAccumulators(encoder),
            EncoderAccumulators::add,
            EncoderAccumulators::merge,
            done -> listener.done(encoder.name(), done, images));
    AlignmentAccumulator alignment = all.alignment();
    return new EncoderGeometry(
        encoder.name(),
        info.modelHash(),
        info.rows(),
        info.columns(),
        info.dimension(),
        images,
        all.variances().result(bootstrap),
        all.cosines().result(bootstrap),
        all.norms().result(bootstrap),
        all.spectrum().result(ofBlocks(info.dimension())),
        all.autocorrelation().result(bootstrap),
        alignment == null ? null : alignment.result(bootstrap),
        info.labelled() ? new ProbeRun(encoder, probeImages, bootstrap).run(segmentation) : null);
  }

  /** A draw of a spectrum costs the cube of the dimension. */
  private Bootstrap ofBlocks(int dimension) {
    double affordable = BLOCK_RESAMPLES * Math.pow(USUAL_DIMENSION / dimension, 3);
    int resamples = (int) Math.max(FEWEST_RESAMPLES, Math.min(BLOCK_RESAMPLES, affordable));
    return new Bootstrap(resamples, LEVEL, seed);
  }

  private LinearCka cka(
      List<EncoderFeatures> encoders,
      List<Map<String, Integer>> indices,
      List<String> common,
      Listener listener)
      throws IOException {
    List<String> names = encoders.stream().map(EncoderFeatures::name).toList();
    List<Integer> dimensions = encoders.stream().map(e -> e.store().info().dimension()).toList();
    long width = dimensions.stream().mapToLong(Integer::longValue).sum();
    long blockBytes = 4 * width * width;
    int blocks =
        (int) Math.max(1, Math.min(CkaAccumulator.STANDARD_BLOCKS, CKA_BYTES / blockBytes));
    CkaAccumulator all =
        FeaturePass.over(
            common.size(),
            blocks * blockBytes,
            () -> new CkaAccumulator(names, dimensions, blocks),
            (accumulator, i) -> accumulator.add(tokens(encoders, indices, common.get(i))),
            CkaAccumulator::merge,
            done -> listener.done("alignment", done, common.size()));
    return all.result(new Bootstrap(BLOCK_RESAMPLES, LEVEL, seed));
  }

  /** Of the patches that show the image to all of them. */
  private static List<PatchTokens> tokens(
      List<EncoderFeatures> encoders, List<Map<String, Integer>> indices, String id) {
    CropBox shown = shown(encoders, indices, id);
    return IntStream.range(0, encoders.size())
        .mapToObj(e -> encoders.get(e).tokens(indices.get(e).getOrDefault(id, -1)).part(shown))
        .toList();
  }

  /** The middle of the image, which lies in the middle of every input, is always among them. */
  private static CropBox shown(
      List<EncoderFeatures> encoders, List<Map<String, Integer>> indices, String id) {
    return IntStream.range(0, encoders.size())
        .mapToObj(e -> encoders.get(e).shown(indices.get(e).getOrDefault(id, -1)))
        .reduce(GeometryAnalysis::common)
        .orElseThrow();
  }

  private static CropBox common(CropBox a, CropBox b) {
    int x = Math.max(a.x(), b.x());
    int y = Math.max(a.y(), b.y());
    int right = Math.min(a.x() + a.width(), b.x() + b.width());
    int bottom = Math.min(a.y() + a.height(), b.y() + b.height());
    return new CropBox(x, y, right - x, bottom - y);
  }

  private List<ImageMaps> maps(
      List<EncoderFeatures> encoders, List<Map<String, Integer>> indices, List<String> common) {
    EncoderFeatures first = encoders.get(0);
    List<ImageMaps> maps = new ArrayList<>();
    for (String id : SeededOrder.of(common, image -> image, "maps", seed)) {
      if (maps.size() == mapImages) {
        break;
      }
      PatchComposition composition = first.composition(indices.get(0).getOrDefault(id, -1));
      if (isTelling(composition, first.store().info())) {
        PatchComposition shown = composition.part(shown(encoders, indices, id));
        maps.add(maps(id, shown, tokens(encoders, indices, id), first.store().info()));
      }
    }
    maps.sort(Comparator.comparing(ImageMaps::image));
    return maps;
  }

  /** Whether an image has an object, its border and something around them, where there are such. */
  private static boolean isTelling(PatchComposition composition, FeatureInfo info) {
    List<Integer> named = List.of(info.objectClass(), info.borderClass());
    List<Integer> others =
        IntStream.range(0, info.classNames().size())
            .filter(c -> !named.contains(c))
            .boxed()
            .toList();
    return info.foreground().isEmpty()
        || (named.stream().allMatch(c -> has(composition, c))
            && (others.isEmpty() || others.stream().anyMatch(c -> has(composition, c))));
  }

  private static boolean has(PatchComposition composition, int c) {
    return IntStream.range(0, composition.patches())
        .anyMatch(patch -> composition.pixels(patch, c) > 0);
  }

  private static ImageMaps maps(
      String id, PatchComposition composition, List<PatchTokens> tokens, FeatureInfo info) {
    List<Map<ReferencePatch, SimilarityMap>> all = new ArrayList<>();
    for (PatchTokens own : tokens) {
      Map<ReferencePatch, SimilarityMap> maps = new EnumMap<>(ReferencePatch.class);
      for (ReferencePatch reference : ReferencePatch.values()) {
        reference
            .find(composition, info.objectClass(), info.borderClass())
            .ifPresent(patch -> maps.put(reference, SimilarityMap.of(own, patch)));
      }
      all.add(maps);
    }
    return new ImageMaps(id, all);
  }
}
