package dev.vinyl.data;

import dev.vinyl.data.SegmentationDataset.Foreground;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Data sets split in another way than their own lists do. Every draw orders samples by a SHA-256 of
 * seed and id, so that it depends on nothing else and is the same on every machine.
 */
public final class Splits {
  private Splits() {}

  /**
   * The same samples split anew: those of both splits are put together and shuffled once, the first
   * {@code testSize} become the test split and the rest trainval. Samples are ordered by the
   * SHA-256 of {@code split/seed/id}; a larger test split of one seed contains the smaller one.
   *
   * @param testSize 0 .. number of samples
   * @throws DatasetException if there are fewer samples than {@code testSize}
   * @throws IllegalArgumentException if {@code testSize} is below 0
   */
  public static SegmentationDataset resplit(SegmentationDataset dataset, long seed, int testSize)
      throws DatasetException {
    List<Sample> all =
        Stream.of(Split.values()).flatMap(split -> dataset.samples(split).stream()).toList();
    List<Sample> shuffled = SeededOrder.of(all, Sample::id, "split", seed);
    requireEnough(dataset, testSize, shuffled.size(), "for the test split");
    return new View(
        dataset,
        in(Split.TRAINVAL, shuffled.subList(testSize, shuffled.size())),
        in(Split.TEST, shuffled.subList(0, testSize)),
        List.of());
  }

  /**
   * A data set with fewer samples to train on; its test split stays whole. The trainval samples are
   * ordered by the SHA-256 of {@code subset/seed/id} and the first {@code size} kept: a smaller
   * subset of one seed is the beginning of a larger one. The others, in the same order, are {@link
   * SegmentationDataset#validationSamples()}: whoever takes the first of them has a validation set
   * that is part of every larger one.
   *
   * @param size 0 .. number of trainval samples
   * @throws DatasetException if there are fewer samples than {@code size}
   * @throws IllegalArgumentException if {@code size} is below 0
   */
  public static SegmentationDataset trainingSubset(SegmentationDataset dataset, int size, long seed)
      throws DatasetException {
    List<Sample> trainval = dataset.samples(Split.TRAINVAL);
    requireEnough(dataset, size, trainval.size(), "of the trainval split");
    List<Sample> shuffled = SeededOrder.of(trainval, Sample::id, "subset", seed);
    return new View(
        dataset,
        shuffled.subList(0, size),
        dataset.samples(Split.TEST),
        shuffled.subList(size, shuffled.size()));
  }

  private static List<Sample> in(Split split, List<Sample> samples) {
    return samples.stream().map(sample -> sample.in(split)).toList();
  }

  private static void requireEnough(
      SegmentationDataset dataset, int asked, int there, String whatFor) throws DatasetException {
    if (asked < 0) {
      throw new IllegalArgumentException(
          "number of images %s must be 0 or more, got %d".formatted(whatFor, asked));
    }
    if (asked > there) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TOO_FEW_IMAGES,
              Path.of(dataset.name()),
              "%d images %s were asked for, but there are %d; ask for fewer"
                  .formatted(asked, whatFor, there)));
    }
  }

  /** A data set with other splits. */
  private record View(
      SegmentationDataset whole, List<Sample> trainval, List<Sample> test, List<Sample> validation)
      implements SegmentationDataset {
    private View {
      trainval = List.copyOf(trainval);
      test = List.copyOf(test);
      validation = List.copyOf(validation);
    }

    @Override
    public String name() {
      return whole.name();
    }

    @Override
    public List<String> classNames() {
      return whole.classNames();
    }

    @Override
    public Optional<Foreground> foreground() {
      return whole.foreground();
    }

    @Override
    public List<Sample> samples(Split split) {
      return split == Split.TRAINVAL ? trainval : test;
    }

    @Override
    public List<Sample> validationSamples() {
      return validation;
    }

    @Override
    public LabelledImage load(Sample sample) throws IOException {
      return whole.load(sample);
    }

    @Override
    public Optional<String> doubts(List<Sample> samples) {
      return whole.doubts(samples);
    }

    @Override
    public String fingerprint() throws IOException {
      return whole.fingerprint();
    }
  }
}
