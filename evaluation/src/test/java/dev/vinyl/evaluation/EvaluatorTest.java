package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ImageValues;
import dev.vinyl.evaluation.metric.Metric.FittedTemperature;
import dev.vinyl.evaluation.metric.ScoreResult;
import dev.vinyl.evaluation.report.EvaluationReport.ModelComparison;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.evaluation.report.ScoringSize;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.ClassMask;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

  @Test
  void scoresEveryImageInItsOrder() throws IOException {
    ColoredDataset data = new ColoredDataset(21);
    EvaluationResult result = evaluate(data, 3, new ReadsTheColor("m")).get(0);

    assertThat(result.images())
        .extracting(scored -> scored.sample().id())
        .containsExactlyElementsOf(data.all().stream().map(Sample::id).toList());
    assertThat(result.images().size()).isEqualTo(21);
    assertThat(result.score("dataset.pixelAccuracy")).isEqualTo(1);
    assertThat(result.score("paper.miou")).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(result.skipped()).isEmpty();
    assertThat(result.model()).isEqualTo("m");
  }

  @Test
  void decodesEachImageOnceForAllModels() throws IOException {
    ColoredDataset data = new ColoredDataset(10);
    evaluate(data, 2, new ReadsTheColor("a"), new ReadsTheColor("b"), new ReadsTheColor("c"));

    assertThat(data.loads()).isEqualTo(10);
  }

  @Test
  void comparesAtTheModelsSizeWithNearestTarget() throws IOException {
    // NEAREST from 4 x 4 to 2 x 2 takes the pixels 1 and 3 of the rows 1 and 3: all that are pet
    ColoredDataset data = new ColoredDataset(1);
    data.target(0, "2222 2020 2222 2020");
    EvaluationResult result = evaluate(data, 1, new ReadsTheColor("m")).get(0);

    assertThat(result.matrices().total().count(0, 0)).isEqualTo(4);
    assertThat(result.matrices().total().total()).isEqualTo(4);
  }

  @Test
  void comparesAtTheOriginalSizeWithTheTargetAsItIs() throws IOException {
    ColoredDataset data = new ColoredDataset(1);
    data.target(0, "2222 2020 2222 2020");
    EvaluationResult result =
        new Evaluator(data, data.all(), options(1).withSize(ScoringSize.ORIGINAL))
            .evaluateAll(List.of(new ReadsTheColor("m")), EvaluationListener.NONE)
            .get(0);

    assertThat(result.matrices().total().count(0, 0)).isEqualTo(4);
    assertThat(result.matrices().total().count(2, 0)).isEqualTo(12);
  }

  @Test
  void runsBatchesOfFourOrWhatTheModelTakes() throws IOException {
    ReadsTheColor any = new ReadsTheColor("m");
    evaluate(new ColoredDataset(10), 1, any);
    ReadsTheColor small = new ReadsTheColor("m");
    small.most = 3;
    evaluate(new ColoredDataset(10), 1, small);

    assertThat(any.batches).containsExactly(4, 4, 2);
    assertThat(small.batches).containsExactly(3, 3, 3, 1);
  }

  @Test
  void theNumberOfThreadsChangesNothing() throws IOException {
    ColoredDataset data = new ColoredDataset(50, Set.of(3, 17));
    EvaluationResult one = evaluate(data, 1, new ReadsTheColor("m")).get(0);
    EvaluationResult five = evaluate(data, 5, new ReadsTheColor("m")).get(0);

    assertThat(intervals(five)).isEqualTo(intervals(one));
    assertThat(values(five)).isEqualTo(values(one));
    assertThat(five.skipped()).isEqualTo(one.skipped());
  }

  @Test
  void imagesThatFitAloneAreScoredAlone() throws IOException {
    AtomicInteger holding = new AtomicInteger();
    AtomicInteger atOnce = new AtomicInteger();
    ReadsTheColor fitsAlone =
        new ReadsTheColor("m") {
          @Override
          List<MaskPredictor.Answer> predict(int images, ByteBuffer input) {
            if (images > 1) {
              throw new OutOfMemoryError("Java heap space");
            }
            atOnce.accumulateAndGet(holding.incrementAndGet(), Math::max);
            LockSupport.parkNanos(1_000_000); // for others to come
            holding.decrementAndGet();
            return super.predict(images, input);
          }
        };
    ColoredDataset data = new ColoredDataset(18);

    EvaluationResult result = evaluate(data, 3, fitsAlone).get(0);

    assertThat(atOnce).hasValue(1);
    assertThat(result.skipped()).isEmpty();
    assertThat(values(result)).isEqualTo(values(evaluate(data, 1, new ReadsTheColor("m")).get(0)));
  }

  @Test
  void imagesForWhichMemoryIsTooSmallAreSkippedAlone() throws IOException {
    ReadsTheColor small =
        new ReadsTheColor("m") {
          @Override
          List<MaskPredictor.Answer> predict(int images, ByteBuffer input) {
            for (int i = 0; i < images; i++) {
              if (Math.round(255 * input.getFloat(i * 3 * 4 * Float.BYTES)) == 1) {
                throw new OutOfMemoryError("Java heap space");
              }
            }
            return super.predict(images, input);
          }
        };

    EvaluationResult result = evaluate(new ColoredDataset(10), 2, small).get(0);

    assertThat(result.skipped())
        .extracting(SkippedImage::reason)
        .containsExactly(
            "p1.jpg: is too large for this JVM's memory; shrink it or raise -Xmx",
            "p4.jpg: is too large for this JVM's memory; shrink it or raise -Xmx",
            "p7.jpg: is too large for this JVM's memory; shrink it or raise -Xmx");
    EvaluationResult others =
        evaluate(new ColoredDataset(10, Set.of(1, 4, 7)), 2, new ReadsTheColor("m")).get(0);
    assertThat(intervals(result)).isEqualTo(intervals(others));
    assertThat(values(result)).isEqualTo(values(others));
  }

  @Test
  void calibratesByTheSoftmaxOfTheLogits() throws IOException {
    // logits (2, 0, 0), always right: the gap between 1 and exp(2) / (exp(2) + 2)
    EvaluationResult result = evaluate(new ColoredDataset(6), 2, new ReadsTheColor("m")).get(0);
    double sure = Math.exp(2) / (Math.exp(2) + 2);

    assertThat(result.score("calibration.ece")).isCloseTo(1 - sure, within(1e-6));
    assertThat(column(result, "confidence").get(0)).isCloseTo(sure, within(1e-6));
  }

  /**
   * Logits (2, 0, 0) everywhere, and three pixels of the four that the model's size takes are pet:
   * the likelihood is highest where exp(2 / T) / (exp(2 / T) + 2) = 3 / 4, so T = 2 / ln 6, and
   * logits of three times the size need three times that. Then confidence is accuracy, and NLL the
   * entropy of (3, 1/2, 1/2) / 4.
   */
  @Test
  void findsTheTemperatureThatTheLogitsWereMadeWith() throws IOException {
    ColoredDataset data = new ColoredDataset(8);
    for (int i = 0; i < 8; i++) {
      data.target(i, i % 2 == 0 ? "0000 0000 0000 0001" : "0000 0000 0000 0002");
    }
    ReadsTheColor once = new ReadsTheColor("once");
    once.always = true;
    ReadsTheColor thrice = new ReadsTheColor("thrice");
    thrice.always = true;
    thrice.logit = 6;
    List<MaskPredictor> models = List.of(once, thrice);
    Evaluator evaluator = new Evaluator(data, data.all(), options(3));
    var fitted = evaluator.fitAllTemperatures(models, "trainval", EvaluationListener.NONE);
    var plain = evaluator.evaluateAll(models, EvaluationListener.NONE);
    var scaled = evaluator.evaluateAll(models, fitted, EvaluationListener.NONE);

    double expected = 2 / Math.log(6);
    assertThat(temperature(fitted, 0)).isCloseTo(expected, within(1e-9));
    assertThat(temperature(fitted, 1)).isCloseTo(3 * expected, within(1e-9));
    double entropy = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.125);
    for (int m = 0; m < 2; m++) {
      assertThat(fitted.get(m).orElseThrow().split()).isEqualTo("trainval");
      assertThat(fitted.get(m).orElseThrow().images()).isEqualTo(8);
      EvaluationResult found = scaled.get(m);
      assertThat(found.score("calibration.temperature.ece")).isCloseTo(0, within(1e-9));
      assertThat(found.score("calibration.temperature.nll")).isCloseTo(entropy, within(1e-9));
      assertThat(found.interval("calibration.nll"))
          .isEqualTo(plain.get(m).interval("calibration.nll"));
      assertThat(column(found, "confidence")).isEqualTo(column(plain.get(m), "confidence"));
      assertThat(plain.get(m).find("calibration.temperature.ece")).isEmpty();
    }
  }

  @Test
  void temperaturesDoNotDependOnThreadsAndPassOverBadImages() throws IOException {
    ColoredDataset data = new ColoredDataset(40, Set.of(2, 30));
    data.target(1, "1111 1212 0000 2222");
    List<MaskPredictor> models = List.of(new ReadsTheColor("m"));
    var one =
        new Evaluator(data, data.all(), options(1))
            .fitAllTemperatures(models, "test", EvaluationListener.NONE);
    var five =
        new Evaluator(data, data.all(), options(5))
            .fitAllTemperatures(models, "test", EvaluationListener.NONE);

    assertThat(five).isEqualTo(one);
    assertThat(one.get(0).orElseThrow().images()).isEqualTo(38);
    assertThat(one.get(0).orElseThrow().pixels()).isEqualTo(38 * 4);
  }

  @Test
  void thereIsNothingToFitForAModelThatGivesClasses() throws IOException {
    ReadsTheColor classes =
        new ReadsTheColor("classes") {
          @Override
          List<MaskPredictor.Answer> predict(int images, ByteBuffer input) {
            ClassMask mask = new ClassMask(2, 2, new byte[4]);
            return Collections.nCopies(images, MaskPredictor.Answer.ofMask(3, mask));
          }
        };
    ColoredDataset data = new ColoredDataset(3);
    Evaluator evaluator = new Evaluator(data, data.all(), options(1));
    var fitted = evaluator.fitAllTemperatures(List.of(classes), "test", EvaluationListener.NONE);
    var result = evaluator.evaluateAll(List.of(classes), fitted, EvaluationListener.NONE).get(0);

    assertThat(fitted.get(0)).isEmpty();
    assertThat(result.scores()).noneMatch(score -> score.name().startsWith("calibration"));
    assertThat(column(result, "confidence")).containsOnly(Double.NaN);
  }

  @Test
  void aLabelThatIsNoClassStopsTheFitToo() {
    ColoredDataset data = new ColoredDataset(2);
    data.target(1, "0000 0000 0000 0007");
    Evaluator evaluator = new Evaluator(data, data.all(), options(1));

    assertThatThrownBy(
            () ->
                evaluator.fitAllTemperatures(
                    List.of(new ReadsTheColor("m")), "test", EvaluationListener.NONE))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith("p.png: classes are 0..2, but pixel (1, 1) has ground truth 7");
  }

  private static double temperature(List<Optional<FittedTemperature>> fitted, int model) {
    return fitted.get(model).orElseThrow().temperature();
  }

  @Test
  void comparesModelsImageByImage() throws IOException {
    // the second model takes everything for pet: right for images 0, 3, 6 of 9
    ReadsTheColor pet = new ReadsTheColor("pet");
    pet.always = true;
    List<EvaluationResult> results =
        evaluate(new ColoredDataset(9), 2, new ReadsTheColor("right"), pet);
    ModelComparison comparison =
        ModelComparison.of(results.get(0), results.get(1), Bootstrap.standard(0));
    var difference = comparison.differences().get("dataset.pixelAccuracy");

    assertThat(difference).isNotNull();
    assertThat(difference.difference().estimate()).isCloseTo(3.0 / 9 - 1, within(1e-12));
    assertThat(difference.worse()).isEqualTo(6);
    assertThat(difference.better()).isZero();
    assertThat(difference.unchanged()).isEqualTo(3);
  }

  @Test
  void goesOnPastBadImagesAndListsThem() throws IOException {
    ColoredDataset data = new ColoredDataset(11, Set.of(0, 5, 10));
    List<String> heard = new ArrayList<>();
    EvaluationResult result =
        new Evaluator(data, data.all(), options(2))
            .evaluateAll(List.of(new ReadsTheColor("m")), new Hears(heard))
            .get(0);

    assertThat(result.images().size()).isEqualTo(8);
    assertThat(result.skipped()).extracting(SkippedImage::id).containsExactly("p0", "p5", "p10");
    assertThat(result.skipped().get(1).reason()).isEqualTo("p5.jpg: is broken; replace it");
    assertThat(heard).hasSize(12).startsWith("started 11").contains("skipped p5", "scored p9");
  }

  @Test
  void aLabelThatIsNoClassIsAnErrorWithItsFile() {
    ColoredDataset data = new ColoredDataset(2);
    data.target(1, "0000 0000 0000 0007");

    assertThatThrownBy(() -> evaluate(data, 1, new ReadsTheColor("m")))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith("p.png: classes are 0..2, but pixel (1, 1) has ground truth 7");
  }

  @Test
  void failsWhenNoImageCanBeRead() {
    ColoredDataset data = new ColoredDataset(2, Set.of(0, 1));

    assertThatThrownBy(() -> evaluate(data, 1, new ReadsTheColor("m")))
        .isInstanceOf(EvaluationException.class)
        .hasMessage(
            "data set colors: none of 2 images could be read, the first because of p0.jpg: is"
                + " broken; replace it");
  }

  @Test
  void refusesAnEmptySplit() {
    assertThatThrownBy(() -> evaluate(new ColoredDataset(0), 1, new ReadsTheColor("m")))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("no image to score");
  }

  @Test
  void refusesAModelOfOtherClasses() {
    ReadsTheColor other =
        new ReadsTheColor("m") {
          @Override
          public List<String> classNames() {
            return List.of("cat", "dog");
          }
        };

    assertThatThrownBy(() -> evaluate(new ColoredDataset(1), 1, other))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith("m: the model has the classes [cat, dog], the data set colors has");
  }

  @Test
  void aFailingModelIsNotTakenForABadImage() {
    ReadsTheColor failing =
        new ReadsTheColor("m") {
          @Override
          List<MaskPredictor.Answer> predict(int images, ByteBuffer input) {
            throw new IllegalStateException("model is closed");
          }
        };

    assertThatThrownBy(() -> evaluate(new ColoredDataset(3), 1, failing))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model is closed");
  }

  private static EvaluationOptions options(int threads) {
    return EvaluationOptions.defaults()
        .withRunning(SegmenterOptions.defaults().withThreads(threads))
        .withBootstrap(new Bootstrap(50, 0.95, 1));
  }

  private static List<EvaluationResult> evaluate(
      ColoredDataset data, int threads, MaskPredictor... models) throws IOException {
    return new Evaluator(data, data.all(), options(threads))
        .evaluateAll(List.of(models), EvaluationListener.NONE);
  }

  private static Map<String, ConfidenceInterval> intervals(EvaluationResult result) {
    return result.scores().stream()
        .collect(Collectors.toMap(ScoreResult::name, ScoreResult::interval));
  }

  private static Map<String, Double> values(EvaluationResult result) {
    return result.scores().stream()
        .collect(Collectors.toMap(ScoreResult::name, ScoreResult::value));
  }

  private static List<Double> column(EvaluationResult result, String name) {
    ImageValues values =
        result.columns().stream()
            .filter(column -> column.name().equals(name))
            .findFirst()
            .orElseThrow()
            .values();
    return IntStream.range(0, values.size()).mapToObj(values::get).toList();
  }

  private record Hears(List<String> heard) implements EvaluationListener {
    @Override
    public void started(int images) {
      heard.add("started " + images);
    }

    @Override
    public void scored(ImageResult result) {
      heard.add("scored " + result.sample().id());
    }

    @Override
    public void skipped(SkippedImage image) {
      heard.add("skipped " + image.id());
    }
  }
}
