package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.Species;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.runtime.image.ClassMask;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code images.arrow} as Arrow's own library reads it. */
class ImageTableTest {
  private static final List<String> CLASSES = List.of("pet", "background", "border");

  @TempDir Path temp;
  private final List<String> fields = new ArrayList<>();
  private final List<List<List<Object>>> batches = new ArrayList<>();

  @Test
  void hasABatchForEachModelAndARowForEachPicture() throws IOException {
    EvaluationResult first =
        result("a.onnx", Double.NaN, new byte[] {0, 1, 1, 2}, new byte[] {1, 1, 1, 1});
    EvaluationResult second =
        result("bär.onnx", 0.75, new byte[] {0, 0, 1, 2}, new byte[] {0, 1, 0, 1});
    Path file = temp.resolve("images.arrow");
    ImageTable.write(file, List.of(first, second));
    read(file);

    assertThat(fields)
        .containsExactly(
            "model: Utf8 not null",
            "id: Utf8 not null",
            "file: Utf8 not null",
            "breed: Utf8 not null",
            "species: Utf8 not null",
            "split: Utf8 not null",
            "width: Int(32, true) not null",
            "height: Int(32, true) not null",
            "intersection: FixedSizeList(3)<item: Int(64, true) not null> not null",
            "union: FixedSizeList(3)<item: Int(64, true) not null> not null",
            "paper_miou: FloatingPoint(DOUBLE) not null",
            "image_miou_skip: FloatingPoint(DOUBLE) not null",
            "pixel_accuracy: FloatingPoint(DOUBLE) not null",
            "confidence: FloatingPoint(DOUBLE)",
            "brightness: FloatingPoint(DOUBLE) not null",
            "seconds: FloatingPoint(DOUBLE) not null");
    // truth of cat: 0 0 1 2; of dog: 0 1 0 1
    assertThat(batches)
        .containsExactly(
            List.of(
                row(
                    "a.onnx",
                    "cat",
                    List.of(1L, 1L, 1L),
                    List.of(2L, 2L, 1L),
                    (0.5 + 0.5 + 1) / 3,
                    (0.5 + 0.5 + 1) / 3,
                    0.75,
                    null),
                row(
                    "a.onnx",
                    "dog",
                    List.of(0L, 2L, 0L),
                    List.of(2L, 4L, 0L),
                    (0 + 0.5 + 0) / 3,
                    (0 + 0.5) / 2,
                    0.5,
                    null)),
            List.of(
                row(
                    "bär.onnx",
                    "cat",
                    List.of(2L, 1L, 1L),
                    List.of(2L, 1L, 1L),
                    1.0,
                    1.0,
                    1.0,
                    0.75),
                row(
                    "bär.onnx",
                    "dog",
                    List.of(2L, 2L, 0L),
                    List.of(2L, 2L, 0L),
                    2.0 / 3,
                    1.0,
                    1.0,
                    0.75)));
  }

  private static List<Object> row(
      String model,
      String id,
      List<Long> intersection,
      List<Long> union,
      double paper,
      double skip,
      double accuracy,
      @Nullable Double confidence) {
    boolean cat = id.equals("cat");
    List<Object> row =
        new ArrayList<>(
            List.of(
                model,
                id,
                "images/" + id + ".jpg",
                cat ? "Bombay" : "pug",
                id,
                cat ? "trainval" : "test"));
    row.addAll(List.of(cat ? 4 : 2, cat ? 1 : 2, intersection, union, paper, skip, accuracy));
    row.add(confidence);
    row.addAll(List.of(cat ? 0.25 : 0.5, 0.125));
    return row;
  }

  private static EvaluationResult result(String model, double confidence, byte[] cat, byte[] dog) {
    ModelTally tally = new ModelTally(model, CLASSES, Optional.empty());
    add(
        tally,
        picture("cat", Species.CAT, Split.TRAINVAL),
        4,
        1,
        0.25,
        new byte[] {0, 0, 1, 2},
        cat,
        confidence);
    add(
        tally,
        picture("dog", Species.DOG, Split.TEST),
        2,
        2,
        0.5,
        new byte[] {0, 1, 0, 1},
        dog,
        confidence);
    return tally.result(List.of(), new Bootstrap(10, 0.95, 1), 1);
  }

  private static void add(
      ModelTally tally,
      LabelledPicture picture,
      int width,
      int height,
      double brightness,
      byte[] truth,
      byte[] prediction,
      double confidence) {
    ClassMask wanted = new ClassMask(width, height, truth);
    ClassMask predicted = new ClassMask(width, height, prediction);
    ConfusionMatrix confusion = ConfusionMatrix.of(CLASSES.size(), wanted, predicted);
    BatchFindings.OfModel found =
        new BatchFindings.OfModel(predicted, confusion, confidence, 0.125);
    tally.add(new BatchFindings.Scored(picture, wanted, brightness, List.of(found)), found);
    PixelTally pixels = new PixelTally(CLASSES, Optional.empty());
    pixels.add(wanted, predicted);
    tally.merge(pixels);
  }

  private static LabelledPicture picture(String id, Species species, Split split) {
    String breed = species == Species.CAT ? "Bombay" : "pug";
    return new LabelledPicture(
        id, Path.of("images", id + ".jpg"), Path.of(id + ".png"), 1, breed, species, split);
  }

  private void read(Path file) throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        FileChannel channel = FileChannel.open(file);
        ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      root.getSchema().getFields().forEach(field -> fields.add(field.toString()));
      assertThat(root.getSchema().getCustomMetadata())
          .containsEntry("classes", "pet\nbackground\nborder");
      while (reader.loadNextBatch()) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < root.getRowCount(); i++) {
          List<Object> row = new ArrayList<>();
          for (FieldVector column : root.getFieldVectors()) {
            Object value = column.getObject(i);
            row.add(value instanceof Text text ? text.toString() : value);
          }
          rows.add(row);
        }
        batches.add(rows);
      }
    }
  }
}
