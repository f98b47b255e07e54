package dev.vinyl.evaluation.metric;

import dev.vinyl.data.SegmentationDataset.Foreground;
import dev.vinyl.evaluation.metric.Bootstrap.Resamples;
import dev.vinyl.evaluation.metric.ConfusionMatrix.AbsentClasses;
import dev.vinyl.evaluation.metric.MetricResult.ScoreTree;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * All scores that follow from confusion matrices, by conventions that must not be mixed up:
 *
 * <ul>
 *   <li>{@code dataset}: one matrix over the pixels of all images, as the field usually reports
 *       them; a class that is absent everywhere is left out of means;
 *   <li>{@code image}: the mean of each image's own score, so that every image weighs the same, by
 *       what a class counts that is absent from one;
 *   <li>{@code paper}: the one of these that the paper reports, {@link AbsentClasses#PAPER};
 *   <li>{@code foreground}: the object against the rest without the border's pixels, over all
 *       pixels; only where the data set names them.
 * </ul>
 */
final class ConfusionMetrics implements Metric {
  private static final String IOU = "dataset.iou";
  private static final String DICE = "dataset.dice";

  /** A score, and what it is of one matrix; NaN where the matrix does not define it. */
  private record Formula(Score score, ToDoubleFunction<ConfusionMatrix> of) {}

  private static final Formula DATASET_MIOU =
      ofDataset(
          "miou",
          "Mean IoU of the classes, from the pixels of all images together.",
          m -> m.meanIou(AbsentClasses.SKIP));
  private static final Formula PAPER_MIOU =
      ofImages(
          "paper.miou",
          "The paper's: mean IoU of each image, a class that it lacks counting 0, averaged.",
          AbsentClasses.PAPER);
  private static final Formula IMAGE_MIOU_SKIP =
      ofImages(
          "image.miou.skip",
          "Mean IoU of each image without the classes that it lacks, averaged over images.",
          AbsentClasses.SKIP);
  private static final Formula IMAGE_MIOU_ZERO =
      repeated(
          ofImages(
              "image.miou.zero",
              "Mean IoU of each image, a class that it lacks counting 0, averaged over images.",
              AbsentClasses.ZERO));
  private static final Formula IMAGE_MIOU_ONE =
      ofImages(
          "image.miou.one",
          "Mean IoU of each image, a class that it lacks counting 1, averaged over images.",
          AbsentClasses.ONE);
  private static final Formula MEAN_DICE =
      ofDataset(
          "meanDice",
          "Mean Dice (2 x overlap / sum of both areas) of the classes, over all pixels.",
          ConfusionMatrix::meanDice);
  private static final Formula PIXEL_ACCURACY =
      ofDataset(
          "pixelAccuracy",
          "Share of all pixels that are predicted right.",
          ConfusionMatrix::pixelAccuracy);
  private static final Formula MEAN_CLASS_ACCURACY =
      ofDataset(
          "meanClassAccuracy",
          "Share of each class's pixels that are predicted right, averaged over classes.",
          ConfusionMatrix::meanClassAccuracy);
  private static final Formula FREQUENCY_WEIGHTED_IOU =
      ofDataset(
          "frequencyWeightedIou",
          "IoU of the classes, weighted by their shares of the ground truth.",
          ConfusionMatrix::frequencyWeightedIou);

  /** By which models are compared, in the order of reports. */
  private static final List<Formula> HEADLINE =
      List.of(
          DATASET_MIOU,
          PAPER_MIOU,
          IMAGE_MIOU_SKIP,
          IMAGE_MIOU_ONE,
          MEAN_DICE,
          PIXEL_ACCURACY,
          MEAN_CLASS_ACCURACY,
          FREQUENCY_WEIGHTED_IOU);

  private static Formula ofDataset(
      String name, String description, ToDoubleFunction<ConfusionMatrix> of) {
    return new Formula(Score.ofDataset("dataset." + name, description), of);
  }

  private static Formula ofImages(String name, String description, AbsentClasses absent) {
    return new Formula(Score.ofImages(name, description), m -> m.meanIou(absent));
  }

  private static Formula repeated(Formula formula) {
    return new Formula(formula.score().as(Score.Kind.REPEATED), formula.of());
  }

  @Override
  public String name() {
    return "confusion";
  }

  @Override
  public Images accumulator(Context context) {
    return new Images(context);
  }

  /** Keeps each image's matrix. */
  static final class Images implements Accumulator<Images> {
    private final Context context;
    private final ImageMatrices matrices;

    Images(Context context) {
      this.context = context;
      this.matrices = new ImageMatrices(context.classNames().size());
    }

    @Override
    public void add(PredictedImage image) {
      matrices.add(image.confusion());
    }

    @Override
    public void merge(Images next) {
      matrices.merge(next.matrices);
    }

    @Override
    public MetricResult result(Bootstrap bootstrap) {
      List<Formula> formulas = new ArrayList<>(HEADLINE);
      foreground().ifPresent(formulas::add);
      int compared = formulas.size();
      formulas.add(IMAGE_MIOU_ZERO);
      formulas.addAll(ofClasses());
      Map<String, ScoreResult> found = new LinkedHashMap<>();
      for (ScoreResult result : measure(formulas, compared, bootstrap)) {
        found.put(result.name(), result);
      }
      return MetricResult.of(List.copyOf(found.values()))
          .withTree(tree(found))
          .withFigures(
              new Figure.Bars(
                  "Classes",
                  "Intersection over union of each class over all pixels.",
                  "IoU by class",
                  "Intersection over union",
                  IOU),
              new Figure.Confusion(
                  "Confusion",
                  "Of the pixels of a true class (row), the share predicted as each class.",
                  context.classNames(),
                  matrices.total()))
          .withColumns(
              column("paperMiou", PAPER_MIOU, found),
              column("imageMiouSkip", IMAGE_MIOU_SKIP, found),
              column("pixelAccuracy", PIXEL_ACCURACY, found));
    }

    private Optional<Formula> foreground() {
      return context.foreground().map(this::foreground);
    }

    private Formula foreground(Foreground classes) {
      int object = context.classNames().indexOf(classes.object());
      int border = context.classNames().indexOf(classes.border());
      return new Formula(
          Score.ofDataset(
              "foreground.iou",
              "IoU of %s against the rest, the pixels of %s left out."
                  .formatted(classes.object(), classes.border())),
          m -> m.foregroundIou(object, border));
    }

    private List<Formula> ofClasses() {
      List<Formula> formulas = new ArrayList<>();
      for (int c = 0; c < context.classNames().size(); c++) {
        int index = c;
        formulas.add(ofClass(IOU, "IoU", c, m -> m.iou(index)));
        formulas.add(ofClass(DICE, "Dice", c, m -> m.dice(index)));
      }
      return formulas;
    }

    private Formula ofClass(
        String family, String what, int index, ToDoubleFunction<ConfusionMatrix> of) {
      return new Formula(
          Score.ofFamily(
              family,
              context.classNames().get(index),
              Score.Kind.OF_CLASS,
              what + " of one class, over all pixels."),
          of);
    }

    /** Those of all pixels come from the same draws; the first have values of images too. */
    private List<ScoreResult> measure(List<Formula> formulas, int compared, Bootstrap bootstrap) {
      List<Formula> ofDataset =
          formulas.stream().filter(f -> f.score().reduction() == Score.Reduction.DATASET).toList();
      Iterator<Resamples> drawn =
          matrices.resamples(ofDataset.stream().map(Formula::of).toList(), bootstrap).iterator();
      List<ScoreResult> results = new ArrayList<>();
      for (Formula formula : formulas) {
        if (formula.score().reduction() == Score.Reduction.IMAGES) {
          results.add(
              ScoreResult.mean(formula.score(), matrices.perImage(formula.of()), bootstrap));
        } else {
          ScoreResult result = ScoreResult.of(formula.score(), drawn.next(), bootstrap);
          results.add(
              results.size() < compared
                  ? result.withImages(matrices.perImage(formula.of()))
                  : result);
        }
      }
      return results;
    }

    private static MetricResult.Column column(
        String name, Formula formula, Map<String, ScoreResult> found) {
      ImageValues values =
          Objects.requireNonNull(found.get(formula.score().name())).images().orElseThrow();
      return new MetricResult.Column(name, true, values);
    }

    private ScoreTree tree(Map<String, ScoreResult> found) {
      Stream<String> names =
          Stream.of(
                  Stream.of(
                          DATASET_MIOU,
                          PIXEL_ACCURACY,
                          MEAN_CLASS_ACCURACY,
                          FREQUENCY_WEIGHTED_IOU,
                          MEAN_DICE)
                      .map(formula -> formula.score().name()),
                  context.classNames().stream().map(name -> IOU + "." + name),
                  context.classNames().stream().map(name -> DICE + "." + name),
                  Stream.of(IMAGE_MIOU_SKIP, IMAGE_MIOU_ZERO, IMAGE_MIOU_ONE, PAPER_MIOU)
                      .map(formula -> formula.score().name()),
                  foreground().stream().map(formula -> formula.score().name()))
              .flatMap(some -> some);
      return ScoreTree.of(names.map(name -> Objects.requireNonNull(found.get(name))).toList());
    }
  }
}
