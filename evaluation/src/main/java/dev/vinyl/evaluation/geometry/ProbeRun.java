package dev.vinyl.evaluation.geometry;

import dev.vinyl.data.SeededOrder;
import dev.vinyl.data.Split;
import dev.vinyl.evaluation.geometry.EncoderGeometry.ProbeAccuracy;
import dev.vinyl.evaluation.metric.Bootstrap;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The probes of one encoder, each on a bounded number of images: the paper's on a seeded draw of
 * all; the other one trained on the others, of which every fifth chooses the penalty, and measured
 * on test. Without both splits, a seeded fifth of all images is for testing.
 */
final class ProbeRun {
  private static final int ONE_IN = 5;

  private final EncoderFeatures encoder;
  private final int mostImages;
  private final Bootstrap bootstrap;

  ProbeRun(EncoderFeatures encoder, int mostImages, Bootstrap bootstrap) {
    this.encoder = encoder;
    this.mostImages = mostImages;
    this.bootstrap = bootstrap;
  }

  /** With what was found of segmentation. */
  EncoderGeometry.Probes run(List<EncoderGeometry.SegmentationProbe> segmentation) {
    int classes = encoder.store().info().classNames().size();
    List<Integer> drawn = most(order());
    ProbeAccuracy paper =
        LinearProbe.paper(classes, bootstrap.seed()).run(encoder.source(drawn), bootstrap);
    return new EncoderGeometry.Probes(paper, drawn.size(), heldOut(classes), segmentation);
  }

  private EncoderGeometry.@Nullable HeldOutProbe heldOut(int classes) {
    List<Integer> trainval = new ArrayList<>();
    List<Integer> test = new ArrayList<>();
    for (int image : order()) {
      (encoder.store().split(image) == Split.TEST ? test : trainval).add(image);
    }
    if (trainval.isEmpty() || test.isEmpty()) {
      List<Integer> all = order();
      int kept = all.size() / ONE_IN;
      test = all.subList(0, kept);
      trainval = all.subList(kept, all.size());
    }
    List<Integer> chosen = most(trainval);
    int validating = chosen.size() / ONE_IN;
    if (validating == 0 || test.isEmpty()) {
      return null;
    }
    return LogisticProbe.of(classes)
        .run(
            encoder.source(chosen.subList(validating, chosen.size())),
            encoder.source(chosen.subList(0, validating)),
            encoder.source(most(test)),
            bootstrap);
  }

  /** All images in a seeded order that depends on their ids only. */
  private List<Integer> order() {
    List<String> ids = encoder.store().ids();
    return SeededOrder.of(
        IntStream.range(0, ids.size()).boxed().toList(), ids::get, "probe", bootstrap.seed());
  }

  private List<Integer> most(List<Integer> images) {
    return images.subList(0, Math.min(mostImages, images.size()));
  }
}
