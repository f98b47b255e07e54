package dev.vinyl.study.internal.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.evaluation.internal.json.Json;
import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A folder for each step. {@code result.json} in it says that the step is done and what it found;
 * {@code failure.json} why it failed. Either appears as a whole.
 */
public final class StepFolders implements StepStore {
  private static final String RESULT = "result.json";
  private static final String FAILURE = "failure.json";

  private final Path root;

  /**
   * Folders below another one.
   *
   * @param root made when the first step ends
   */
  public StepFolders(Path root) {
    this.root = root;
  }

  /** Where a step leaves what it makes. */
  public Path folder(Step step) {
    return root.resolve(step.folderName());
  }

  @Override
  public Optional<Kept> find(Step step) throws IOException {
    Path result = folder(step).resolve(RESULT);
    if (Files.exists(result)) {
      return Optional.of(read(step, result, StepState.DONE));
    }
    Path failure = folder(step).resolve(FAILURE);
    return Files.exists(failure)
        ? Optional.of(read(step, failure, StepState.FAILED))
        : Optional.empty();
  }

  private static Kept read(Step step, Path file, StepState state) throws IOException {
    try {
      JsonNode node = Json.mapper().readTree(Files.readAllBytes(file));
      if (!node.path("identity").asText().equals(step.identity())) {
        throw new IOException(
            "%s: belongs to another step; remove its folder to run %s again"
                .formatted(file, step.name()));
      }
      ObjectNode result =
          node.path("result") instanceof ObjectNode found
              ? found
              : Json.mapper().createObjectNode();
      return new Kept(
          state,
          node.path("seconds").asDouble(),
          node.path("reason").asText(""),
          node.path("version").asText(""),
          result);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s: is damaged; remove its folder to run %s again".formatted(file, step.name()), e);
    }
  }

  @Override
  public void finish(Step step, Kept kept) throws IOException {
    write(folder(step).resolve(RESULT), step, kept);
    Files.deleteIfExists(folder(step).resolve(FAILURE));
  }

  @Override
  public void fail(Step step, Kept kept) throws IOException {
    write(folder(step).resolve(FAILURE), step, kept);
  }

  private static void write(Path file, Step step, Kept kept) throws IOException {
    ObjectNode node = Json.mapper().createObjectNode();
    node.put("identity", step.identity());
    node.put("step", step.name());
    node.put("ended", Instant.now().toString());
    node.put("seconds", kept.seconds());
    node.put("version", kept.version());
    if (kept.state() == StepState.FAILED) {
      node.put("reason", kept.reason());
    } else {
      node.set("result", kept.result());
    }
    byte[] bytes = Json.mapper().writeValueAsBytes(node);
    AtomicFile.write(file, out -> out.write(bytes));
  }
}
