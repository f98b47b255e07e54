package dev.vinyl.evaluation.features;

import dev.vinyl.data.internal.arrow.ArrowBatch;
import dev.vinyl.data.internal.arrow.ArrowColumn;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageSize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.apache.arrow.memory.util.Float16;

/** Images as a record batch, a row for each patch. */
final class FeatureBatch {
  private static final ByteBuffer NO_NULLS = ByteBuffer.allocate(0);

  private final FeatureInfo info;
  private final List<ImageFeatures> images;
  private final int rows;

  private FeatureBatch(FeatureInfo info, List<ImageFeatures> images) {
    this.info = info;
    this.images = images;
    this.rows = images.size() * info.patches();
  }

  static ArrowBatch of(FeatureInfo info, List<ImageFeatures> images) {
    FeatureBatch batch = new FeatureBatch(info, images);
    List<ArrowColumn> columns = new ArrayList<>();
    columns.add(batch.texts(images.stream().map(ImageFeatures::id).toList()));
    columns.add(batch.places(true));
    columns.add(batch.places(false));
    if (info.labelled()) {
      columns.add(
          batch.texts(
              images.stream().map(p -> Objects.requireNonNull(p.split()).label()).toList()));
      columns.add(batch.labels());
      columns.add(batch.fractions());
    }
    for (int layer = 0; layer < info.layers().size(); layer++) {
      columns.add(batch.tokens(layer));
    }
    if (info.fitting().isPresent()) {
      columns.add(batch.lengths(ImageSize::width));
      columns.add(batch.lengths(ImageSize::height));
    }
    return new ArrowBatch(batch.rows, columns);
  }

  /** Each image's text in all of its rows. */
  private ArrowColumn texts(List<String> values) {
    List<byte[]> encoded =
        values.stream().map(value -> value.getBytes(StandardCharsets.UTF_8)).toList();
    int bytes = encoded.stream().mapToInt(value -> value.length * info.patches()).sum();
    ByteBuffer offsets = buffer(Integer.BYTES * (rows + 1)).putInt(0);
    ByteBuffer text = buffer(bytes);
    for (byte[] value : encoded) {
      for (int patch = 0; patch < info.patches(); patch++) {
        text.put(value);
        offsets.putInt(text.position());
      }
    }
    return new ArrowColumn(rows, 0, NO_NULLS, offsets.flip(), text.flip());
  }

  private ArrowColumn places(boolean byRow) {
    ByteBuffer values = buffer(Short.BYTES * rows);
    for (int i = 0; i < rows; i++) {
      int patch = i % info.patches();
      values.putShort((short) (byRow ? patch / info.columns() : patch % info.columns()));
    }
    return new ArrowColumn(rows, 0, NO_NULLS, values.flip());
  }

  /** Each image's length in all of its rows. */
  private ArrowColumn lengths(ToIntFunction<ImageSize> length) {
    ByteBuffer values = buffer(Integer.BYTES * rows);
    for (ImageFeatures image : images) {
      for (int patch = 0; patch < info.patches(); patch++) {
        values.putInt(length.applyAsInt(Objects.requireNonNull(image.size())));
      }
    }
    return new ArrowColumn(rows, 0, NO_NULLS, values.flip());
  }

  /** The majority of each patch; null where all of it is ignored. */
  private ArrowColumn labels() {
    ByteBuffer valid = buffer((rows + 7) / 8);
    ByteBuffer values = buffer(rows);
    int nulls = 0;
    for (ImageFeatures image : images) {
      for (byte label : composition(image).majority().classes()) {
        int row = values.position();
        boolean known = (label & 0xff) != ClassMask.IGNORE;
        nulls += known ? 0 : 1;
        valid.put(row / 8, (byte) (valid.get(row / 8) | (known ? 1 << row % 8 : 0)));
        values.put(known ? label : 0);
      }
    }
    return new ArrowColumn(rows, nulls, valid, values.flip());
  }

  private ArrowColumn fractions() {
    int classes = info.classNames().size();
    ByteBuffer values = buffer(Float.BYTES * rows * classes);
    for (ImageFeatures image : images) {
      for (int patch = 0; patch < info.patches(); patch++) {
        for (int c = 0; c < classes; c++) {
          values.putFloat((float) composition(image).share(patch, c));
        }
      }
    }
    return vectors(classes, values.flip());
  }

  private ArrowColumn tokens(int layer) {
    int bytes = info.float16() ? Short.BYTES : Float.BYTES;
    ByteBuffer values =
        buffer(Math.multiplyExact(Math.multiplyExact(bytes, rows), info.dimension()));
    for (ImageFeatures image : images) {
      for (float value : image.tokens().get(layer)) {
        if (info.float16()) {
          values.putShort(Float16.toFloat16(value));
        } else {
          values.putFloat(value);
        }
      }
    }
    return vectors(info.dimension(), values.flip());
  }

  private ArrowColumn vectors(int size, ByteBuffer values) {
    ArrowColumn items = new ArrowColumn(rows * size, 0, NO_NULLS, values);
    return new ArrowColumn(rows, 0, List.of(NO_NULLS), List.of(items));
  }

  private static PatchComposition composition(ImageFeatures image) {
    return Objects.requireNonNull(image.composition());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
