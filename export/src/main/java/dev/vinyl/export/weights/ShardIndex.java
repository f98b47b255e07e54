package dev.vinyl.export.weights;

import static dev.vinyl.export.weights.WeightFileException.shown;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The list that stands beside weights in several files: a JSON object whose {@code weight_map}
 * gives the name of each tensor's file, in the list's own folder.
 *
 * @param shards the names of the tensors in each file
 */
record ShardIndex(Map<Path, Set<String>> shards) {
  private static final int LONGEST = 64 << 20;
  private static final String MAP = "weight_map";
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  static ShardIndex read(Path file) throws IOException {
    if (Files.size(file) > LONGEST) {
      throw new WeightFileException(file, "is JSON and too long for a list of files of weights");
    }
    try (JsonParser json =
        JSON.createParser(
            new InputStreamReader(
                new ByteArrayInputStream(Files.readAllBytes(file)),
                StandardCharsets.UTF_8.newDecoder()))) {
      Map<Path, Set<String>> shards = shards(file, json);
      if (shards.isEmpty()) {
        throw new WeightFileException(
            file, "is JSON, not weights; give the file that torch.save or safetensors wrote");
      }
      return new ShardIndex(shards);
    } catch (JsonProcessingException e) {
      throw new WeightFileException(
          file, "is text, not weights, and no sound JSON: " + shown(e.getOriginalMessage()));
    } catch (CharacterCodingException e) {
      throw new WeightFileException(file, "is no weights, and no sound JSON: it is not UTF-8");
    }
  }

  private static Map<Path, Set<String>> shards(Path file, JsonParser json) throws IOException {
    Map<Path, Set<String>> shards = new LinkedHashMap<>();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return shards;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isMap = json.currentName().equals(MAP);
      if (json.nextToken() != JsonToken.START_OBJECT || !isMap) {
        json.skipChildren();
        continue;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String tensor = json.currentName();
        if (json.nextToken() != JsonToken.VALUE_STRING) {
          throw new WeightFileException(
              file, "its %s names no file for %s".formatted(MAP, shown(tensor)));
        }
        shards
            .computeIfAbsent(beside(file, json.getText()), path -> new LinkedHashSet<>())
            .add(tensor);
      }
    }
    return shards;
  }

  /** A file in the same folder, and nothing else. */
  private static Path beside(Path file, String name) throws IOException {
    if (name.isEmpty() || name.startsWith(".") || name.matches("(?s).*[/\\\\:\\p{Cntrl}].*")) {
      throw new WeightFileException(
          file, "its %s names a file that is not beside it: %s".formatted(MAP, shown(name)));
    }
    return file.resolveSibling(name);
  }
}
