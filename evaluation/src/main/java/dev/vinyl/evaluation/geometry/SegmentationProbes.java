package dev.vinyl.evaluation.geometry;

import dev.vinyl.data.SeededOrder;
import dev.vinyl.data.Split;
import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import dev.vinyl.evaluation.features.FeatureException;
import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.geometry.EncoderGeometry.ProbeKind;
import dev.vinyl.evaluation.geometry.EncoderGeometry.SegmentationProbe;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.ConfusionMatrix.AbsentClasses;
import dev.vinyl.evaluation.metric.ImageMatrices;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.internal.scores.LogitMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Segmentation by the frozen tokens of one encoder: learnt from the training images, measured on
 * those of test, or of val where there is no test; of each a bounded number, drawn by the seed.
 */
final class SegmentationProbes {
  /** Of the patches that are looked up in one pass over the bank: 16 MiB, 7 images of ViT-S/14. */
  private static final int QUERY_FLOATS = 4 << 20;

  private final EncoderFeatures encoder;
  private final PixelMasks masks;
  private final int mostImages;
  private final Bootstrap bootstrap;
  private final GeometryAnalysis.Listener listener;

  SegmentationProbes(
      EncoderFeatures encoder,
      PixelMasks masks,
      int mostImages,
      Bootstrap bootstrap,
      GeometryAnalysis.Listener listener) {
    this.encoder = encoder;
    this.masks = masks;
    this.mostImages = mostImages;
    this.bootstrap = bootstrap;
    this.listener = listener;
  }

  /**
   * Which images are measured on.
   *
   * @param name of the encoder
   * @param splits of all images; empty without labels
   * @throws FeatureException if there is nothing to learn from or to measure on
   */
  static Split testSplit(String name, Collection<Split> splits) throws FeatureException {
    if (splits.isEmpty()) {
      throw new FeatureException(
          name + ": its images have no masks, which --probe needs; leave it out");
    }
    if (!splits.contains(Split.TRAIN)
        || !(splits.contains(Split.TEST) || splits.contains(Split.VAL))) {
      throw new FeatureException(
          "%s: --probe learns from images of train and is measured on those of test or val, but all are of %s; take all splits, without --split"
              .formatted(name, splits.stream().map(Split::label).distinct().sorted().toList()));
    }
    return splits.contains(Split.TEST) ? Split.TEST : Split.VAL;
  }

  /** In the order of the kinds; none where none is asked for. */
  List<SegmentationProbe> run(Set<ProbeKind> kinds) throws IOException {
    List<SegmentationProbe> found = new ArrayList<>();
    if (kinds.isEmpty()) {
      return found;
    }
    int images = encoder.store().info().labelled() ? encoder.store().ids().size() : 0;
    List<Split> splits = IntStream.range(0, images).mapToObj(encoder.store()::split).toList();
    Split testSplit = testSplit(encoder.name(), splits);
    List<Integer> training = drawn(splits, Split.TRAIN);
    List<Integer> test = drawn(splits, testSplit);
    long patches = training.stream().mapToLong(this::labelledPatches).sum();
    if (patches == 0) {
      throw new FeatureException(
          encoder.name() + ": no patch of the training images has a label to learn from");
    }
    for (ProbeKind kind : kinds) {
      Matrices matrices = measure(kind, learn(kind, encoder.source(training)), test);
      found.add(
          new SegmentationProbe(
              kind,
              miou(matrices.patches),
              matrices.patches.total(),
              matrices.pixels.size() < test.size() ? null : miou(matrices.pixels),
              training.size(),
              patches,
              test.size(),
              testSplit));
    }
    return found;
  }

  private ConfidenceInterval miou(ImageMatrices images) {
    return images.interval(matrix -> matrix.meanIou(AbsentClasses.SKIP), bootstrap);
  }

  /** In the file's order. */
  private List<Integer> drawn(List<Split> splits, Split wanted) {
    List<String> ids = encoder.store().ids();
    List<Integer> all =
        IntStream.range(0, splits.size()).filter(i -> splits.get(i) == wanted).boxed().toList();
    return SeededOrder.of(all, ids::get, "segmentation probe", bootstrap.seed()).stream()
        .limit(mostImages)
        .sorted()
        .toList();
  }

  private long labelledPatches(int image) {
    int labelled = 0;
    for (byte label : encoder.composition(image).majority().classes()) {
      labelled += (label & 0xff) == ClassMask.IGNORE ? 0 : 1;
    }
    return labelled;
  }

  private PatchClassifier learn(ProbeKind kind, LabelledTokens.Source training) {
    int classes = encoder.store().info().classNames().size();
    return switch (kind) {
      case KNN ->
          new NearestNeighbours(
              training,
              classes,
              NearestNeighbours.STANDARD_NEIGHBOURS,
              NearestNeighbours.STANDARD_TEMPERATURE);
      case LINEAR -> LinearClassifier.Training.standard(bootstrap.seed()).train(training, classes);
    };
  }

  /** Of each image that was measured on, in their order; pixels only where they are known. */
  private static final class Matrices {
    private final ImageMatrices patches;
    private final ImageMatrices pixels;

    Matrices(int classes) {
      patches = new ImageMatrices(classes);
      pixels = new ImageMatrices(classes);
    }
  }

  /** Of one image. */
  private record Answer(ConfusionMatrix patches, Optional<ConfusionMatrix> pixels) {}

  private Matrices measure(ProbeKind kind, PatchClassifier classifier, List<Integer> test)
      throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    FeatureInfo info = encoder.store().info();
    int together = QUERY_FLOATS / Math.multiplyExact(info.patches(), info.dimension());
    int chunk = Math.max(1, Math.min(together, (test.size() + cores - 1) / cores));
    Matrices matrices = new Matrices(info.classNames().size());
    try (OrderedParallelMap<List<Integer>, List<Answer>> answers =
        new OrderedParallelMap<>(
            "segmentation probe",
            cores,
            2 * cores,
            OrderedParallelMap.batches(test, chunk),
            () -> images -> answers(classifier, images))) {
      while (answers.hasNext()) {
        for (Answer answer : answers.next()) {
          matrices.patches.add(answer.patches);
          answer.pixels.ifPresent(matrices.pixels::add);
        }
        listener.done(kind.label() + " of " + encoder.name(), matrices.patches.size(), test.size());
      }
    }
    return matrices;
  }

  private List<Answer> answers(PatchClassifier classifier, List<Integer> images)
      throws IOException {
    int classes = encoder.store().info().classNames().size();
    List<LabelledTokens> labelled = images.stream().map(encoder::labelled).toList();
    List<float[]> scores =
        classifier.scores(labelled.stream().map(LabelledTokens::tokens).toList());
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      ClassMask target = labelled.get(i).labels();
      LogitMap map = new LogitMap(classes, target.height(), target.width(), scores.get(i));
      Optional<PixelMasks.Truth> truth = masks.of(encoder, images.get(i));
      answers.add(
          new Answer(
              ConfusionMatrix.of(classes, target, map.mask(target.width(), target.height())),
              truth.map(t -> ConfusionMatrix.of(classes, t.shown(), map.mask(t.placement())))));
    }
    return answers;
  }
}
