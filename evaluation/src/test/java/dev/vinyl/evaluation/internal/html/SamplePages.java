package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.geometry.GeometryReport.LinearCka;
import dev.vinyl.evaluation.geometry.SimilarityMap;
import dev.vinyl.evaluation.internal.html.EvaluationPage.ImageGroup;
import dev.vinyl.evaluation.internal.html.GeometryPage.EncoderMeasures;
import dev.vinyl.evaluation.metric.Bootstrap.PairedDifference;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.ConfusionMatrix.AbsentClasses;
import dev.vinyl.evaluation.metric.Figure;
import dev.vinyl.evaluation.metric.Figure.Calibration;
import dev.vinyl.evaluation.metric.Score;
import dev.vinyl.evaluation.report.EvaluationReport.GroupComparison;
import dev.vinyl.evaluation.report.EvaluationReport.ModelComparison;
import dev.vinyl.evaluation.report.EvaluationReport.RunGroup;
import dev.vinyl.evaluation.report.EvaluationReport.ScoreSlices;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Pages with made-up numbers: two models, three classes, discs as masks. */
final class SamplePages {
  static final List<String> CLASSES = List.of("pet", "background", "border");
  static final Provenance PROVENANCE =
      new Provenance(
          "pets, test",
          "sha256:41b8c0",
          Map.of("ViT-S", "runs/vits at epoch 100"),
          Map.of("ViT-S", "2026-05-30"),
          17,
          "0.1.0",
          "2026-05-31",
          "vinyl evaluate --models a.onnx,b.onnx");

  private static final int SIDE = 64;

  private static final List<String> NAMES =
      List.of(
          "wall",
          "building, edifice",
          "chest of drawers, chest, bureau, dresser",
          "sky",
          "swivel chair",
          "crt screen",
          "river");

  private SamplePages() {}

  static EvaluationPage evaluation(List<RgbImage> images, int rows, int perGroup) {
    List<EvaluationPage.Image> table = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      double first = 0.35 + 0.6 * ((i * 37 % 101) / 101.0);
      table.add(
          new EvaluationPage.Image(
              "image_" + i,
              i == 1 ? Optional.of(Path.of("/data/a b.jpg")) : Optional.empty(),
              List.of(first, i == 3 ? Double.NaN : first + 0.02)));
    }
    List<ImageGroup> groups = new ArrayList<>();
    for (String heading : List.of("Best", "Worst", "Most changed")) {
      List<ImageGroup.Example> examples = new ArrayList<>();
      for (int i = 0; i < perGroup; i++) {
        examples.add(example(heading + " " + i, images.get(i % images.size()), i));
      }
      groups.add(new ImageGroup(heading, "Chosen by paper.miou of the last model.", examples));
    }
    return new EvaluationPage(
        "Pets: two encoders",
        CLASSES,
        List.of(model("ViT-S", 0.62, 19), model("ViNy-S", 0.66, 21)),
        List.of(
            new ModelComparison(
                "ViT-S",
                "ViNy-S",
                Map.of("paper.miou", new PairedDifference(interval(0.041, 0.012), 61, 32, 7)))),
        groups(),
        List.of(
            new GroupComparison(
                "group 1",
                "group 2",
                Map.of(
                    "paper.miou",
                    new GroupComparison.Difference(interval(0.04, 0.05), interval(0.04, 0.02))))),
        slices(),
        "paper.miou",
        rows,
        table,
        groups,
        List.of(new SkippedImage("gone", Path.of("gone.jpg"), "gone.jpg: is missing; put it back")),
        PROVENANCE);
  }

  /**
   * Models of many classes. A pixel of class k was seen as such with a chance that grows with k,
   * else mostly as the class after it. Of the last three classes, all absent from the ground truth,
   * the first is predicted.
   */
  static EvaluationPage ofManyClasses(int classes, int models) {
    List<String> names = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      names.add(NAMES.get(c % NAMES.size()) + " " + c);
    }
    List<ModelScores> scores = new ArrayList<>();
    for (int m = 0; m < models; m++) {
      scores.add(ofManyClasses("model-" + m, names, 0.03 * m));
    }
    ClassMask mask = disc(32, 32, 20);
    return new EvaluationPage(
        "Many classes",
        names,
        scores,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        "image.miou.skip",
        1,
        List.of(
            new EvaluationPage.Image(
                "image_0", Optional.empty(), Collections.nCopies(models, 0.5))),
        List.of(
            new ImageGroup(
                "Best",
                "Chosen by image.miou.skip.",
                List.of(
                    new ImageGroup.Example(
                        "image_0",
                        image(),
                        mask,
                        Collections.nCopies(models, mask),
                        Collections.nCopies(models, 0.5))))),
        List.of(),
        PROVENANCE);
  }

  private static ModelScores ofManyClasses(String name, List<String> names, double better) {
    int classes = names.size();
    int side = 300;
    byte[] truth = new byte[side * side];
    byte[] seen = new byte[side * side];
    Random random = new Random(7);
    for (int i = 0; i < truth.length; i++) {
      // low classes are frequent
      int c = (int) ((classes - 3) * Math.pow(random.nextDouble(), 2));
      truth[i] = (byte) c;
      boolean right = random.nextDouble() < 0.15 + better + 0.8 * c / classes;
      int wrong = random.nextInt(3) > 0 ? (c + 1) % (classes - 2) : random.nextInt(classes - 2);
      seen[i] = (byte) (right ? c : wrong);
    }
    ConfusionMatrix matrix =
        ConfusionMatrix.of(
            classes, new ClassMask(side, side, truth), new ClassMask(side, side, seen));
    Map<Score, ConfidenceInterval> scores = new LinkedHashMap<>();
    scores.put(
        Score.ofDataset("dataset.miou", "Mean IoU of the classes, from all pixels."),
        interval(matrix.meanIou(AbsentClasses.SKIP), 0.01));
    for (int c = 0; c < classes; c++) {
      scores.put(
          Score.ofFamily("dataset.iou", names.get(c), Score.Kind.OF_CLASS, ""),
          interval(matrix.iou(c), 0.02));
    }
    return new ModelScores(
        name,
        Map.of(),
        scores,
        List.of(
            new Figure.Bars("Classes", "", "IoU by class", "IoU", "dataset.iou"),
            new Figure.Confusion("Confusion", "", names, matrix)));
  }

  private static List<EvaluationPage.Group> groups() {
    List<EvaluationPage.Group> groups = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      groups.add(
          new EvaluationPage.Group(
              new RunGroup(
                  "group " + i,
                  List.of(0, 1),
                  List.of("3", "4"),
                  RunGroup.FirstEncoder.SHARED,
                  Map.of(),
                  Map.of(
                      "paper.miou",
                      new RunGroup.RunScore(
                          0.017, interval(0.6 + 0.02 * i, 0.11), interval(0.62, 0.03)))),
              List.of("ViT-S", "ViNy-S")));
    }
    return groups;
  }

  private static List<ScoreSlices> slices() {
    return List.of(
        new ScoreSlices("ViT-S", "species", Map.of("cat", new ScoreSlices.Slice(40, 0.612, 0.59))),
        new ScoreSlices(
            "ViNy-S", "species", Map.of("cat", new ScoreSlices.Slice(40, 0.655, 0.61))));
  }

  static ModelScores model(String name, double miou, int radius) {
    Map<Score, ConfidenceInterval> scores = new LinkedHashMap<>();
    scores.put(
        Score.ofDataset("dataset.miou", "Mean IoU of the classes, from all pixels."),
        interval(miou, 0.011));
    scores.put(
        Score.ofImages("paper.miou", "The paper's: averaged."), interval(miou - 0.03, 0.012));
    scores.put(Score.ofDataset("dataset.pixelAccuracy", ""), interval(miou + 0.2, 0.006));
    double[] ofClasses = {miou + 0.08, miou + 0.2, miou - 0.3};
    for (int c = 0; c < 3; c++) {
      scores.put(
          Score.ofFamily("dataset.iou", CLASSES.get(c), Score.Kind.OF_CLASS, ""),
          interval(ofClasses[c], 0.02));
    }
    double[] near = {0.5, 0.6, 0.66};
    for (int d = 0; d < 3; d++) {
      scores.put(
          Score.ofFamily("trimap.accuracy", "" + (d + 1), Score.Kind.OF_CURVE, ""),
          interval(near[d], 0.02));
    }
    return new ModelScores(
        name,
        Map.of("recipe", "paper", "seed", "3", "epochs", "100", "data", "pets"),
        scores,
        List.of(
            new Figure.Bars("Classes", "", "IoU by class", "IoU", "dataset.iou"),
            new Figure.Confusion(
                "Confusion",
                "",
                CLASSES,
                ConfusionMatrix.of(3, disc(32, 32, 20), disc(33, 30, radius))),
            new Figure.Curve(
                "Boundaries", "", "Near boundaries", "Pixels", "Accuracy", "trimap.accuracy"),
            new Figure.Reliability("Calibration", "", calibration(radius))));
  }

  private static Calibration calibration(int radius) {
    List<Calibration.Bin> bins = new ArrayList<>();
    long pixels = 0;
    for (int i = 0; i < 15; i++) {
      double confidence = (i + 0.5) / 15;
      long count = i < 4 ? 0 : (long) (1000 * Math.exp(0.35 * i));
      double accuracy = count == 0 ? Double.NaN : confidence - (radius == 19 ? 0.09 : 0.03);
      bins.add(new Calibration.Bin(count, count == 0 ? Double.NaN : confidence, accuracy));
      pixels += count;
    }
    return new Calibration(interval(radius == 19 ? 0.09 : 0.03, 0.004), bins, 0.412, pixels);
  }

  static GeometryPage geometry(List<RgbImage> images) {
    List<SimilarityExample> examples = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      examples.add(
          new SimilarityExample(
              "cat " + i,
              Optional.of(images.get(i)),
              Optional.of(disc(32, 32, 20)),
              List.of(reference("corner", 0), reference("foreground", 27))));
    }
    ConfidenceInterval one = interval(1, 0);
    ConfidenceInterval other = interval(0.61, 0.02);
    return new GeometryPage(
        "Patch tokens: two encoders",
        List.of(encoder("ViT-S", 0.78, 0.05), encoder("ViNy-S", 0.42, 0.02)),
        CLASSES,
        examples,
        Optional.of(
            new LinearCka(
                List.of("ViT-S", "ViNy-S"), List.of(List.of(one, other), List.of(other, one)))),
        List.of(),
        PROVENANCE);
  }

  private static EncoderMeasures encoder(String name, double near, double decay) {
    List<ConfidenceInterval> cosines = new ArrayList<>();
    for (int distance = 1; distance <= 14; distance++) {
      cosines.add(interval(near * Math.exp(-0.22 * (distance - 1)) - 0.08, 0.02 + decay / 5));
    }
    List<Double> spectrum = new ArrayList<>();
    for (int i = 0; i < 96; i++) {
      spectrum.add(840 * Math.exp(-decay * i));
    }
    Map<String, ConfidenceInterval> measures = new LinkedHashMap<>();
    measures.put("variance.withinImage", interval(near, 0.03));
    measures.put("variance.acrossImages", interval(0.2, 0.01));
    measures.put("effectiveRank", interval(2.5 / decay, 0.8));
    measures.put("moransI", interval(near - 0.1, 0.02));
    return new EncoderMeasures(name, measures, cosines, spectrum, Optional.empty(), 8);
  }

  private static SimilarityExample.Reference reference(String name, int patch) {
    return new SimilarityExample.Reference(name, List.of(map(0.2, patch), map(0.7, patch)));
  }

  /**
   * Of tokens of two dimensions on a grid of 8 x 8, which turn with the distance from the middle.
   */
  private static SimilarityMap map(double turn, int reference) {
    double[] values = new double[64];
    Arrays.setAll(values, patch -> Math.cos(turn * (distance(patch) - distance(reference))));
    return new SimilarityMap(8, 8, reference, values);
  }

  private static double distance(int patch) {
    int row = patch / 8;
    return Math.hypot(row - 3.5, patch % 8 - 3.5);
  }

  static ConfidenceInterval interval(double estimate, double radius) {
    return new ConfidenceInterval(estimate, estimate - radius, estimate + radius, 0.95);
  }

  static ImageGroup.Example example(String id, RgbImage image, int i) {
    return new ImageGroup.Example(
        id,
        image,
        disc(32, 32, 20),
        List.of(disc(34 + i, 30, 17), disc(33, 32, 19)),
        List.of(0.55 + 0.01 * i, 0.71));
  }

  /** A disc of class 0 on class 1, with a ring of class 2 around it. */
  static ClassMask disc(int centreX, int centreY, int radius) {
    byte[] classes = new byte[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double distance = Math.hypot(x - centreX, y - centreY);
        classes[y * SIDE + x] = (byte) (distance < radius ? 0 : distance < radius + 3 ? 2 : 1);
      }
    }
    return new ClassMask(SIDE, SIDE, classes);
  }

  /** A wide image in soft colours. */
  static RgbImage image() {
    int width = 240;
    int height = 160;
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      pixels[3 * i] = (byte) (i % width);
      pixels[3 * i + 1] = (byte) (i / width);
      pixels[3 * i + 2] = (byte) (128 + 40 * Math.sin(i * 0.05));
    }
    return new RgbImage(width, height, pixels);
  }
}
