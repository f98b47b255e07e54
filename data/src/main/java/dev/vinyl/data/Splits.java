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
   * The same samples split anew: those of all splits are put together and shuffled once, the first
   * {@code testSize} become the test split, the next {@code validationSize} the validation split
   * and the rest are trained on. Samples are ordered by the SHA-256 of {@code split/seed/id}; a
   * larger test split of one seed contains the smaller one.
   *
   * @param testSize 0 .. number of samples
   * @param validationSize 0 .. number of samples that are left
   * @throws DatasetException if there are fewer samples than asked for
   * @throws IllegalArgumentException if a size is below 0
   */
  public static SegmentationDataset resplit(
      SegmentationDataset dataset, long seed, int testSize, int validationSize)
      throws DatasetException {
    return divide(
        dataset, SeededOrder.of(all(dataset), Sample::id, "split", seed), testSize, validationSize);
  }

  /** As {@link #resplit(SegmentationDataset, long, int, int)}, without images for validation. */
  public static SegmentationDataset resplit(SegmentationDataset dataset, long seed, int testSize)
      throws DatasetException {
    return resplit(dataset, seed, testSize, 0);
  }

  /**
   * As {@link #resplit(SegmentationDataset, long, int, int)}, but so that each class is in about
   * the same share of the images of every part, however rare it is. Decodes all samples.
   *
   * @throws DatasetException if a sample cannot be read, or there are fewer than asked for
   * @throws IOException if reading fails for another reason
   */
  public static SegmentationDataset stratified(
      SegmentationDataset dataset, long seed, int testSize, int validationSize) throws IOException {
    List<Sample> shuffled = SeededOrder.of(all(dataset), Sample::id, "split", seed);
    return divide(dataset, StratifiedOrder.of(dataset, shuffled), testSize, validationSize);
  }

  private static SegmentationDataset divide(
      SegmentationDataset dataset, List<Sample> ordered, int testSize, int validationSize)
      throws DatasetException {
    requireEnough(dataset, testSize, ordered.size(), "for the test split");
    requireEnough(dataset, validationSize, ordered.size() - testSize, "for the validation split");
    int trained = testSize + validationSize;
    List<Sample> validation = in(Split.VAL, ordered.subList(testSize, trained));
    return new View(
        dataset,
        in(Split.TRAIN, ordered.subList(trained, ordered.size())),
        validation,
        in(Split.TEST, ordered.subList(0, testSize)),
        validation);
  }

  private static List<Sample> all(SegmentationDataset dataset) {
    return Stream.of(Split.values()).flatMap(split -> dataset.samples(split).stream()).toList();
  }

  /**
   * A data set with fewer samples to train on; its other splits stay whole. The samples of the
   * training split are ordered by the SHA-256 of {@code subset/seed/id} and the first {@code size}
   * kept: a smaller subset of one seed is the beginning of a larger one. Where the data set has no
   * validation split, the others, in the same order, are {@link
   * SegmentationDataset#validationSamples()}: whoever takes the first of them has a validation set
   * that is part of every larger one.
   *
   * @param size 0 .. number of samples of the training split
   * @throws DatasetException if there are fewer samples than {@code size}
   * @throws IllegalArgumentException if {@code size} is below 0
   */
  public static SegmentationDataset trainingSubset(SegmentationDataset dataset, int size, long seed)
      throws DatasetException {
    List<Sample> train = dataset.samples(Split.TRAIN);
    requireEnough(dataset, size, train.size(), "of the train split");
    List<Sample> shuffled = SeededOrder.of(train, Sample::id, "subset", seed);
    List<Sample> validation = dataset.samples(Split.VAL);
    return new View(
        dataset,
        shuffled.subList(0, size),
        validation,
        dataset.samples(Split.TEST),
        validation.isEmpty() ? shuffled.subList(size, shuffled.size()) : validation);
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
      SegmentationDataset whole,
      List<Sample> train,
      List<Sample> val,
      List<Sample> test,
      List<Sample> validationSamples)
      implements SegmentationDataset {
    private View {
      train = List.copyOf(train);
      val = List.copyOf(val);
      test = List.copyOf(test);
      validationSamples = List.copyOf(validationSamples);
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
      return switch (split) {
        case TRAIN -> train;
        case VAL -> val;
        case TEST -> test;
      };
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
