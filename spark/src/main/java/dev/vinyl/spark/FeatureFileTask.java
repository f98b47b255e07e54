package dev.vinyl.spark;

import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.features.FeatureStore;
import dev.vinyl.evaluation.features.ImageFeatures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Reads a few images' rows of a file of features.
 *
 * @param images how many from the first
 */
record FeatureFileTask(String file, int images) implements FlatMapFunction<Integer, Row> {
  @Override
  public Iterator<Row> call(Integer first) throws IOException {
    FeatureStore store = FeatureStore.open(Path.of(file));
    FeatureInfo info = store.info();
    FeatureRows rows = FeatureRows.of(info);
    return IntStream.range(first, Math.min(store.ids().size(), first + images))
        .mapToObj(i -> rows.of(features(store, i)))
        .flatMap(List::stream)
        .iterator();
  }

  private static ImageFeatures features(FeatureStore store, int image) {
    FeatureInfo info = store.info();
    return new ImageFeatures(
        store.ids().get(image),
        store.imageSize(image).orElse(null),
        info.labelled() ? store.split(image) : null,
        info.labelled() ? store.composition(image) : null,
        info.layers().stream().map(layer -> store.tokens(layer, image)).toList());
  }
}
