package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.PredictedImage;
import dev.vinyl.evaluation.report.EvaluationReport;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.evaluation.report.ScoringSize;
import dev.vinyl.runtime.image.ClassMask;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.util.Text;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code images.arrow} and {@code images.parquet} as the formats' own libraries read them. */
class ImageTableTest {
  private static final List<String> CLASSES = List.of("pet", "background", "border");
  private static final Metric.Context CONTEXT = Metric.Context.of(CLASSES);
  private static final ClassMask ONE_PIXEL = new ClassMask(1, 1, new byte[1]);

  @TempDir Path temp;
  private final List<String> fields = new ArrayList<>();
  private final List<List<List<Object>>> batches = new ArrayList<>();

  @Test
  void hasABatchForEachModelAndARowForEachImage() throws IOException {
    Path file = temp.resolve("images.arrow");
    report().write(temp);
    readArrow(file);

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
            "paperMiou: FloatingPoint(DOUBLE) not null",
            "imageMiouSkip: FloatingPoint(DOUBLE) not null",
            "pixelAccuracy: FloatingPoint(DOUBLE) not null",
            "confidence: FloatingPoint(DOUBLE)",
            "brightness: FloatingPoint(DOUBLE) not null",
            "seconds: FloatingPoint(DOUBLE) not null");
    // ground truth of cat: 0 0 1 2; of dog: 0 1 0 1
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
                    0.5),
                row(
                    "bär.onnx",
                    "dog",
                    List.of(2L, 2L, 0L),
                    List.of(2L, 2L, 0L),
                    2.0 / 3,
                    1.0,
                    1.0,
                    0.5)));
  }

  @Test
  void asParquetHoldsTheSameRowsAndColumns() throws IOException {
    Path arrow = temp.resolve("images.arrow");
    report().write(temp);
    readArrow(arrow);
    Path parquet = temp.resolve("new/images.parquet");
    report().writeParquet(temp.resolve("new"));

    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(parquet))) {
      MessageType schema = reader.getFileMetaData().getSchema();
      assertThat(schema.getFields().stream().map(Type::toString))
          .hasSameSizeAs(fields)
          .containsExactly(
              "required binary model (STRING)",
              "required binary id (STRING)",
              "required binary file (STRING)",
              "required binary breed (STRING)",
              "required binary species (STRING)",
              "required binary split (STRING)",
              "required int32 width",
              "required int32 height",
              listOfLongs("intersection"),
              listOfLongs("union"),
              "required double paperMiou",
              "required double imageMiouSkip",
              "required double pixelAccuracy",
              "optional double confidence",
              "required double brightness",
              "required double seconds");
      assertThat(reader.getFileMetaData().getKeyValueMetaData())
          .containsEntry("classes", "pet\nbackground\nborder");
      assertThat(rows(reader)).isEqualTo(batches.stream().flatMap(List::stream).toList());
    }
    assertThat(temp.resolve("new").toFile().list()).containsExactly("images.parquet");
  }

  @Test
  void namesTheParquetFileThatCannotBeWritten() throws IOException {
    Path folder = Files.writeString(temp.resolve("occupied"), "x");

    assertThatThrownBy(() -> report().writeParquet(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot write %s: %s is a file, not a folder"
                .formatted(folder.resolve("images.parquet"), folder));
  }

  private static String listOfLongs(String name) {
    return """
    required group %s (LIST) {
      repeated group list {
        required int64 element;
      }
    }\
    """
        .formatted(name);
  }

  private static EvaluationReport report() {
    return EvaluationReport.of(
        "pets", "all", ScoringSize.MODEL, new Bootstrap(10, 0.95, 1), ofTwoModels(), List.of());
  }

  private static List<EvaluationResult> ofTwoModels() {
    return List.of(
        result("a.onnx", false, new byte[] {0, 1, 1, 2}, new byte[] {1, 1, 1, 1}),
        result("bär.onnx", true, new byte[] {0, 0, 1, 2}, new byte[] {0, 1, 0, 1}));
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
                cat ? "train" : "test"));
    row.addAll(List.of(cat ? 4 : 2, cat ? 1 : 2, intersection, union, paper, skip, accuracy));
    row.add(confidence);
    row.addAll(List.of(cat ? 0.25 : 0.5, 0.125));
    return row;
  }

  private static EvaluationResult result(String model, boolean confident, byte[] cat, byte[] dog) {
    ModelAccumulator accumulator = new ModelAccumulator(Metric.standard(), CONTEXT);
    EvaluationPart part = new EvaluationPart(0, List.of(accumulator));
    List<Sample> samples =
        List.of(sample("cat", "cat", Split.TRAIN), sample("dog", "dog", Split.TEST));
    add(part, samples.get(0), 4, 1, 0.25, new byte[] {0, 0, 1, 2}, cat, confident);
    add(part, samples.get(1), 2, 2, 0.5, new byte[] {0, 1, 0, 1}, dog, confident);
    return new EvaluationResult(
        model,
        Map.of(),
        CONTEXT,
        accumulator.results(new Bootstrap(10, 0.95, 1)),
        accumulator.matrices(),
        part.images(0, samples),
        List.of(),
        1);
  }

  private static void add(
      EvaluationPart part,
      Sample sample,
      int width,
      int height,
      double brightness,
      byte[] target,
      byte[] prediction,
      boolean confident) {
    ClassMask wanted = new ClassMask(width, height, target);
    ClassMask predicted = new ClassMask(width, height, prediction);
    PredictedImage image = PredictedImage.of(CLASSES.size(), sample.id(), wanted, predicted);
    BatchResults.OfModel found = new BatchResults.OfModel(predicted, image.confusion(), 0.125);
    MetricAccumulators metrics = new MetricAccumulators(Metric.standard(), CONTEXT);
    metrics.add(confident ? image.withLogits(undecided(), ONE_PIXEL) : image);
    part.add(
        new BatchResults(
            List.of(new BatchResults.Scored(sample, wanted, brightness, List.of(found))),
            List.of(metrics)));
  }

  /** Of a pixel of which two classes are equally likely and the third is not. */
  private static float[] undecided() {
    return new float[] {0, 0, -200};
  }

  private static Sample sample(String id, String species, Split split) {
    String breed = species.equals("cat") ? "Bombay" : "pug";
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("breed", breed);
    attributes.put("species", species);
    return new Sample(id, Path.of("images", id + ".jpg"), Path.of(id + ".png"), split, attributes);
  }

  private static List<List<Object>> rows(ParquetFileReader reader) throws IOException {
    MessageType schema = reader.getFileMetaData().getSchema();
    List<List<Object>> rows = new ArrayList<>();
    PageReadStore group = reader.readNextRowGroup();
    RecordReader<Group> groups =
        new ColumnIOFactory()
            .getColumnIO(schema)
            .getRecordReader(group, new GroupRecordConverter(schema));
    for (long i = 0; i < group.getRowCount(); i++) {
      rows.add(values((SimpleGroup) groups.read()));
    }
    assertThat(reader.readNextRowGroup()).isNull();
    return rows;
  }

  private static List<Object> values(SimpleGroup row) {
    List<Object> values = new ArrayList<>();
    for (int f = 0; f < row.getType().getFieldCount(); f++) {
      if (row.getFieldRepetitionCount(f) == 0) {
        values.add(null);
      } else if (row.getType().getType(f).isPrimitive()) {
        Object value = row.getObject(f, 0);
        values.add(value instanceof Binary text ? text.toStringUsingUTF8() : value);
      } else {
        Group list = row.getGroup(f, 0);
        values.add(
            IntStream.range(0, list.getFieldRepetitionCount("list"))
                .mapToObj(i -> list.getGroup("list", i).getLong("element", 0))
                .toList());
      }
    }
    return values;
  }

  private void readArrow(Path file) throws IOException {
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
