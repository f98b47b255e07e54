package dev.vinyl.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.data.SegmentationDataset.Foreground;
import dev.vinyl.evaluation.metric.Metric.FittedTemperature;
import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every score of {@link Metric#standard()} against the definitions of the module's README, written
 * out as loops over pixels that share nothing with the metrics: no confusion matrix, no sets of
 * pixels, no merging. The masks have what goes wrong in practice.
 */
class PlainLoopScoresTest {
  private static final int IGNORED = ClassMask.IGNORE;
  private static final int TRIMAP = 20;
  private static final int BINS = 15;
  private static final double TEMPERATURE = 1.7;
  private static final double ROUNDING = 1e-11;

  /** Truth and prediction [height][width], logits [classes][height * width]. */
  private static final class Scored {
    private final int[][] truth;
    private final int[][] seen;
    private final float[][] logits;

    Scored(int[][] truth, int[][] seen, float[][] logits) {
      this.truth = truth;
      this.seen = seen;
      this.logits = logits;
    }

    int height() {
      return truth.length;
    }

    int width() {
      return truth[0].length;
    }
  }

  /** Which class a pixel has. */
  private interface Picture {
    int at(int x, int y);
  }

  private static Scored scored(
      Random random, int width, int height, int classes, Picture truth, Picture seen) {
    int[][] truths = new int[height][width];
    int[][] seens = new int[height][width];
    float[][] logits = new float[classes][width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        truths[y][x] = truth.at(x, y);
        seens[y][x] = seen.at(x, y);
        for (int c = 0; c < classes; c++) {
          logits[c][y * width + x] = (float) (4 * random.nextGaussian());
        }
      }
    }
    return new Scored(truths, seens, logits);
  }

  /** Squares of random classes, so that there are contours and insides. */
  private static Picture squares(Random random, int classes) {
    int side = 1 + random.nextInt(9);
    int[][] of = new int[40][40];
    for (int[] row : of) {
      Arrays.setAll(row, i -> random.nextInt(classes));
    }
    return (x, y) -> of[y / side % 40][x / side % 40];
  }

  /** Another picture with a share of its pixels replaced. */
  private static Picture but(Random random, Picture picture, double share, int replacement) {
    return (x, y) -> random.nextDouble() < share ? replacement : picture.at(x, y);
  }

  private static Picture all(int value) {
    return (x, y) -> value;
  }

  private static Scored random(Random random, int width, int height, int classes) {
    Picture truth = squares(random, classes);
    Picture other = squares(random, classes);
    return scored(
        random,
        width,
        height,
        classes,
        but(random, truth, 0.15, IGNORED),
        (x, y) -> random.nextDouble() < 0.7 ? truth.at(x, y) : other.at(x, y));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void ignoredPixelsCountNowhere(int classes) {
    Random random = new Random(classes);
    List<Scored> images = new ArrayList<>();
    for (double ignored : new double[] {0, 0.01, 0.3, 0.97}) {
      Picture truth = squares(random, classes);
      images.add(
          scored(
              random,
              40,
              33,
              classes,
              but(random, truth, ignored, IGNORED),
              squares(random, classes)));
    }
    agree(classes, images);
  }

  @Test
  void imagesHaveAnySize() {
    Random random = new Random(11);
    List<Scored> images = new ArrayList<>();
    // to both sides of 64, by which the metrics take pixels together
    int[][] sizes = {{1, 1}, {1, 70}, {130, 2}, {63, 9}, {64, 9}, {65, 9}, {128, 5}, {129, 64}};
    for (int[] size : sizes) {
      images.add(random(random, size[0], size[1], 4));
    }
    agree(4, images);
  }

  /** 3 is only predicted, 4 never predicted, 5 in neither; 1 and 2 are missing from one image. */
  @Test
  void classesAreAbsent() {
    Random random = new Random(12);
    List<Scored> images = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Picture truth = squares(random, 3);
      Picture seen = squares(random, 3);
      images.add(
          scored(
              random,
              37,
              41,
              6,
              but(random, truth, 0.2, 4),
              but(random, but(random, seen, 0.1, 3), 0, IGNORED)));
    }
    images.add(scored(random, 20, 20, 6, all(0), all(0)));
    images.add(scored(random, 20, 20, 6, all(0), all(3)));
    Map<String, Double> found = agree(6, images);

    assertThat(score(found, "dataset.iou.c3")).isEqualTo(0);
    assertThat(score(found, "dataset.iou.c4")).isEqualTo(0);
    assertThat(score(found, "dataset.iou.c5")).isNaN();
    assertThat(score(found, "dataset.dice.c5")).isNaN();
    assertThat(score(found, "boundary.iou.c5")).isNaN();
  }

  @Test
  void aClassHasOnePixel() {
    Random random = new Random(13);
    for (int place : new int[] {0, 19, 210, 399}) {
      Picture one = (x, y) -> 20 * y + x == place ? 2 : x < 8 ? 0 : 1;
      Picture without = (x, y) -> x < 9 ? 0 : 1;
      Picture elsewhere = (x, y) -> 20 * y + x == 211 ? 2 : x < 8 ? 0 : 1;
      for (Picture seen : List.of(one, without, elsewhere)) {
        Scored image = scored(random, 20, 20, 3, one, seen);
        double iou = score(agree(3, List.of(image)), "dataset.iou.c2");
        assertThat(iou).isEqualTo(seen == one ? 1 : 0);
        agree(3, List.of(image, random(random, 20, 20, 3)));
      }
      // the one pixel is ignored: nothing is of class 2
      Picture hidden = (x, y) -> 20 * y + x == place ? IGNORED : one.at(x, y);
      Scored image = scored(random, 20, 20, 3, hidden, one);
      assertThat(score(agree(3, List.of(image)), "dataset.iou.c2")).isNaN();
    }
    // the whole image is one pixel
    agree(3, List.of(scored(random, 1, 1, 3, all(1), all(1))));
    agree(3, List.of(scored(random, 1, 1, 3, all(1), all(2))));
  }

  @Test
  void someImagesAreIgnoredAltogether() {
    Random random = new Random(14);
    List<Scored> images = new ArrayList<>();
    images.add(scored(random, 30, 20, 3, all(IGNORED), squares(random, 3)));
    images.add(random(random, 31, 22, 3));
    images.add(scored(random, 9, 9, 3, all(IGNORED), all(0)));
    images.add(random(random, 31, 22, 3));
    agree(3, images);
  }

  /** There is no score, and no failure. */
  @Test
  void allImagesAreIgnoredAltogether() {
    Random random = new Random(15);
    List<Scored> images =
        List.of(
            scored(random, 30, 20, 3, all(IGNORED), squares(random, 3)),
            scored(random, 5, 5, 3, all(IGNORED), all(2)));
    Map<String, Double> found = agree(3, images);

    assertThat(score(found, "dataset.miou")).isNaN();
    assertThat(found).doesNotContainKey("calibration.ece");
  }

  @Test
  void thereAre254Classes() {
    Random random = new Random(16);
    List<Scored> images = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      images.add(random(random, 71, 40, 254));
    }
    // the last class by itself, beside ignored pixels, whose value is the next but one
    images.add(scored(random, 12, 12, 254, but(random, all(253), 0.4, IGNORED), all(253)));
    agree(254, images);
  }

  @Test
  void randomImagesOfEveryKind() {
    for (int seed = 100; seed < 130; seed++) {
      Random random = new Random(seed);
      int classes = 2 + random.nextInt(6);
      List<Scored> images = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(5); i++) {
        images.add(random(random, 1 + random.nextInt(70), 1 + random.nextInt(40), classes));
      }
      agree(classes, images);
    }
  }

  private static double score(Map<String, Double> found, String name) {
    return Objects.requireNonNull(found.get(name), name);
  }

  /** Compares all numbers, also those of single images and the bins; gives what was found. */
  private static Map<String, Double> agree(int classes, List<Scored> images) {
    MetricResult[] found = measured(classes, images);
    Map<String, Double> wanted = plain(classes, images);
    Map<String, Double> values = new LinkedHashMap<>();
    for (MetricResult metric : found) {
      for (ScoreResult result : metric.scores()) {
        values.put(result.name(), result.value());
        equal(result.name() + " as an estimate", result.interval().estimate(), result.value());
        for (int i = 0; result.images().isPresent() && i < images.size(); i++) {
          Map<String, Double> ofImage = plain(classes, List.of(images.get(i)));
          equal(
              result.name() + " of image " + i,
              result.images().get().get(i),
              ofImage.getOrDefault(result.name(), Double.NaN));
        }
      }
      for (Figure figure : metric.figures()) {
        if (figure instanceof Figure.Reliability reliability) {
          sameBins(reliability.calibration(), images);
        }
      }
    }
    assertThat(values.keySet()).containsExactlyInAnyOrderElementsOf(wanted.keySet());
    values.forEach((name, value) -> equal(name, value, wanted.getOrDefault(name, Double.NaN)));
    return values;
  }

  private static void equal(String name, double found, double wanted) {
    if (Double.isNaN(wanted)) {
      assertThat(found).as(name).isNaN();
    } else {
      assertThat(found).as(name).isCloseTo(wanted, within(ROUNDING * Math.max(1, wanted)));
    }
  }

  /** What Vinyl finds, the images in two parts that are merged. */
  private static MetricResult[] measured(int classes, List<Scored> images) {
    List<String> names = IntStream.range(0, classes).mapToObj(c -> "c" + c).toList();
    Metric.Context context =
        new Metric.Context(
            names,
            classes < 2 ? Optional.empty() : Optional.of(new Foreground("c0", "c1")),
            Optional.of(new FittedTemperature(TEMPERATURE, 0, 0, 1, "other", 1)));
    Bootstrap bootstrap = new Bootstrap(3, 0.95, 1);
    return Metric.standard().stream()
        .map(metric -> measured(metric, context, images).result(bootstrap))
        .toArray(MetricResult[]::new);
  }

  private static <A extends Metric.Accumulator<A>> A measured(
      Metric metric, Metric.Context context, List<Scored> images) {
    @SuppressWarnings("unchecked") // of the same metric
    A first = (A) metric.accumulator(context);
    @SuppressWarnings("unchecked") // likewise
    A second = (A) metric.accumulator(context);
    for (int i = 0; i < images.size(); i++) {
      (2 * i < images.size() ? first : second)
          .add(predicted(context.classNames().size(), "image " + i, images.get(i)));
    }
    first.merge(second);
    return first;
  }

  private static PredictedImage predicted(int classes, String id, Scored image) {
    int pixels = image.width() * image.height();
    float[] logits = new float[classes * pixels];
    for (int c = 0; c < classes; c++) {
      System.arraycopy(image.logits[c], 0, logits, c * pixels, pixels);
    }
    ClassMask truth = mask(image.truth);
    return PredictedImage.of(classes, id, truth, mask(image.seen)).withLogits(logits, truth);
  }

  private static ClassMask mask(int[][] rows) {
    int width = rows[0].length;
    byte[] classes = new byte[rows.length * width];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (byte) rows[i / width][i % width];
    }
    return new ClassMask(width, rows.length, classes);
  }

  // ---- the definitions, in loops

  private static Map<String, Double> plain(int classes, List<Scored> images) {
    Map<String, Double> scores = new LinkedHashMap<>();
    double iouSum = 0;
    double diceSum = 0;
    double accuracySum = 0;
    double weighted = 0;
    int present = 0;
    int inTruth = 0;
    long rightOnes = 0;
    long all = 0;
    for (Scored image : images) {
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          if (image.truth[y][x] != IGNORED) {
            all++;
            rightOnes += image.truth[y][x] == image.seen[y][x] ? 1 : 0;
          }
        }
      }
    }
    for (int c = 0; c < classes; c++) {
      long[] counts = counts(images, c);
      double tp = counts[0];
      double fn = counts[1];
      double fp = counts[2];
      double iou = tp / (tp + fp + fn);
      scores.put("dataset.iou.c" + c, iou);
      scores.put("dataset.dice.c" + c, 2 * tp / (2 * tp + fp + fn));
      if (tp + fp + fn > 0) {
        present++;
        iouSum += iou;
        diceSum += 2 * tp / (2 * tp + fp + fn);
      }
      if (tp + fn > 0) {
        inTruth++;
        accuracySum += tp / (tp + fn);
        weighted += (tp + fn) / all * iou;
      }
    }
    scores.put("dataset.miou", iouSum / present);
    scores.put("dataset.meanDice", diceSum / present);
    scores.put("dataset.pixelAccuracy", (double) rightOnes / all);
    scores.put("dataset.meanClassAccuracy", accuracySum / inTruth);
    scores.put("dataset.frequencyWeightedIou", all == 0 ? Double.NaN : weighted);
    putImages(scores, classes, images);
    if (classes > 1) {
      scores.put("foreground.iou", foreground(images));
    }
    putBoundaries(scores, classes, images);
    putTrimaps(scores, images);
    if (all > 0) {
      putCalibration(scores, "calibration", 1, images);
      putCalibration(scores, "calibration.temperature", TEMPERATURE, images);
    }
    return scores;
  }

  /** TP, FN, FP of a class. */
  private static long[] counts(List<Scored> images, int c) {
    long[] counts = new long[3];
    for (Scored image : images) {
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          boolean truth = image.truth[y][x] == c;
          boolean seen = image.seen[y][x] == c;
          if (image.truth[y][x] != IGNORED && (truth || seen)) {
            counts[truth && seen ? 0 : truth ? 1 : 2]++;
          }
        }
      }
    }
    return counts;
  }

  private static void putImages(Map<String, Double> scores, int classes, List<Scored> images) {
    double skip = 0;
    double zero = 0;
    double one = 0;
    int defined = 0;
    for (Scored image : images) {
      double sum = 0;
      int present = 0;
      for (int c = 0; c < classes; c++) {
        long[] counts = counts(List.of(image), c);
        long union = counts[0] + counts[1] + counts[2];
        if (union > 0) {
          sum += (double) counts[0] / union;
          present++;
        }
      }
      if (present > 0) {
        skip += sum / present;
        defined++;
      }
      zero += sum / classes;
      one += (sum + classes - present) / classes;
    }
    scores.put("image.miou.skip", skip / defined);
    scores.put("image.miou.zero", zero / images.size());
    scores.put("image.miou.one", one / images.size());
    scores.put("paper.miou", zero / images.size());
  }

  /** Class 0 against the rest, where the truth is not class 1. */
  private static double foreground(List<Scored> images) {
    double both = 0;
    double either = 0;
    for (Scored image : images) {
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          int truth = image.truth[y][x];
          if (truth != IGNORED && truth != 1) {
            both += truth == 0 && image.seen[y][x] == 0 ? 1 : 0;
            either += truth == 0 || image.seen[y][x] == 0 ? 1 : 0;
          }
        }
      }
    }
    return both / either;
  }

  private static void putBoundaries(Map<String, Double> scores, int classes, List<Scored> images) {
    double[] both = new double[classes];
    double[] either = new double[classes];
    for (Scored image : images) {
      long steps =
          Math.max(
              1,
              Math.round(
                  0.02
                      * Math.sqrt(
                          image.width() * image.width() + image.height() * image.height())));
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          if (image.truth[y][x] == IGNORED) {
            continue;
          }
          int truth = nearContour(image, image.truth, x, y, steps) ? image.truth[y][x] : -1;
          int seen = nearContour(image, image.seen, x, y, steps) ? image.seen[y][x] : -1;
          if (truth >= 0) {
            either[truth]++;
            both[truth] += seen == truth ? 1 : 0;
          }
          if (seen >= 0 && seen != truth) {
            either[seen]++;
          }
        }
      }
    }
    double sum = 0;
    int present = 0;
    for (int c = 0; c < classes; c++) {
      scores.put("boundary.iou.c" + c, both[c] / either[c]);
      if (either[c] > 0) {
        sum += both[c] / either[c];
        present++;
      }
    }
    scores.put("boundary.miou", sum / present);
  }

  /** Whether so few steps lead to another class that is not ignored, or out of the image. */
  private static boolean nearContour(Scored image, int[][] mask, int x, int y, long steps) {
    for (long v = y - steps; v <= y + steps; v++) {
      for (long u = x - steps; u <= x + steps; u++) {
        if (v < 0 || u < 0 || v >= image.height() || u >= image.width()) {
          return true;
        }
        if (image.truth[(int) v][(int) u] != IGNORED && mask[(int) v][(int) u] != mask[y][x]) {
          return true;
        }
      }
    }
    return false;
  }

  private static void putTrimaps(Map<String, Double> scores, List<Scored> images) {
    double[] pixels = new double[TRIMAP + 1];
    double[] right = new double[TRIMAP + 1];
    for (Scored image : images) {
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          if (image.truth[y][x] == IGNORED) {
            continue;
          }
          long nearest = squaredDistance(image, x, y);
          for (int d = 1; d <= TRIMAP; d++) {
            if (nearest <= (long) d * d) {
              pixels[d]++;
              right[d] += image.truth[y][x] == image.seen[y][x] ? 1 : 0;
            }
          }
        }
      }
    }
    for (int d = 1; d <= TRIMAP; d++) {
      scores.put("trimap.accuracy." + d, right[d] / pixels[d]);
    }
  }

  /** To the nearest pixel of another class, as far as that matters. */
  private static long squaredDistance(Scored image, int x, int y) {
    long nearest = Long.MAX_VALUE;
    for (int v = Math.max(0, y - TRIMAP); v <= Math.min(image.height() - 1, y + TRIMAP); v++) {
      for (int u = Math.max(0, x - TRIMAP); u <= Math.min(image.width() - 1, x + TRIMAP); u++) {
        int other = image.truth[v][u];
        if (other != IGNORED && other != image.truth[y][x]) {
          nearest = Math.min(nearest, (long) (u - x) * (u - x) + (long) (v - y) * (v - y));
        }
      }
    }
    return nearest;
  }

  /** Of the pixels that are not ignored: confidence, whether it is right, -log p of the truth. */
  private static List<double[]> sureness(List<Scored> images, double temperature) {
    List<double[]> rows = new ArrayList<>();
    for (Scored image : images) {
      for (int i = 0; i < image.width() * image.height(); i++) {
        int truth = image.truth[i / image.width()][i % image.width()];
        if (truth == IGNORED) {
          continue;
        }
        int best = 0;
        for (int c = 1; c < image.logits.length; c++) {
          best = image.logits[c][i] > image.logits[best][i] ? c : best;
        }
        double sum = 0;
        for (float[] ofClass : image.logits) {
          sum += Math.exp(((double) ofClass[i] - image.logits[best][i]) / temperature);
        }
        double ofTruth = (double) image.logits[truth][i] - image.logits[best][i];
        rows.add(
            new double[] {1 / sum, best == truth ? 1 : 0, Math.log(sum) - ofTruth / temperature});
      }
    }
    return rows;
  }

  private static void putCalibration(
      Map<String, Double> scores, String name, double temperature, List<Scored> images) {
    List<double[]> rows = sureness(images, temperature);
    double[][] bins = bins(rows);
    double error = 0;
    double nll = 0;
    for (double[] bin : bins) {
      error += bin[0] == 0 ? 0 : bin[0] / rows.size() * Math.abs(bin[1] / bin[0] - bin[2] / bin[0]);
    }
    for (double[] row : rows) {
      nll += row[2] / rows.size();
    }
    scores.put(name + ".ece", error);
    scores.put(name + ".nll", nll);
  }

  /** Pixels, sum of confidences, right ones; a bin has its upper edge. */
  private static double[][] bins(List<double[]> rows) {
    double[][] bins = new double[BINS][3];
    for (double[] row : rows) {
      int bin = 0;
      while (bin < BINS - 1 && row[0] > (bin + 1.0) / BINS) {
        bin++;
      }
      bins[bin][0]++;
      bins[bin][1] += row[0];
      bins[bin][2] += row[1];
    }
    return bins;
  }

  private static void sameBins(Figure.Calibration found, List<Scored> images) {
    double[][] bins = bins(sureness(images, 1));
    long pixels = 0;
    for (int i = 0; i < BINS; i++) {
      assertThat(found.bins().get(i).pixels()).isEqualTo((long) bins[i][0]);
      equal("confidence", found.bins().get(i).confidence(), bins[i][1] / bins[i][0]);
      equal("accuracy", found.bins().get(i).accuracy(), bins[i][2] / bins[i][0]);
      pixels += (long) bins[i][0];
    }
    assertThat(found.pixels()).isEqualTo(pixels);
  }
}
