package dev.vinyl.evaluation.geometry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.evaluation.geometry.EncoderGeometry.RegionAlignment;
import dev.vinyl.evaluation.geometry.EncoderGeometry.TokenSpectrum;
import dev.vinyl.evaluation.geometry.GeometryReport.ImageMaps;
import dev.vinyl.evaluation.geometry.GeometryReport.LinearCka;
import dev.vinyl.evaluation.geometry.SimilarityMap.ReferencePatch;
import dev.vinyl.evaluation.internal.json.Json;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.report.SkippedImage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link GeometryReport} as JSON, in ASCII. */
final class GeometryJson {
  private final GeometryReport report;

  private GeometryJson(GeometryReport report) {
    this.report = report;
  }

  static String of(GeometryReport report) {
    try {
      return Json.ascii()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(new GeometryJson(report).root());
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of numbers and text can always be written", e);
    }
  }

  private ObjectNode root() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("dataset", report.dataset());
    ArrayNode classes = root.putArray("classes");
    report.classNames().forEach(classes::add);
    root.put("seed", report.seed());
    ArrayNode encoders = root.putArray("encoders");
    report.encoders().forEach(encoder -> addEncoder(encoders.addObject(), encoder));
    addCka(root);
    ArrayNode maps = root.putArray("maps");
    report.maps().forEach(image -> addMaps(maps.addObject(), image));
    root.put("skipped", report.skipped().size());
    ArrayNode skipped = root.putArray("skippedPictures");
    for (SkippedImage image : report.skipped()) {
      skipped
          .addObject()
          .put("id", image.id())
          .put("file", image.file().toString())
          .put("reason", image.reason());
    }
    return root;
  }

  private void addEncoder(ObjectNode node, EncoderGeometry encoder) {
    node.put("name", encoder.name());
    node.put("modelHash", encoder.modelHash());
    node.putArray("grid").add(encoder.rows()).add(encoder.columns());
    node.put("dimension", encoder.dimension());
    node.put("images", encoder.images());
    ObjectNode intervals = JsonNodeFactory.instance.objectNode();
    Numbers numbers = new Numbers(node, intervals);
    numbers.put("withinImageVariance", encoder.variances().withinImage());
    numbers.put("acrossImageVariance", encoder.variances().acrossImages());
    numbers.put("cosineByDistance", encoder.cosines().curve());
    TokenSpectrum spectrum = encoder.spectrum();
    numbers.put("effectiveRank", spectrum.effectiveRank());
    numbers.put("covarianceEffectiveRank", spectrum.covarianceEffectiveRank());
    numbers.put("participationRatio", spectrum.participationRatio());
    addAll(node.putArray("spectrum"), spectrum.singularValues());
    addAll(node.putArray("covarianceSpectrum"), spectrum.covarianceEigenvalues());
    Numbers morans = numbers.under("moransI");
    encoder
        .autocorrelation()
        .moransI()
        .forEach((reference, value) -> morans.put(reference.key(), value));
    addAlignment(numbers, encoder.alignment());
    addProbes(numbers, encoder.probes());
    addNorms(numbers.under("norms"), encoder);
    node.set("intervals", intervals);
  }

  private void addAlignment(Numbers numbers, @Nullable RegionAlignment alignment) {
    if (alignment == null) {
      numbers.values().putNull("alignment");
      return;
    }
    Numbers own = numbers.under("alignment");
    own.put("within", alignment.within());
    own.put("across", alignment.across());
    own.put("gap", alignment.gap());
    own.put("silhouette", alignment.silhouette());
    Numbers byClass = own.under("silhouetteByClass");
    for (int c = 0; c < alignment.silhouetteByClass().size(); c++) {
      byClass.put(report.classNames().get(c), alignment.silhouetteByClass().get(c));
    }
  }

  private void addProbes(Numbers numbers, EncoderGeometry.@Nullable Probes probes) {
    if (probes == null) {
      numbers.values().putNull("probe");
      return;
    }
    Numbers own = numbers.under("probe");
    own.put("paper", probes.paper().accuracy());
    own.values().put("paperImages", probes.paperImages());
    EncoderGeometry.HeldOutProbe heldOut = probes.heldOut();
    if (heldOut == null) {
      own.values().putNull("heldOut");
    } else {
      own.put("heldOut", heldOut.test().accuracy());
      own.values().put("heldOutImages", heldOut.test().images());
      own.values().put("heldOutPenalty", heldOut.penalty());
    }
    probes.segmentation().forEach(probe -> addSegmentation(own, probe));
  }

  private void addSegmentation(Numbers numbers, EncoderGeometry.SegmentationProbe probe) {
    Numbers own = numbers.under(probe.kind().key());
    own.put("patchMiou", probe.patchMiou());
    if (probe.pixelMiou() == null) {
      own.values().putNull("pixelMiou");
    } else {
      own.put("pixelMiou", probe.pixelMiou());
    }
    ObjectNode byClass = own.values().putObject("patchIou");
    for (int c = 0; c < report.classNames().size(); c++) {
      double iou = probe.patches().iou(c);
      if (Double.isNaN(iou)) {
        byClass.putNull(report.classNames().get(c));
      } else {
        byClass.put(report.classNames().get(c), iou);
      }
    }
    own.values().put("trainingImages", probe.trainingImages());
    own.values().put("trainingPatches", probe.trainingPatches());
    own.values().put("testImages", probe.testImages());
    own.values().put("testSplit", probe.testSplit().label());
  }

  private static void addNorms(Numbers own, EncoderGeometry encoder) {
    EncoderGeometry.TokenNorms norms = encoder.norms();
    own.values().put("median", norms.median());
    own.values().put("medianDeviation", norms.medianDeviation());
    own.values().put("largest", norms.largest());
    own.values().put("cutoff", norms.cutoff());
    own.put("outlierShare", norms.outlierShare());
    ArrayNode histogram = own.values().putArray("histogram");
    norms.histogram().forEach(histogram::add);
    if (norms.outlierMap().isEmpty()) {
      own.values().putNull("outlierMap");
      return;
    }
    ArrayNode rows = own.values().putArray("outlierMap");
    for (int row = 0; row < encoder.rows(); row++) {
      int start = row * encoder.columns();
      addAll(rows.addArray(), norms.outlierMap().subList(start, start + encoder.columns()));
    }
  }

  private void addCka(ObjectNode root) {
    ArrayNode values = root.putArray("cka");
    ArrayNode intervals = root.putArray("ckaIntervals");
    LinearCka cka = report.cka();
    if (cka == null) {
      values.addArray().add(1);
      intervals.addArray().addArray().add(1).add(1);
    } else {
      for (List<ConfidenceInterval> row : cka.values()) {
        ArrayNode value = values.addArray();
        ArrayNode interval = intervals.addArray();
        row.forEach(entry -> add(value, entry.estimate()));
        row.forEach(entry -> addEnds(interval.addArray(), entry));
      }
    }
    root.put("ckaImages", report.ckaImages());
  }

  private void addMaps(ObjectNode node, ImageMaps image) {
    node.put("picture", image.image());
    ArrayNode encoders = node.putArray("encoders");
    for (Map<ReferencePatch, SimilarityMap> own : image.maps()) {
      ObjectNode encoder = encoders.addObject();
      own.forEach((reference, map) -> addMap(encoder.putObject(reference.key()), map));
    }
  }

  private static void addMap(ObjectNode node, SimilarityMap map) {
    node.putArray("patch")
        .add(map.reference() / map.columns())
        .add(map.reference() % map.columns());
    ArrayNode rows = node.putArray("cosines");
    for (int row = 0; row < map.rows(); row++) {
      ArrayNode values = rows.addArray();
      for (int column = 0; column < map.columns(); column++) {
        add(values, map.get(row, column));
      }
    }
  }

  private static void addAll(ArrayNode array, List<Double> values) {
    values.forEach(value -> add(array, value));
  }

  private static void add(ArrayNode array, double value) {
    if (Double.isNaN(value)) {
      array.addNull();
    } else {
      array.add(value);
    }
  }

  private static void addEnds(ArrayNode array, ConfidenceInterval interval) {
    add(array, interval.low());
    add(array, interval.high());
  }

  /**
   * Plain numbers in one object, and their intervals in another under the same names.
   *
   * @param values receives the estimates
   * @param intervals receives [low, high]
   */
  private record Numbers(ObjectNode values, ObjectNode intervals) {

    Numbers under(String name) {
      return new Numbers(values.putObject(name), intervals.putObject(name));
    }

    void put(String name, ConfidenceInterval interval) {
      if (Double.isNaN(interval.estimate())) {
        values.putNull(name);
      } else {
        values.put(name, interval.estimate());
      }
      addEnds(intervals.putArray(name), interval);
    }

    void put(String name, List<ConfidenceInterval> curve) {
      ArrayNode estimates = values.putArray(name);
      ArrayNode ends = intervals.putArray(name);
      for (ConfidenceInterval point : curve) {
        add(estimates, point.estimate());
        addEnds(ends.addArray(), point);
      }
    }
  }
}
