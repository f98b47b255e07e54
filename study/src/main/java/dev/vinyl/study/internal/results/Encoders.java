package dev.vinyl.study.internal.results;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the geometry step found.
 *
 * @param encoders in their order
 * @param maps similarity maps of images
 */
public record Encoders(List<Encoder> encoders, List<ImageMap> maps) {
  private static final double LEVEL = 0.95;

  /** Takes copies. */
  public Encoders {
    encoders = List.copyOf(encoders);
    maps = List.copyOf(maps);
  }

  /**
   * An encoder.
   *
   * @param name such as {@code 45000 + spatial}
   * @param within variance within images
   * @param across variance across images
   * @param probe accuracy of the paper's probe, on what it was trained on
   * @param heldOut accuracy of a probe on other images; NaN where there are too few
   * @param cosines by distance, from 1
   */
  public record Encoder(
      String name,
      ConfidenceInterval within,
      ConfidenceInterval across,
      ConfidenceInterval probe,
      ConfidenceInterval heldOut,
      List<ConfidenceInterval> cosines) {

    /** The size that was pre-trained on. */
    int pretraining() {
      return Integer.parseInt(name.split(" ", 2)[0]);
    }

    /** The stage after pre-training. */
    String intermediate() {
      int plus = name.indexOf(" + ");
      return plus < 0 ? "none" : name.substring(plus + 3);
    }

    /** The probe to compare by: the held-out one where there is one. */
    ConfidenceInterval bestProbe() {
      return Double.isNaN(heldOut.estimate()) ? probe : heldOut;
    }
  }

  /**
   * The similarity of an image's patches with one of them, by one encoder.
   *
   * @param image its id
   * @param encoder name
   * @param reference what the patch was chosen for, as files call it
   * @param row of the patch
   * @param column of the patch
   * @param cosines [rows, columns]
   */
  public record ImageMap(
      String image,
      String encoder,
      String reference,
      int row,
      int column,
      List<List<Double>> cosines) {}

  /**
   * Reads what a geometry step kept.
   *
   * @param result with {@code names} and {@code report}
   */
  public static Encoders of(JsonNode result) {
    List<String> names = new ArrayList<>();
    result.path("names").forEach(name -> names.add(name.asText()));
    JsonNode report = result.path("report");
    List<Encoder> encoders = new ArrayList<>();
    for (int i = 0; i < report.path("encoders").size(); i++) {
      encoders.add(encoder(names.get(i), report.path("encoders").get(i)));
    }
    List<ImageMap> maps = new ArrayList<>();
    for (JsonNode image : report.path("maps")) {
      for (int i = 0; i < image.path("encoders").size(); i++) {
        addMaps(maps, image, names.get(i), image.path("encoders").get(i));
      }
    }
    return new Encoders(encoders, maps);
  }

  private static void addMaps(List<ImageMap> maps, JsonNode image, String name, JsonNode found) {
    found
        .properties()
        .forEach(
            entry -> {
              List<List<Double>> cosines = new ArrayList<>();
              for (JsonNode row : entry.getValue().path("cosines")) {
                List<Double> values = new ArrayList<>();
                row.forEach(value -> values.add(value.asDouble(0)));
                cosines.add(values);
              }
              maps.add(
                  new ImageMap(
                      image.path("picture").asText(image.path("image").asText()),
                      name,
                      entry.getKey(),
                      entry.getValue().path("patch").path(0).asInt(),
                      entry.getValue().path("patch").path(1).asInt(),
                      cosines));
            });
  }

  private static Encoder encoder(String name, JsonNode node) {
    JsonNode intervals = node.path("intervals");
    JsonNode probe = node.path("probe");
    List<ConfidenceInterval> cosines = new ArrayList<>();
    for (int i = 0; i < node.path("cosineByDistance").size(); i++) {
      cosines.add(
          interval(
              node.path("cosineByDistance").path(i), intervals.path("cosineByDistance").path(i)));
    }
    return new Encoder(
        name,
        interval(node.path("withinImageVariance"), intervals.path("withinImageVariance")),
        interval(node.path("acrossImageVariance"), intervals.path("acrossImageVariance")),
        interval(probe.path("paper"), intervals.path("probe").path("paper")),
        interval(probe.path("heldOut"), intervals.path("probe").path("heldOut")),
        cosines);
  }

  private static ConfidenceInterval interval(JsonNode estimate, JsonNode ends) {
    double value = estimate.isNumber() ? estimate.asDouble() : Double.NaN;
    return new ConfidenceInterval(
        value, ends.path(0).asDouble(Double.NaN), ends.path(1).asDouble(Double.NaN), LEVEL);
  }

  /** The encoder of a size and kind, if it was measured. */
  Optional<Encoder> find(int pretraining, String intermediate) {
    return encoders.stream()
        .filter(e -> e.pretraining() == pretraining && e.intermediate().equals(intermediate))
        .findFirst();
  }
}
