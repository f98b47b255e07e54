package dev.vinyl.cli;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which part of a data set, or all of it. */
enum SplitChoice {
  TRAIN,
  VAL,
  TEST,
  /** Train and val. */
  TRAINVAL,
  ALL;

  /** Its images, in the order of the splits. */
  List<Sample> of(SegmentationDataset dataset) {
    return switch (this) {
      case TRAIN -> dataset.samples(Split.TRAIN);
      case VAL -> dataset.samples(Split.VAL);
      case TEST -> dataset.samples(Split.TEST);
      case TRAINVAL -> both(TRAIN, VAL, dataset);
      case ALL -> both(TRAINVAL, TEST, dataset);
    };
  }

  /**
   * Its images, of which there is at least one.
   *
   * @throws DatasetException if there is none; one line that says which splits have some
   */
  List<Sample> someOf(SegmentationDataset dataset) throws DatasetException {
    List<Sample> samples = of(dataset);
    if (samples.isEmpty()) {
      String there =
          Stream.of(Split.values())
              .map(split -> "%s (%d)".formatted(split.label(), dataset.samples(split).size()))
              .filter(split -> !split.endsWith("(0)"))
              .collect(Collectors.joining(", "));
      throw new DatasetException(
          new Problem(
              Problem.Kind.TOO_FEW_IMAGES,
              Path.of(dataset.name()),
              "%s has no images in the split %s; it has %s: choose with --split, or draw a part with --resplit SEED"
                  .formatted(dataset.name(), label(), there)));
    }
    return samples;
  }

  private static List<Sample> both(
      SplitChoice first, SplitChoice second, SegmentationDataset dataset) {
    return Stream.of(first, second).flatMap(choice -> choice.of(dataset).stream()).toList();
  }

  /** Whether it has the images of a split. */
  boolean holds(Split other) {
    return this == ALL || (this == TRAINVAL && other != Split.TEST) || name().equals(other.name());
  }

  /** As on the command line and in a report. */
  String label() {
    return EnumConverter.name(this);
  }

  /** Takes one by its name. */
  static final class Converter extends EnumConverter<SplitChoice> {
    Converter() {
      super(SplitChoice.class);
    }
  }
}
