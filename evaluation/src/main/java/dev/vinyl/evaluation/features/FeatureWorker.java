package dev.vinyl.evaluation.features;

import dev.vinyl.data.Split;
import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImagePreparer;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.internal.model.BatchModel;
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

/** One core's share of an extraction: reads a few images and runs the model on them. */
final class FeatureWorker implements OrderedParallelMap.Worker<List<Integer>, FeaturePass.Answer> {
  private final BatchModel model;
  private final List<TokenOutput> tokens;
  private final FeatureInfo info;
  private final FeatureImages images;
  private final ImagePreparer preparer;
  private final ByteBuffer input;
  private final Map<String, ByteBuffer> outputs = new LinkedHashMap<>();

  FeatureWorker(
      BatchModel model,
      List<TokenOutput> tokens,
      FeatureInfo info,
      FeatureImages images,
      int batch) {
    this.model = model;
    this.tokens = tokens;
    this.info = info;
    this.images = images;
    this.preparer =
        new ImagePreparer(
            model.metadata().preprocess(),
            model.description().inputLayout(),
            DecodeLimits.defaults());
    this.input = buffer(batch, model.input().bytes());
    for (TokenOutput output : tokens) {
      outputs.put(output.tensor().name(), buffer(batch, output.tensor().bytes()));
    }
  }

  private static ByteBuffer buffer(int batch, int bytes) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(batch, bytes))
        .order(ByteOrder.nativeOrder());
  }

  /** Runs the model on images, at most as many as a batch. */
  @Override
  public FeaturePass.Answer apply(List<Integer> indices) {
    List<ImageFeatures> read = new ArrayList<>();
    List<SkippedImage> skipped = new ArrayList<>();
    FloatBuffer values = input.asFloatBuffer();
    for (int index : indices) {
      String id = images.ids().get(index);
      try {
        FeatureImages.Loaded loaded = images.load(index);
        PatchComposition composition = composition(loaded.target());
        preparer.prepare(
            ImageSource.of(loaded.image()), values, read.size() * model.input().values());
        Split split = info.labelled() ? images.splits().get(index) : null;
        ImageSize size = new ImageSize(loaded.image().width(), loaded.image().height());
        read.add(new ImageFeatures(id, size, split, composition, List.of()));
      } catch (IOException e) {
        skipped.add(new SkippedImage(id, Path.of(id), String.valueOf(e.getMessage())));
      }
    }
    List<ImageFeatures> found = read.isEmpty() ? read : withTokens(read);
    return new FeaturePass.Answer(found, skipped);
  }

  private @Nullable PatchComposition composition(@Nullable ClassMask target) {
    if (!info.labelled()) {
      return null;
    }
    ClassMask own = Objects.requireNonNull(target);
    ClassMask seen =
        Placement.of(model.metadata().preprocess(), own.width(), own.height()).place(own);
    return PatchComposition.of(seen, info.patchSize(), info.classNames().size());
  }

  private List<ImageFeatures> withTokens(List<ImageFeatures> read) {
    model.run(read.size(), input, outputs);
    List<ImageFeatures> found = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      ImageFeatures image = read.get(i);
      List<float[]> own = new ArrayList<>();
      for (TokenOutput output : tokens) {
        own.add(output.read(Objects.requireNonNull(outputs.get(output.tensor().name())), i));
      }
      found.add(
          new ImageFeatures(image.id(), image.size(), image.split(), image.composition(), own));
    }
    return found;
  }

  @Override
  public void close() {
    preparer.close();
  }
}
