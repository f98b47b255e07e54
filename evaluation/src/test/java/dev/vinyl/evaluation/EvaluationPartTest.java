package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.Metric.FittedTemperature;
import dev.vinyl.evaluation.metric.ScoreResult;
import dev.vinyl.evaluation.report.EvaluationResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationPartTest {
  private static final EvaluationOptions OPTIONS =
      EvaluationOptions.defaults().withBootstrap(new Bootstrap(50, 0.95, 1));
  private static final List<MaskPredictor> MODELS =
      List.of(new ReadsTheColor("a"), new ReadsTheColor("b"));
  private static final List<Optional<FittedTemperature>> TEMPERATURES =
      List.of(Optional.of(new FittedTemperature(1.7, 1, 0.9, 100, "val", 10)), Optional.empty());

  private final ColoredDataset data = data();

  @Test
  void partsFromElsewhereGiveTheResultsOfOnePassToTheLastDigit() throws Exception {
    EvaluationPart whole = score(0, 50);
    EvaluationPart sent = sent(score(0, 4));
    sent.merge(sent(score(4, 5)));
    sent.merge(sent(score(5, 33)));
    sent.merge(sent(score(33, 50)));

    List<EvaluationResult> expected = results(whole);
    List<EvaluationResult> found = results(sent);
    for (int m = 0; m < MODELS.size(); m++) {
      assertThat(found.get(m).scores()).hasSizeGreaterThan(20);
      assertThat(scores(found.get(m))).isEqualTo(scores(expected.get(m)));
      assertThat(columns(found.get(m))).isEqualTo(columns(expected.get(m)));
      assertThat(found.get(m).context()).isEqualTo(expected.get(m).context());
      assertThat(found.get(m).skipped()).isEqualTo(expected.get(m).skipped()).hasSize(2);
      assertThat(found.get(m).images())
          .extracting(image -> image.sample().id() + " " + image.width() + " " + image.brightness())
          .isEqualTo(
              expected.get(m).images().stream()
                  .map(i -> i.sample().id() + " " + i.width() + " " + i.brightness())
                  .toList());
      assertThat(found.get(m).matrices().total()).isEqualTo(expected.get(m).matrices().total());
    }
    assertThat(shown(sent)).isEqualTo(shown(whole)).isNotEmpty();
  }

  @Test
  void partsHaveToFollowOnEachOther() throws IOException {
    EvaluationPart first = score(0, 4);

    assertThatThrownBy(() -> first.merge(score(5, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("images 5..8 of 2 models do not follow on images 0..4 of 2 models");
  }

  private static ColoredDataset data() {
    ColoredDataset data = new ColoredDataset(50, Set.of(3, 17));
    data.target(1, "0000 1111 2222 0012");
    data.target(20, "0000 1111 2222 2222");
    data.target(34, "2222 0000 0011 1111");
    return data;
  }

  private EvaluationPart score(int from, int to) throws IOException {
    List<Sample> samples = data.all().subList(from, to);
    return new Evaluator(data, samples, OPTIONS)
        .score(MODELS, TEMPERATURES, from, EvaluationListener.NONE);
  }

  private static EvaluationPart sent(EvaluationPart part) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(part);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (EvaluationPart) in.readObject();
    }
  }

  private List<EvaluationResult> results(EvaluationPart part) throws IOException {
    return new Evaluator(data, data.all(), OPTIONS).results(MODELS, TEMPERATURES, part, 1);
  }

  private List<String> shown(EvaluationPart part) throws IOException {
    return part.gallery().groups(data, data.all()).stream()
        .flatMap(group -> group.examples().stream().map(e -> group.heading() + " " + e.id()))
        .toList();
  }

  private static List<String> scores(EvaluationResult result) {
    return result.scores().stream().map(EvaluationPartTest::text).toList();
  }

  private static String text(ScoreResult score) {
    return score.name() + " " + score.value() + " " + score.interval();
  }

  private static List<String> columns(EvaluationResult result) {
    List<String> columns = new ArrayList<>();
    result
        .columns()
        .forEach(
            column ->
                columns.add(
                    column.name()
                        + Arrays.toString(
                            IntStream.range(0, column.values().size())
                                .mapToDouble(column.values()::get)
                                .toArray())));
    return columns;
  }
}
