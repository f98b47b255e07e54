package dev.vinyl.runtime.arrow;

import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.internal.model.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one call while workers fill it. Each worker writes the tensors of its own rows;
 * what shares bytes with other rows is written at the end, by one thread.
 */
final class ArrowOutputs {
  private final ArrowColumns columns;
  private final List<ImageSource> images;
  private final VectorSchemaRoot root;
  private final @Nullable ImageSize[] sizes;
  private final @Nullable ImageException[] errors;

  ArrowOutputs(ArrowColumns columns, List<ImageSource> images, BufferAllocator allocator) {
    this.columns = columns;
    this.images = List.copyOf(images);
    this.sizes = new ImageSize[images.size()];
    this.errors = new ImageException[images.size()];
    this.root = VectorSchemaRoot.create(columns.schema(), allocator);
    try {
      int rows = columns.capacity(images.size());
      for (TensorSpec tensor : columns.tensors()) {
        FixedSizeListVector list = list(tensor);
        list.setInitialCapacity(rows);
        list.allocateNew();
        list.getDataVector().setInitialCapacity(Math.multiplyExact(rows, tensor.values()));
        list.getDataVector().allocateNew();
      }
    } catch (RuntimeException | Error e) {
      root.close();
      throw e;
    }
  }

  List<ImageSource> images() {
    return images;
  }

  private FixedSizeListVector list(TensorSpec tensor) {
    return (FixedSizeListVector) root.getVector(tensor.name());
  }

  /** Where a run on the images from here on writes: views of the vectors' buffers by output. */
  Map<String, ByteBuffer> outputs(int from, int rows) {
    Map<String, ByteBuffer> outputs = new LinkedHashMap<>();
    for (TensorSpec tensor : columns.tensors()) {
      ArrowBuf data = list(tensor).getDataVector().getDataBuffer();
      long start = (long) from * tensor.bytes();
      int length = Math.multiplyExact(rows, tensor.bytes());
      outputs.put(tensor.name(), data.slice(start, length).nioBuffer(0, length));
    }
    return outputs;
  }

  void read(int row, ImageSize size) {
    sizes[row] = size;
  }

  void failed(int row, ImageException error) {
    errors[row] = error;
  }

  /** Completes the columns; called once, when all workers are done. */
  VectorSchemaRoot finish() {
    for (FieldVector vector : root.getFieldVectors()) {
      if (!(vector instanceof FixedSizeListVector)) {
        vector.setInitialCapacity(images.size());
        vector.allocateNew();
      }
    }
    for (int row = 0; row < images.size(); row++) {
      text(ArrowColumns.IMAGE, row, images.get(row).name());
      ImageSize size = sizes[row];
      if (size != null) {
        ((IntVector) root.getVector(ArrowColumns.WIDTH)).setSafe(row, size.width());
        ((IntVector) root.getVector(ArrowColumns.HEIGHT)).setSafe(row, size.height());
        for (TensorSpec tensor : columns.tensors()) {
          list(tensor).setNotNull(row);
        }
      } else {
        text(
            ArrowColumns.ERROR,
            row,
            String.valueOf(Objects.requireNonNull(errors[row]).getMessage()));
      }
    }
    for (TensorSpec tensor : columns.tensors()) {
      finish(list(tensor), tensor);
    }
    root.setRowCount(images.size());
    return root;
  }

  private void finish(FixedSizeListVector list, TensorSpec tensor) {
    FieldVector values = list.getDataVector();
    ArrowBuf validity = values.getValidityBuffer();
    validity.setOne(0, validity.capacity());
    list.setValueCount(images.size());
    values.setValueCount(Math.multiplyExact(images.size(), tensor.values()));
  }

  private void text(String column, int row, String value) {
    ((VarCharVector) root.getVector(column)).setSafe(row, value.getBytes(StandardCharsets.UTF_8));
  }

  void discard() {
    root.close();
  }
}
