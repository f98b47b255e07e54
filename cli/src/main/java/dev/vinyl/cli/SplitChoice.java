package dev.vinyl.cli;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import java.util.List;
import java.util.stream.Stream;

/** Which part of a data set, or all of it. */
enum SplitChoice {
  TRAINVAL,
  TEST,
  ALL;

  /** Its images, those of trainval first. */
  List<Sample> of(SegmentationDataset dataset) {
    return switch (this) {
      case TRAINVAL -> dataset.samples(Split.TRAINVAL);
      case TEST -> dataset.samples(Split.TEST);
      case ALL -> Stream.of(TRAINVAL, TEST).flatMap(choice -> choice.of(dataset).stream()).toList();
    };
  }

  /** Whether it has the images of a split. */
  boolean holds(Split other) {
    return this == ALL || name().equals(other.name());
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
