package dev.vinyl.data;

import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import dev.vinyl.runtime.image.ClassMask;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Brings samples into an order in which every beginning has each class in about the same share of
 * its images as all samples have. One after the other, the sample is taken that brings the counts
 * of images with a class nearest to what the share asks for: the sum over classes of the squared
 * difference, divided by the share. Of samples with the same classes the first counts, so that the
 * order of the samples decides what classes do not.
 */
final class StratifiedOrder {
  private StratifiedOrder() {}

  static List<Sample> of(SegmentationDataset dataset, List<Sample> samples) throws IOException {
    Map<BitSet, Deque<Sample>> alike = new LinkedHashMap<>();
    int threads = Runtime.getRuntime().availableProcessors();
    try (OrderedParallelMap<Sample, BitSet> present =
        new OrderedParallelMap<>(
            "reading masks",
            threads,
            2 * threads,
            samples.iterator(),
            () -> sample -> present(dataset.load(sample)))) {
      for (Sample sample : samples) {
        alike.computeIfAbsent(present.next(), classes -> new ArrayDeque<>()).add(sample);
      }
    }
    return order(alike, samples.size(), dataset.classNames().size());
  }

  private static BitSet present(LabelledImage image) {
    BitSet classes = new BitSet();
    for (byte c : image.target().classes()) {
      classes.set(c & 0xff);
    }
    classes.clear(ClassMask.IGNORE);
    return classes;
  }

  private static List<Sample> order(Map<BitSet, Deque<Sample>> alike, int samples, int classes) {
    double[] share = new double[classes];
    alike.forEach(
        (set, members) -> set.stream().forEach(c -> share[c] += (double) members.size() / samples));
    int[] counts = new int[classes];
    List<Sample> ordered = new ArrayList<>();
    while (ordered.size() < samples) {
      BitSet best = nearest(alike, counts, share, ordered.size() + 1);
      best.stream().forEach(c -> counts[c]++);
      Deque<Sample> members = Objects.requireNonNull(alike.get(best));
      ordered.add(members.remove());
      if (members.isEmpty()) {
        alike.remove(best);
      }
    }
    return ordered;
  }

  private static BitSet nearest(
      Map<BitSet, Deque<Sample>> alike, int[] counts, double[] share, int size) {
    BitSet best = new BitSet();
    double least = Double.POSITIVE_INFINITY;
    for (BitSet set : alike.keySet()) {
      double distance = 0;
      for (int c = 0; c < counts.length; c++) {
        if (share[c] > 0) {
          double off = counts[c] + (set.get(c) ? 1 : 0) - size * share[c];
          distance += off * off / share[c];
        }
      }
      if (distance < least) {
        least = distance;
        best = set;
      }
    }
    return best;
  }
}
