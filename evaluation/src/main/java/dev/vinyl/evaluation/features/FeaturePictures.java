package dev.vinyl.evaluation.features;

import dev.vinyl.evaluation.dataset.LabelledImage;
import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.evaluation.dataset.UnlabelledImages;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Pictures whose features are wanted, with or without a class for every pixel. Thread-safe. */
public interface FeaturePictures {

  /** A short name for reports, such as the folder's. */
  String name();

  /** The classes by their indices; empty where pictures have no masks. */
  List<String> classNames();

  /** The pictures' ids, each once, always in the same order. */
  List<String> ids();

  /** The split that each picture is in; empty where pictures have no masks. */
  List<Split> splits();

  /**
   * Decodes one picture.
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
   * A decoded picture.
   *
   * @param image its pixels, [H, W, 3]
   * @param truth the class of each pixel, [H, W]; null where pictures have no masks
   */
  record Loaded(RgbImage image, @Nullable ClassMask truth) {}

  /** All pictures of a data set, those of trainval first. */
  static FeaturePictures of(SegmentationDataset dataset) {
    return of(
        dataset,
        Stream.of(Split.values()).flatMap(split -> dataset.pictures(split).stream()).toList());
  }

  /** Some pictures of a data set, each once; what is doubtful about them is logged. */
  static FeaturePictures of(SegmentationDataset dataset, List<LabelledPicture> some) {
    List<LabelledPicture> pictures = List.copyOf(some);
    dataset.doubts(pictures).ifPresent(LoggerFactory.getLogger(FeaturePictures.class)::warn);
    List<String> ids = pictures.stream().map(LabelledPicture::id).toList();
    List<Split> splits = pictures.stream().map(LabelledPicture::split).toList();
    return new FeaturePictures() {
      @Override
      public String name() {
        return dataset.name();
      }

      @Override
      public List<String> classNames() {
        return dataset.classNames();
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
        LabelledImage loaded = dataset.load(pictures.get(index));
        return new Loaded(loaded.image(), loaded.truth());
      }

      @Override
      public String fingerprint() throws IOException {
        return dataset.fingerprint();
      }
    };
  }

  /** All pictures below a folder, without masks. */
  static FeaturePictures of(UnlabelledImages images) {
    return new FeaturePictures() {
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
        return images.pictures();
      }

      @Override
      public List<Split> splits() {
        return List.of();
      }

      @Override
      public Loaded load(int index) throws IOException {
        return new Loaded(images.load(images.pictures().get(index)), null);
      }

      @Override
      public String fingerprint() throws IOException {
        return images.fingerprint();
      }
    };
  }
}
