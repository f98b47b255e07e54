package dev.vinyl.data.layout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.layout.CocoLayout.Kind;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.MaskValues;
import dev.vinyl.runtime.internal.io.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Ground truth in COCO's annotations. Where several cover a pixel, regions of a crowd lie below
 * single objects and larger ones below smaller ones.
 */
final class CocoMasks implements MaskSource {
  private final Kind kind;
  private final ClassTable table;
  private final Map<String, CocoIndex.Image> images;

  /**
   * Of images.
   *
   * @param table classes by category id, and of {@link CocoLayout#NOTHING}
   * @param images by the ids of their samples
   */
  CocoMasks(Kind kind, ClassTable table, Map<String, CocoIndex.Image> images) {
    this.kind = kind;
    this.table = table;
    this.images = images;
  }

  @Override
  public List<String> classNames() {
    return table.names();
  }

  private CocoIndex.Image image(Sample sample) {
    String id = sample.id();
    return Objects.requireNonNull(images.get(id), id);
  }

  @Override
  public ClassMask read(Sample sample) throws IOException {
    CocoIndex.Image image = image(sample);
    try {
      return kind == Kind.PANOPTIC ? panoptic(sample, image) : drawn(image);
    } catch (DatasetException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.UNREADABLE_MASK,
              sample.mask(),
              "the annotations of %s cannot be read (%s); correct them or remove the image"
                  .formatted(sample.image(), e.getMessage())),
          e);
    }
  }

  private int classOf(int category) {
    Integer found = table.values().get(category);
    if (found == null) {
      throw new IllegalArgumentException("there is no category %d".formatted(category));
    }
    return found;
  }

  private ClassMask drawn(CocoIndex.Image image) throws IOException {
    byte[] classes = new byte[Math.multiplyExact(image.width(), image.height())];
    Arrays.fill(classes, (byte) classOf(CocoLayout.NOTHING));
    List<JsonNode> annotations = new ArrayList<>(image.read());
    annotations.sort(
        Comparator.comparing((JsonNode a) -> a.path("iscrowd").asInt() == 0)
            .thenComparing(a -> -a.path("area").asDouble()));
    for (JsonNode annotation : annotations) {
      int c = classOf(annotation.path("category_id").asInt());
      JsonNode shape = annotation.path("segmentation");
      if (shape.isObject()) {
        RunLengths.fill(shape, image.width(), image.height(), classes, (byte) c);
      } else {
        for (JsonNode polygon : shape) {
          PolygonFill.fill(points(polygon), image.width(), image.height(), classes, (byte) c);
        }
      }
    }
    return new ClassMask(image.width(), image.height(), classes);
  }

  private static double[] points(JsonNode polygon) {
    double[] points = new double[polygon.size()];
    for (int i = 0; i < points.length; i++) {
      points[i] = polygon.get(i).asDouble();
    }
    return points;
  }

  /** A pixel's segment is {@code red + 256 green + 65536 blue}; 0 is none. */
  private ClassMask panoptic(Sample sample, CocoIndex.Image image) throws IOException {
    JsonNode annotation = image.read().get(0);
    Map<Integer, Integer> classes = new HashMap<>();
    classes.put(0, classOf(CocoLayout.NOTHING));
    for (JsonNode segment : annotation.path("segments_info")) {
      classes.put(segment.path("id").asInt(), classOf(segment.path("category_id").asInt()));
    }
    Path file = png(sample, annotation.path("file_name").asText());
    MaskValues mask = values(file);
    byte[] found = new byte[mask.pixels()];
    for (int i = 0; i < found.length; i++) {
      int color = mask.get(i);
      int id =
          mask.kind() == MaskValues.Kind.COLOR
              ? (color >> 16) | (color & 0xff00) | (color & 0xff) << 16
              : color;
      Integer c = classes.get(id);
      if (c == null) {
        throw new DatasetException(
            Problem.of(
                Problem.Kind.MASK_VALUE,
                file,
                "pixel (%d, %d) is of segment %d, which %s does not list; correct one of them"
                    .formatted(i % mask.width(), i / mask.width(), id, sample.mask())));
      }
      found[i] = (byte) (int) c;
    }
    return new ClassMask(mask.width(), mask.height(), found);
  }

  private static MaskValues values(Path file) throws DatasetException {
    try {
      return ImageFiles.readMask(file, SampleFiles.LIMITS);
    } catch (ImageException e) {
      throw SampleFiles.unreadable(Problem.Kind.UNREADABLE_MASK, file, e);
    }
  }

  /** In the folder that is called as the annotations, beside them or one above. */
  private static Path png(Sample sample, String name) {
    Path json = sample.mask();
    String folder = ListedFiles.stem(String.valueOf(json.getFileName()));
    List<Path> places =
        List.of(
            json.resolveSibling(folder).resolve(name),
            json.resolveSibling("..").resolve(folder).resolve(name).normalize(),
            json.resolveSibling(name));
    return places.stream().filter(Files::isRegularFile).findFirst().orElse(places.get(0));
  }

  @Override
  public String identity(Sample sample) throws IOException {
    CocoIndex.Image image = image(sample);
    MessageDigest digest = Sha256.digest();
    digest.update(table.identity().getBytes(StandardCharsets.UTF_8));
    image.bytes().forEach(digest::update);
    if (kind == Kind.PANOPTIC) {
      Path file = png(sample, image.read().get(0).path("file_name").asText());
      digest.update(
          SampleFiles.hash(Problem.Kind.UNREADABLE_MASK, file).getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.hex(digest);
  }
}
