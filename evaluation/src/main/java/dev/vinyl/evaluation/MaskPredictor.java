package dev.vinyl.evaluation;

import dev.vinyl.runtime.BatchSegmenter;
import dev.vinyl.runtime.PixelScores;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Something that tells the class of every pixel of a prepared picture. Thread-safe: each thread has
 * a {@link Lane} of its own.
 */
public interface MaskPredictor {
  /** What results and errors call it, such as the model's path. */
  String name();

  /** The classes in the order of their indices. */
  List<String> classNames();

  /**
   * Where the model comes from, as {@link dev.vinyl.runtime.model.ModelMetadata#provenance}; empty
   * where that is not known.
   */
  default Map<String, String> provenance() {
    return Map.of();
  }

  /** What a picture has to become first; predictors that want the same share the work. */
  Preparation preparation();

  /** The most pictures of a run, where the model fixes how many it takes; else the largest int. */
  int mostPictures();

  /** For one thread that runs up to so many pictures at once. */
  Lane lane(int pictures);

  /** One thread's access to the model. */
  interface Lane {
    /** How many prepared pictures the input must have room for. */
    int inputPictures();

    /**
     * Predicts a batch.
     *
     * @param pictures how many, at least 1
     * @param input direct; the prepared pictures in native byte order, with room for {@link
     *     #inputPictures()}
     * @return an answer for each picture, in their order, all of one size
     */
    List<PixelScores> predict(int pictures, ByteBuffer input);
  }

  /** An opened model. The caller still closes it. */
  static MaskPredictor of(BatchSegmenter model) {
    return new MaskPredictor() {
      @Override
      public String name() {
        return model.name();
      }

      @Override
      public List<String> classNames() {
        return model.metadata().classNames();
      }

      @Override
      public Map<String, String> provenance() {
        return model.metadata().provenance();
      }

      @Override
      public Preparation preparation() {
        return new Preparation(model.metadata().preprocess(), model.inputLayout());
      }

      @Override
      public int mostPictures() {
        return model.fixedBatch().orElse(Integer.MAX_VALUE);
      }

      @Override
      public Lane lane(int pictures) {
        return new ModelLane(model, model.fixedBatch().orElse(pictures));
      }
    };
  }
}
