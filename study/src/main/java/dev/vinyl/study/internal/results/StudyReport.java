package dev.vinyl.study.internal.results;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.evaluation.internal.json.Json;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a grid's scores. Immutable.
 *
 * @param facts what was run
 * @param grid the cells
 * @param encoders what was measured of encoders, if anything was
 * @param curves through the means over fine-tuning sizes, by pre-training size; those that have one
 * @param claims the paper's, tested
 */
public record StudyReport(
    StudyFacts facts,
    Grid grid,
    @Nullable Encoders encoders,
    Map<Integer, FittedCurve> curves,
    List<Claim> claims) {
  /** The report, for programs. */
  public static final String FILE = "study.json";

  private static final double LEVEL = 0.95;
  private static final String NONE = "none";

  /** Works everything out. */
  public static StudyReport of(StudyFacts facts, Grid grid, @Nullable Encoders encoders) {
    Bootstrap bootstrap = new Bootstrap(facts.resamples(), LEVEL, facts.seed());
    Map<Integer, FittedCurve> curves = new LinkedHashMap<>();
    for (int size : grid.pretraining()) {
      FittedCurve.of(grid, size, NONE, bootstrap).ifPresent(curve -> curves.put(size, curve));
    }
    return new StudyReport(facts, grid, encoders, curves, Claims.of(grid, encoders, bootstrap));
  }

  /**
   * Whether the report in a folder was made of these inputs.
   *
   * @param inputs as it was written with
   */
  public static boolean isOf(Path folder, String inputs) throws IOException {
    Path file = folder.resolve(FILE);
    return Files.exists(file)
        && new String(Files.readAllBytes(file), StandardCharsets.UTF_8).contains(inputs);
  }

  /**
   * Writes {@value #FILE}, whole or not at all.
   *
   * @param inputs stands for all that it was made of
   * @throws IOException one line with the file that cannot be written
   */
  public void write(Path folder, String inputs) throws IOException {
    ObjectNode node = toJson().put("inputs", inputs);
    byte[] bytes = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
    AtomicFile.write(folder.resolve(FILE), out -> out.write(bytes));
  }

  private ObjectNode toJson() {
    ObjectNode node = Json.mapper().createObjectNode();
    node.put("study", facts.name());
    node.put("data", facts.data());
    node.put("fingerprint", facts.fingerprint());
    node.put("machine", facts.machine());
    node.put("version", facts.version());
    node.set("versions", Json.mapper().valueToTree(facts.versions()));
    node.put("running", facts.running());
    node.set("steps", Json.mapper().valueToTree(facts.steps()));
    node.set("seconds", Json.mapper().valueToTree(facts.seconds()));
    node.set("failures", Json.mapper().valueToTree(facts.failures()));
    addMeans(node.putArray("means"));
    ArrayNode fitted = node.putArray("curves");
    curves.forEach(
        (size, curve) -> {
          ObjectNode one = fitted.addObject().put("pretraining", size);
          one.put("form", "paperMiou = a - b * finetuning^-c");
          put(one, "a", curve.limit());
          put(one, "b", curve.gap());
          put(one, "c", curve.rate());
          put(one, "nextDoubling", curve.nextDoubling());
          one.put("rootMeanSquaredError", curve.curve().error());
        });
    ArrayNode tested = node.putArray("claims");
    claims.forEach(claim -> addClaim(tested.addObject(), claim));
    return node;
  }

  private void addMeans(ArrayNode means) {
    for (int size : grid.pretraining()) {
      for (String kind : grid.intermediates()) {
        for (int tuned : grid.finetuning()) {
          List<Cell> runs = grid.runs(size, kind, tuned);
          if (!runs.isEmpty()) {
            ObjectNode one = means.addObject();
            one.put("pretraining", size).put("intermediate", kind).put("finetuning", tuned);
            one.put("seeds", runs.size());
            put(one, "paperMiou", Spread.of(runs, Cell::paperMiou));
            put(one, "datasetMiou", Spread.of(runs, Cell::datasetMiou));
            put(one, "pixelAccuracy", Spread.of(runs, Cell::pixelAccuracy));
          }
        }
      }
    }
  }

  private static void put(ObjectNode node, String name, Spread spread) {
    node.putObject(name)
        .put("mean", spread.mean())
        .put("standardDeviation", spread.standardDeviation());
  }

  private static void put(ObjectNode node, String name, ConfidenceInterval value) {
    ObjectNode one = node.putObject(name).put("estimate", value.estimate());
    one.put("low", value.low()).put("high", value.high()).put("level", value.level());
  }

  private static void addClaim(ObjectNode node, Claim claim) {
    node.put("name", claim.name()).put("text", claim.text()).put("rule", claim.rule());
    node.put("verdict", claim.verdict().label());
    ArrayNode parts = node.putArray("parts");
    for (Claim.Part part : claim.parts()) {
      ObjectNode one = parts.addObject().put("text", part.text());
      one.put("verdict", part.verdict().label());
      put(one, "difference", part.estimate());
      put(one, "bootstrap", part.bootstrap());
      one.put("margin", part.margin());
      one.put("effect", part.effect()).put("effectIs", part.effectName());
      one.put("seeds", part.seeds()).put("images", part.images());
    }
  }
}
