package dev.vinyl.evaluation;

import dev.vinyl.evaluation.arrow.ArrowBatch;
import dev.vinyl.evaluation.arrow.ArrowColumn;
import dev.vinyl.evaluation.arrow.ArrowFileOutput;
import dev.vinyl.evaluation.metric.AbsentClasses;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.runtime.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The scores of every model and picture as an Arrow file: a record batch for each model, a row for
 * each scored picture. The README lists the columns.
 */
final class ImageTable {
  private static final ArrowType INT32 = new ArrowType.Int(32, true);
  private static final ArrowType INT64 = new ArrowType.Int(64, true);
  private static final ArrowType FLOAT64 =
      new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

  private ImageTable() {}

  static void write(Path file, List<EvaluationResult> results) throws IOException {
    Schema schema = schema(results.get(0).scores().classNames());
    AtomicFile.write(
        file,
        stream -> {
          ArrowFileOutput out = new ArrowFileOutput(stream, schema);
          for (EvaluationResult result : results) {
            out.write(batch(result));
          }
          out.finish();
        });
  }

  private static Schema schema(List<String> classNames) {
    List<Field> fields = new ArrayList<>();
    for (String name : List.of("model", "id", "file", "breed", "species", "split")) {
      fields.add(field(name, ArrowType.Utf8.INSTANCE, false));
    }
    fields.add(field("width", INT32, false));
    fields.add(field("height", INT32, false));
    for (String name : List.of("intersection", "union")) {
      fields.add(
          new Field(
              name,
              FieldType.notNullable(new ArrowType.FixedSizeList(classNames.size())),
              List.of(field("item", INT64, false))));
    }
    for (String name : List.of("paper_miou", "image_miou_skip", "pixel_accuracy")) {
      fields.add(field(name, FLOAT64, false));
    }
    fields.add(field("confidence", FLOAT64, true));
    fields.add(field("brightness", FLOAT64, false));
    fields.add(field("seconds", FLOAT64, false));
    return new Schema(fields, Map.of("classes", String.join("\n", classNames)));
  }

  private static Field field(String name, ArrowType type, boolean nullable) {
    return new Field(name, new FieldType(nullable, type, null), null);
  }

  private static ArrowBatch batch(EvaluationResult result) {
    List<ScoredPicture> pictures = result.pictures();
    int classes = result.scores().classNames().size();
    List<ArrowColumn> columns = new ArrayList<>();
    columns.add(TableColumns.text(pictures, p -> result.model()));
    columns.add(TableColumns.text(pictures, p -> p.picture().id()));
    columns.add(TableColumns.text(pictures, p -> p.picture().image().toString()));
    columns.add(TableColumns.text(pictures, p -> p.picture().breedName()));
    columns.add(
        TableColumns.text(pictures, p -> p.picture().species().name().toLowerCase(Locale.ROOT)));
    columns.add(TableColumns.text(pictures, p -> p.picture().split().label()));
    columns.add(ints(pictures, ScoredPicture::width));
    columns.add(ints(pictures, ScoredPicture::height));
    columns.add(TableColumns.longLists(counts(result, classes, ImageTable::intersection), classes));
    columns.add(TableColumns.longLists(counts(result, classes, ImageTable::union), classes));
    columns.add(doubles(pictures, p -> p.score().paperMiou()));
    columns.add(
        TableColumns.doubles(
            IntStream.range(0, pictures.size())
                .mapToDouble(i -> result.matrices().picture(i).meanIou(AbsentClasses.SKIP))
                .toArray()));
    columns.add(doubles(pictures, p -> p.score().pixelAccuracy()));
    columns.add(doubles(pictures, ScoredPicture::confidence));
    columns.add(doubles(pictures, ScoredPicture::brightness));
    columns.add(doubles(pictures, ScoredPicture::seconds));
    return new ArrowBatch(pictures.size(), columns);
  }

  private static ArrowColumn ints(List<ScoredPicture> pictures, ToIntFunction<ScoredPicture> of) {
    return TableColumns.ints(pictures.stream().mapToInt(of).toArray());
  }

  private static ArrowColumn doubles(
      List<ScoredPicture> pictures, ToDoubleFunction<ScoredPicture> of) {
    return TableColumns.doubles(pictures.stream().mapToDouble(of).toArray());
  }

  /** A number of pixels for each class of a picture. */
  @FunctionalInterface
  private interface PixelCount {
    long of(ConfusionMatrix matrix, int classIndex);
  }

  private static long intersection(ConfusionMatrix matrix, int c) {
    return matrix.count(c, c);
  }

  private static long union(ConfusionMatrix matrix, int c) {
    return matrix.truthPixels(c) + matrix.predictedPixels(c) - matrix.count(c, c);
  }

  private static long[] counts(EvaluationResult result, int classes, PixelCount count) {
    long[] counts = new long[result.pictures().size() * classes];
    for (int i = 0; i < result.pictures().size(); i++) {
      ConfusionMatrix matrix = result.matrices().picture(i);
      for (int c = 0; c < classes; c++) {
        counts[i * classes + c] = count.of(matrix, c);
      }
    }
    return counts;
  }
}
