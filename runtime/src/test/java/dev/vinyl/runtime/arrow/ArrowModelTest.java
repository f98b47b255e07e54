package dev.vinyl.runtime.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.TinyModel;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.RgbImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrowModelTest {
  private static final int VALUES = 3 * TinyModel.HEIGHT * TinyModel.WIDTH;

  @TempDir Path folder;

  private ArrowModel open(BufferAllocator allocator, int cores) throws Exception {
    return ArrowModel.open(
        new TinyModel().write(folder.resolve("tiny.onnx")),
        SegmenterOptions.defaults().withThreads(cores).withMaxBatch(3),
        allocator);
  }

  private static RgbImage noise(int seed) {
    byte[] pixels = new byte[VALUES];
    new SplittableRandom(seed).nextBytes(pixels);
    return new RgbImage(TinyModel.WIDTH, TinyModel.HEIGHT, pixels);
  }

  private static boolean bad(int row) {
    return row == 2 || (row >= 6 && row < 9);
  }

  /** Eleven images, some of which cannot be read: one amid a batch, and a whole batch of three. */
  private static List<ImageSource> images() {
    List<ImageSource> images = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      images.add(
          bad(i)
              ? ImageSource.of(new byte[] {7}).named("bad " + i)
              : ImageSource.of(noise(i)).named("noise " + i));
    }
    return images;
  }

  @Test
  void eachImageIsARowWithTheModelsOutputs() throws Exception {
    try (BufferAllocator allocator = new RootAllocator();
        ArrowModel model = open(allocator, 2);
        VectorSchemaRoot rows = model.run(images())) {
      assertThat(rows.getRowCount()).isEqualTo(11);
      check(rows);
      assertThat(rows.getSchema().getCustomMetadata())
          .containsEntry("task", "segment")
          .containsEntry("classes", "red\ngreen\nblue");
      assertThat(rows.getSchema().findField("logits").getMetadata())
          .containsEntry("shape", "3,12,16");
    } // the allocator complains of whatever was not freed
  }

  /** The tiny model's logits are the image's channels in 0..1. */
  private static void check(VectorSchemaRoot rows) {
    FixedSizeListVector logits = (FixedSizeListVector) rows.getVector("logits");
    Float4Vector values = (Float4Vector) logits.getDataVector();
    assertThat(values.getValueCount()).isEqualTo(11 * VALUES);
    for (int row = 0; row < 11; row++) {
      assertThat(logits.isNull(row)).isEqualTo(bad(row));
      assertThat(rows.getVector("error").isNull(row)).isNotEqualTo(bad(row));
      assertThat(rows.getVector("width").isNull(row)).isEqualTo(bad(row));
      if (bad(row)) {
        assertThat(rows.getVector("image").getObject(row)).hasToString("bad " + row);
        assertThat(rows.getVector("error").getObject(row).toString())
            .startsWith("bad " + row + ": is no JPEG");
        continue;
      }
      assertThat(((IntVector) rows.getVector("width")).get(row)).isEqualTo(TinyModel.WIDTH);
      assertThat(((IntVector) rows.getVector("height")).get(row)).isEqualTo(TinyModel.HEIGHT);
      RgbImage image = noise(row);
      int at = row * VALUES;
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < TinyModel.HEIGHT; y++) {
          for (int x = 0; x < TinyModel.WIDTH; x++) {
            assertThat(values.get(at++)).isCloseTo(image.get(x, y, c) / 255f, within(1e-6f));
          }
        }
      }
    }
  }

  @Test
  void answersOutliveTheModelAndCanBeWritten() throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (BufferAllocator allocator = new RootAllocator()) {
      ArrowModel model = open(allocator, 1);
      VectorSchemaRoot rows = model.run(images());
      model.close();
      model.close();
      try (rows;
          ArrowStreamWriter writer = new ArrowStreamWriter(rows, null, Channels.newChannel(file))) {
        writer.writeBatch();
      }
      assertThatThrownBy(() -> model.run(images()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the model was closed");
    }
    try (BufferAllocator allocator = new RootAllocator();
        ArrowStreamReader reader =
            new ArrowStreamReader(new ByteArrayInputStream(file.toByteArray()), allocator)) {
      assertThat(reader.loadNextBatch()).isTrue();
      check(reader.getVectorSchemaRoot());
    }
  }

  @Test
  void noImagesGiveNoRows() throws Exception {
    try (BufferAllocator allocator = new RootAllocator();
        ArrowModel model = open(allocator, 1);
        VectorSchemaRoot rows = model.run(List.of())) {
      assertThat(rows.getRowCount()).isZero();
      assertThat(rows.getSchema()).isEqualTo(model.schema());
    }
  }

  @Test
  void anAllocatorThatIsTooSmallFailsAndLeaksNothing() throws Exception {
    try (BufferAllocator allocator = new RootAllocator(100_000);
        ArrowModel model = open(allocator, 1)) {
      List<ImageSource> many = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        many.add(ImageSource.of(noise(i)));
      }

      assertThatThrownBy(() -> model.run(many)).isInstanceOf(OutOfMemoryException.class);
      try (VectorSchemaRoot rows = model.run(images())) {
        assertThat(rows.getRowCount()).isEqualTo(11);
      }
    }
  }
}
