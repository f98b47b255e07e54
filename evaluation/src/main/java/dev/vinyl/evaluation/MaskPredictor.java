package dev.vinyl.evaluation;

import dev.vinyl.runtime.SegmentedPicture;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.Preprocessor;
import dev.vinyl.runtime.image.RgbImage;
import java.util.List;

/** Something that tells the class of every pixel, at one size of its own. */
public interface MaskPredictor {

  /** Width of the predictions, in pixels. */
  int width();

  /** Height of the predictions, in pixels. */
  int height();

  /** The classes in the order of their indices. */
  List<String> classNames();

  /**
   * Does ahead what makes a picture smaller, such as resizing it to the model's input. Called from
   * another thread than {@link #predict}.
   */
  RgbImage prepare(RgbImage picture);

  /**
   * Predicts a batch.
   *
   * @param pictures what {@link #prepare} returned, at least one
   * @return a mask of {@link #width} x {@link #height} pixels for each, in their order
   */
  List<ClassMask> predict(List<RgbImage> pictures);

  private static ClassMask modelMask(SegmentedPicture answer) {
    try {
      return answer.segmentation().modelMask();
    } catch (ImageException e) {
      throw new IllegalStateException("a picture in memory cannot be read", e);
    }
  }

  /** A segmenter's masks at the size of its model. The caller still closes the segmenter. */
  static MaskPredictor of(Segmenter segmenter) {
    PreprocessSpec spec = segmenter.metadata().preprocess();
    Preprocessor preprocessor = new Preprocessor(spec);
    return new MaskPredictor() {
      @Override
      public int width() {
        return spec.width();
      }

      @Override
      public int height() {
        return spec.height();
      }

      @Override
      public List<String> classNames() {
        return segmenter.metadata().classNames();
      }

      @Override
      public RgbImage prepare(RgbImage picture) {
        return preprocessor.resize(picture);
      }

      @Override
      public List<ClassMask> predict(List<RgbImage> pictures) {
        return segmenter
            .segmentAll(pictures.stream().map(ImageSource::of))
            .map(MaskPredictor::modelMask)
            .toList();
      }
    };
  }
}
