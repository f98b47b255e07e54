package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at every sample of a data set. */
final class SampleCheck {
  private SampleCheck() {}

  /** A sample that is well, and what is wrong with it. */
  private record Looked(@Nullable LabelledImage loaded, List<Problem> problems) {}

  /**
   * Decodes all samples.
   *
   * @param visitor sees those that can be, in the order of the splits, in the calling thread
   * @return what is wrong, in the same order
   */
  static List<Problem> of(
      SegmentationDataset dataset, DatasetDescription description, Consumer<LabelledImage> visitor)
      throws IOException {
    List<Sample> all =
        Stream.of(Split.values()).flatMap(split -> dataset.samples(split).stream()).toList();
    List<Problem> problems = new ArrayList<>();
    int threads = Runtime.getRuntime().availableProcessors();
    try (OrderedParallelMap<Sample, Looked> looked =
        new OrderedParallelMap<>(
            "checking",
            threads,
            2 * threads,
            all.iterator(),
            () -> sample -> look(dataset, description, sample))) {
      while (looked.hasNext()) {
        Looked next = looked.next();
        problems.addAll(next.problems());
        if (next.loaded() != null) {
          visitor.accept(next.loaded());
        }
      }
    }
    return problems;
  }

  private static Looked look(
      SegmentationDataset dataset, DatasetDescription description, Sample sample)
      throws IOException {
    List<Problem> problems = new ArrayList<>();
    try {
      LabelledImage loaded = dataset.load(sample);
      allIgnored(loaded).ifPresent(problems::add);
      TurnedImages.problem(sample, description).ifPresent(problems::add);
      return new Looked(loaded, problems);
    } catch (DatasetException e) {
      return new Looked(null, List.of(e.problem()));
    }
  }

  /** What is wrong with a mask in which nothing counts. */
  static Optional<Problem> allIgnored(LabelledImage image) {
    return image.isIgnored()
        ? Optional.of(
            Problem.of(
                Problem.Kind.MASK_VALUE,
                image.sample().mask(),
                "every pixel is ignored; label some or remove the image"))
        : Optional.empty();
  }
}
