package dev.vinyl.evaluation.features;

import dev.vinyl.evaluation.SkippedPicture;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.evaluation.geometry.PatchComposition;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.PicturePreparer;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.model.BatchModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One core's share of an extraction: reads a few pictures and runs the model on them. */
final class TokenLane implements AutoCloseable {
  private final BatchModel model;
  private final FeatureInfo info;
  private final FeaturePictures pictures;
  private final PicturePreparer preparer;
  private final ByteBuffer input;
  private final Map<String, ByteBuffer> outputs = new LinkedHashMap<>();

  /**
   * What became of some pictures.
   *
   * @param found in their order, without the skipped ones
   */
  record Answer(List<PictureFeatures> found, List<SkippedPicture> skipped, int pictures) {}

  TokenLane(BatchModel model, FeatureInfo info, FeaturePictures pictures, int batch) {
    this.model = model;
    this.info = info;
    this.pictures = pictures;
    this.preparer =
        new PicturePreparer(
            model.metadata().preprocess(),
            model.description().inputLayout(),
            DecodeLimits.defaults());
    this.input = buffer(batch, model.input().bytes());
    int bytes = Float.BYTES * info.patches() * info.dimension();
    info.layers().forEach(layer -> outputs.put(layer, buffer(batch, bytes)));
  }

  private static ByteBuffer buffer(int batch, int bytes) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(batch, bytes))
        .order(ByteOrder.nativeOrder());
  }

  /** Runs the model on pictures, at most as many as a batch. */
  Answer run(List<Integer> indices) {
    List<PictureFeatures> read = new ArrayList<>();
    List<SkippedPicture> skipped = new ArrayList<>();
    FloatBuffer values = input.asFloatBuffer();
    for (int index : indices) {
      String id = pictures.ids().get(index);
      try {
        FeaturePictures.Loaded loaded = pictures.load(index);
        PatchComposition composition = composition(loaded.truth());
        preparer.prepare(
            ImageSource.of(loaded.image()), values, read.size() * model.input().values());
        Split split = info.labelled() ? pictures.splits().get(index) : null;
        read.add(new PictureFeatures(id, split, composition, List.of()));
      } catch (IOException e) {
        skipped.add(new SkippedPicture(id, Path.of(id), String.valueOf(e.getMessage())));
      }
    }
    List<PictureFeatures> found = read.isEmpty() ? read : withTokens(read);
    return new Answer(found, skipped, indices.size());
  }

  private @Nullable PatchComposition composition(@Nullable ClassMask truth) {
    if (!info.labelled()) {
      return null;
    }
    PreprocessSpec spec = model.metadata().preprocess();
    ClassMask resized =
        Resizing.resizeNearest(Objects.requireNonNull(truth), spec.width(), spec.height());
    return PatchComposition.of(resized, info.patchSize(), info.classNames().size());
  }

  private List<PictureFeatures> withTokens(List<PictureFeatures> read) {
    model.run(read.size(), input, outputs);
    List<PictureFeatures> found = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      PictureFeatures picture = read.get(i);
      List<float[]> tokens = new ArrayList<>();
      for (String layer : info.layers()) {
        float[] own = new float[info.patches() * info.dimension()];
        Objects.requireNonNull(outputs.get(layer)).asFloatBuffer().get(i * own.length, own);
        tokens.add(own);
      }
      found.add(new PictureFeatures(picture.id(), picture.split(), picture.composition(), tokens));
    }
    return found;
  }

  @Override
  public void close() {
    preparer.close();
  }
}
