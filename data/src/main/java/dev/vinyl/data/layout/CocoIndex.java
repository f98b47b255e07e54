package dev.vinyl.data.layout;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.layout.CocoLayout.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is in a file of COCO's annotations, which may be half a gigabyte: images, categories, and
 * where in the file each annotation stands, so that they are read when they are needed.
 *
 * @param categories their names by id
 * @param images in the file's order
 */
record CocoIndex(Map<Integer, String> categories, List<Image> images) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * An image.
   *
   * @param json the file of annotations
   * @param file the image's path below the images' folder
   * @param width in pixels
   * @param height in pixels
   * @param annotations where those of the image stand
   */
  record Image(Path json, String file, int width, int height, List<Place> annotations) {

    /** The annotations themselves. */
    List<JsonNode> read() throws IOException {
      List<JsonNode> nodes = new ArrayList<>();
      for (byte[] bytes : bytes()) {
        nodes.add(JSON.readTree(bytes));
      }
      return nodes;
    }

    /** The annotations' text. */
    List<byte[]> bytes() throws IOException {
      List<byte[]> all = new ArrayList<>();
      try (SeekableByteChannel channel = Files.newByteChannel(json)) {
        for (Place place : annotations) {
          channel.position(place.start());
          ByteBuffer buffer = ByteBuffer.allocate(place.length());
          while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
              throw new IOException("the file was cut off since it was opened");
            }
          }
          all.add(buffer.array());
        }
      }
      return all;
    }
  }

  /** Where a value stands in a file. */
  record Place(long start, int length) {}

  /**
   * The kind of annotations in a file, as far as the first one tells; nothing behind it is read. A
   * file of JSON that is none of COCO's is taken for one of instances, whose reader says what is
   * wrong.
   */
  static Kind kindOf(Path json) {
    boolean stuff = String.valueOf(json.getFileName()).startsWith("stuff");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(json), 1 << 16);
        JsonParser parser = new JsonFactory().createParser(in)) {
      if (!goTo(parser, "annotations") || parser.nextToken() != JsonToken.START_OBJECT) {
        return Kind.INSTANCES;
      }
      return has(parser, "segments_info") ? Kind.PANOPTIC : stuff ? Kind.STUFF : Kind.INSTANCES;
    } catch (IOException e) {
      return Kind.INSTANCES;
    }
  }

  /** Goes to the beginning of a list of the file; whether it is there. */
  private static boolean goTo(JsonParser parser, String list) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = parser.currentName().equals(list);
      if (parser.nextToken() == JsonToken.START_ARRAY && wanted) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }

  private static boolean has(JsonParser parser, String key) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      if (parser.currentName().equals(key)) {
        return true;
      }
      parser.nextToken();
      parser.skipChildren();
    }
    return false;
  }

  /**
   * Reads a file once from front to end.
   *
   * @throws DatasetException if it is no such file
   */
  static CocoIndex read(Path json) throws DatasetException {
    Map<Integer, String> categories = new LinkedHashMap<>();
    Map<Long, Image> images = new LinkedHashMap<>();
    Map<Long, List<Place>> annotations = new LinkedHashMap<>();
    boolean[] segmented = new boolean[1];
    try (InputStream in = new BufferedInputStream(Files.newInputStream(json), 1 << 16);
        JsonParser parser = new JsonFactory().createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw bad(json, "is no object of images, annotations and categories", null);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        boolean list = parser.nextToken() == JsonToken.START_ARRAY;
        if (list && key.equals("images")) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            Map<String, String> image = scalars(parser, segmented);
            images.put(
                number(json, image, "id"),
                new Image(
                    json,
                    required(json, image, "file_name").replace('\\', '/'),
                    (int) number(json, image, "width"),
                    (int) number(json, image, "height"),
                    List.of()));
          }
        } else if (list && key.equals("categories")) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            Map<String, String> category = scalars(parser, segmented);
            categories.put((int) number(json, category, "id"), required(json, category, "name"));
          }
        } else if (list && key.equals("annotations")) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            long start = parser.currentTokenLocation().getByteOffset();
            Map<String, String> annotation = scalars(parser, segmented);
            int length = Math.toIntExact(parser.currentLocation().getByteOffset() - start);
            annotations
                .computeIfAbsent(number(json, annotation, "image_id"), k -> new ArrayList<>())
                .add(new Place(start, length));
          }
        } else {
          parser.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      throw bad(json, "is no whole JSON: " + e.getOriginalMessage(), e);
    } catch (DatasetException e) {
      throw e;
    } catch (IOException e) {
      throw bad(json, "cannot be read (%s)".formatted(e.getClass().getSimpleName()), e);
    }
    if (!annotations.isEmpty() && !segmented[0]) {
      throw bad(
          json,
          "has annotations without segmentation (boxes, labels, captions or keypoints alone)",
          null);
    }
    List<Image> all = new ArrayList<>();
    images.forEach(
        (id, image) ->
            all.add(
                new Image(
                    json,
                    image.file(),
                    image.width(),
                    image.height(),
                    List.copyOf(annotations.getOrDefault(id, List.of())))));
    return new CocoIndex(categories, all);
  }

  /** The values of an object that are no lists or objects; goes to its end. */
  private static Map<String, String> scalars(JsonParser parser, boolean[] segmented)
      throws IOException {
    Map<String, String> scalars = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      if (parser.nextToken().isScalarValue()) {
        scalars.put(key, parser.getText());
      } else {
        segmented[0] |= key.equals("segmentation") || key.equals("segments_info");
        parser.skipChildren();
      }
    }
    return scalars;
  }

  private static String required(Path json, Map<String, String> object, String key)
      throws DatasetException {
    String value = object.get(key);
    if (value == null) {
      throw bad(json, "has an entry without %s: %s".formatted(key, object), null);
    }
    return value;
  }

  private static long number(Path json, Map<String, String> object, String key)
      throws DatasetException {
    String value = required(json, object, key);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw bad(json, "has %s %s, which is no whole number".formatted(key, value), e);
    }
  }

  private static DatasetException bad(Path json, String what, @Nullable Throwable cause) {
    return new DatasetException(
        Problem.of(
            Problem.Kind.BAD_LIST, json, what + "; give COCO's annotations with segmentations"),
        cause);
  }
}
