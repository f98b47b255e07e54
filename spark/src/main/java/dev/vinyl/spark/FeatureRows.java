package dev.vinyl.spark;

import dev.vinyl.data.Split;
import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.features.ImageFeatures;
import dev.vinyl.evaluation.features.PatchComposition;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageSize;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Features as a table: a row for each patch, with the columns of a file of features, and one for
 * what was wrong with an image.
 *
 * @param columns of the grid of patches
 * @param dimension of a token
 * @param classes how many; 0 without labels
 */
record FeatureRows(int columns, int dimension, int classes, int layers) implements Serializable {
  /** Column of the reason why an image has no features. */
  static final String ERROR = "error";

  static FeatureRows of(FeatureInfo info) {
    return new FeatureRows(
        info.columns(), info.dimension(), info.classNames().size(), info.layers().size());
  }

  static StructType schema(FeatureInfo info) {
    StructType schema =
        new StructType()
            .add("picture", DataTypes.StringType, false)
            .add("row", DataTypes.ShortType)
            .add("column", DataTypes.ShortType);
    if (info.labelled()) {
      schema =
          schema
              .add("split", DataTypes.StringType)
              .add("label", DataTypes.IntegerType)
              .add("fractions", DataTypes.createArrayType(DataTypes.FloatType, false));
    }
    for (String layer : info.layers()) {
      schema = schema.add(layer, DataTypes.createArrayType(DataTypes.FloatType, false));
    }
    return schema
        .add("imageWidth", DataTypes.IntegerType)
        .add("imageHeight", DataTypes.IntegerType)
        .add(ERROR, DataTypes.StringType);
  }

  /** The row of an image without features. */
  Row failed(String id, String reason) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(id);
    for (int i = 0; i < (classes > 0 ? 5 : 2) + layers + 2; i++) {
      values.add(null);
    }
    values.add(reason);
    return RowFactory.create(values.toArray());
  }

  /** The rows of an image's patches. */
  List<Row> of(ImageFeatures image) {
    List<Row> rows = new ArrayList<>();
    PatchComposition composition = image.composition();
    byte[] labels = composition == null ? new byte[0] : composition.majority().classes();
    int patches = image.tokens().get(0).length / dimension;
    for (int patch = 0; patch < patches; patch++) {
      List<@Nullable Object> values = new ArrayList<>();
      values.add(image.id());
      values.add((short) (patch / columns));
      values.add((short) (patch % columns));
      if (composition != null) {
        Split split = image.split();
        int label = labels[patch] & 0xff;
        values.add(split == null ? null : split.label());
        values.add(label == ClassMask.IGNORE ? null : label);
        values.add(fractions(composition, patch));
      }
      for (float[] layer : image.tokens()) {
        values.add(token(layer, patch));
      }
      ImageSize size = image.size();
      values.add(size == null ? null : size.width());
      values.add(size == null ? null : size.height());
      values.add(null);
      rows.add(RowFactory.create(values.toArray()));
    }
    return rows;
  }

  private Float[] fractions(PatchComposition composition, int patch) {
    Float[] shares = new Float[classes];
    for (int c = 0; c < classes; c++) {
      shares[c] = (float) composition.share(patch, c);
    }
    return shares;
  }

  private Float[] token(float[] layer, int patch) {
    Float[] token = new Float[dimension];
    for (int d = 0; d < dimension; d++) {
      token[d] = layer[patch * dimension + d];
    }
    return token;
  }
}
