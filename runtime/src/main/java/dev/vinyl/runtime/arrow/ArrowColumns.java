package dev.vinyl.runtime.arrow;

import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.internal.model.TensorSpec;
import dev.vinyl.runtime.model.ModelMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** The columns of a model's answers. */
final class ArrowColumns {
  static final String IMAGE = "image";
  static final String WIDTH = "width";
  static final String HEIGHT = "height";
  static final String ERROR = "error";

  private final List<TensorSpec> tensors;
  private final int fixedBatch;
  private final Schema schema;

  ArrowColumns(BatchModel model) {
    this.tensors = model.outputs();
    this.fixedBatch = model.fixedBatch().orElse(1);
    List<Field> fields = new ArrayList<>();
    fields.add(new Field(IMAGE, FieldType.notNullable(ArrowType.Utf8.INSTANCE), null));
    fields.add(new Field(WIDTH, FieldType.nullable(new ArrowType.Int(32, true)), null));
    fields.add(new Field(HEIGHT, FieldType.nullable(new ArrowType.Int(32, true)), null));
    fields.add(new Field(ERROR, FieldType.nullable(ArrowType.Utf8.INSTANCE), null));
    tensors.forEach(tensor -> fields.add(field(tensor)));
    ModelMetadata metadata = model.metadata();
    this.schema =
        new Schema(
            fields,
            Map.of(
                "model", model.name(),
                "task", metadata.task(),
                "classes", String.join("\n", metadata.classNames())));
  }

  private static Field field(TensorSpec tensor) {
    String shape = tensor.shape().stream().map(String::valueOf).collect(Collectors.joining(","));
    FieldType list =
        new FieldType(
            true, new ArrowType.FixedSizeList(tensor.values()), null, Map.of("shape", shape));
    Field value = new Field("value", FieldType.notNullable(type(tensor.type())), null);
    return new Field(tensor.name(), list, List.of(value));
  }

  private static ArrowType type(TensorSpec.Type type) {
    return switch (type) {
      case FLOAT32 -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case FLOAT16 -> new ArrowType.FloatingPoint(FloatingPointPrecision.HALF);
      case FLOAT64 -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case BOOL, UINT8 -> new ArrowType.Int(8, false);
      case INT32 -> new ArrowType.Int(32, true);
      case INT64 -> new ArrowType.Int(64, true);
    };
  }

  Schema schema() {
    return schema;
  }

  /** The model's outputs, each a column. */
  List<TensorSpec> tensors() {
    return tensors;
  }

  /** Rows that must be allocated for so many images: every run writes whole batches. */
  int capacity(int images) {
    return Math.multiplyExact((images + fixedBatch - 1) / fixedBatch, fixedBatch);
  }
}
