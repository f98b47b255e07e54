package dev.vinyl.evaluation.features;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.SegmentationDataset.Foreground;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Images whose features are wanted, with or without a class for every pixel. Thread-safe. */
public interface FeatureImages {

  /** A short name for reports, such as the folder's. */
  String name();

  /** The classes by their indices; empty where images have no masks. */
  List<String> classNames();

  /** Which classes are an object and its border; empty where there are none. */
  default Optional<Foreground> foreground() {
    return Optional.empty();
  }

  /** The images' ids, each once, always in the same order. */
  List<String> ids();

  /** The split that each image is in; empty where images have no masks. */
  List<Split> splits();

  /**
   * Decodes one image.
   *
   * @param index into {@link #ids()}
   * @throws IOException if it cannot be read; one line that names the file
   */
  Loaded load(int index) throws IOException;

  /**
   * Fingerprint of the files of the data set; empty where there is none. Reads all of them.
   *
   * @throws IOException if a file cannot be read
   */
  default String fingerprint() throws IOException {
    return "";
  }

  /**
   * A decoded image.
   *
   * @param image its pixels, [H, W, 3]
   * @param target the class of each pixel, [H, W]; null where images have no masks
   */
  record Loaded(RgbImage image, @Nullable ClassMask target) {}

  /** All images of a data set, in the order of the splits. */
  static FeatureImages of(SegmentationDataset dataset) {
    return of(
        dataset,
        Stream.of(Split.values()).flatMap(split -> dataset.samples(split).stream()).toList());
  }

  /** Some images of a data set, each once; what is doubtful about them is logged. */
  static FeatureImages of(SegmentationDataset dataset, List<Sample> some) {
    List<Sample> samples = List.copyOf(some);
    dataset.doubts(samples).ifPresent(LoggerFactory.getLogger(FeatureImages.class)::warn);
    List<String> ids = samples.stream().map(Sample::id).toList();
    List<Split> splits = samples.stream().map(Sample::split).toList();
    return new FeatureImages() {
      @Override
      public String name() {
        return dataset.name();
      }

      @Override
      public List<String> classNames() {
        return dataset.classNames();
      }

      @Override
      public Optional<Foreground> foreground() {
        return dataset.foreground();
      }

      @Override
      public List<String> ids() {
        return ids;
      }

      @Override
      public List<Split> splits() {
        return splits;
      }

      @Override
      public Loaded load(int index) throws IOException {
        LabelledImage loaded = dataset.load(samples.get(index));
        return new Loaded(loaded.image(), loaded.target());
      }

      @Override
      public String fingerprint() throws IOException {
        return dataset.fingerprint();
      }
    };
  }

  /** All images below a folder, without masks. */
  static FeatureImages of(UnlabelledImages images) {
    return new FeatureImages() {
      @Override
      public String name() {
        return images.name();
      }

      @Override
      public List<String> classNames() {
        return List.of();
      }

      @Override
      public List<String> ids() {
        return images.images();
      }

      @Override
      public List<Split> splits() {
        return List.of();
      }

      @Override
      public Loaded load(int index) throws IOException {
        return new Loaded(images.load(images.images().get(index)), null);
      }

      @Override
      public String fingerprint() throws IOException {
        return images.fingerprint();
      }
    };
  }
}
