package dev.vinyl.training.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.internal.artifact.AdamW;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.fixtures.ChildJvm;
import dev.vinyl.nativeconfig.ExecutionProvider;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.internal.engine.Optimization.ParameterGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnginesTest {
  private static final SessionSettings SETTINGS =
      SessionSettings.forTraining().withIntraOpThreads(1);
  private static final TrainableModel MODEL =
      new EncoderDecoder(new VitConfig(16, 4, 16, 1, 2, 8, 32), new SegmentationHead(3));
  private static final AdamW ADAM_W = AdamW.withWeightDecay(1e-4f);
  private static final Optimization UNIFORM = Optimization.uniform(ADAM_W);

  @TempDir Path folder;

  /** What the training API cannot do. */
  static Stream<Optimization> groupsAndAverage() {
    return Stream.of(
        new Optimization(ADAM_W, Map.of("mlp.bias", new ParameterGroup(1, 0)), 0),
        new Optimization(ADAM_W, Map.of(), 0.9f));
  }

  static Stream<Optimization> everyOptimization() {
    return Stream.concat(Stream.of(UNIFORM), groupsAndAverage());
  }

  @ParameterizedTest
  @MethodSource("everyOptimization")
  void autoTakesThePlainEngineOnTheCpu(Optimization optimization) throws Exception {
    EngineFactory auto = Engines.auto(SETTINGS);

    assertThat(auto.description(optimization))
        .isEqualTo("ONNX Runtime %s, plain session, its own operators".formatted(version()));
    try (TrainingEngine engine = auto.create(request(optimization, folder))) {
      assertThat(engine).isInstanceOf(PlainSessionEngine.class);
      engine.setLearningRate(1e-3f);
      engine.trainStep(Batches.noise(MODEL, 2, 1));
      assertThat(engine.step()).isEqualTo(1);
    }
  }

  /** The factories alone: no GPU is used before an engine is made. */
  @Test
  void autoTakesTheTrainingApiOnAGpuWhereAllParametersAreUpdatedAlike() {
    EngineFactory auto = Engines.auto(SETTINGS.withProvider(ExecutionProvider.cuda(0)));

    assertThat(auto.description(UNIFORM))
        .isEqualTo("ONNX Runtime %s, training API".formatted(version()));
    assertThat(groupsAndAverage().map(auto::description))
        .containsOnly("ONNX Runtime %s, plain session, its own operators".formatted(version()));
  }

  @Test
  void autoContinuesWhatTheTrainingApiBegan() {
    EngineFactory auto = Engines.auto(SETTINGS);
    String trainingApi = "ONNX Runtime %s, training API".formatted(version());

    assertThat(auto.continuing(trainingApi, UNIFORM).description(UNIFORM)).isEqualTo(trainingApi);
    assertThat(auto.continuing("an engine of another version", UNIFORM)).isSameAs(auto);
  }

  @ParameterizedTest
  @MethodSource("groupsAndAverage")
  void trainingApiRefusesGroupsAndAnAverage(Optimization optimization) {
    EngineFactory trainingApi = Engines.trainingApi(SETTINGS);

    assertThatThrownBy(() -> trainingApi.create(request(optimization, folder)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the training API updates all parameters alike")
        .hasMessageContaining("optimizer.layerDecay=1")
        .hasMessageContaining("optimizer.decayAll=true")
        .hasMessageContaining("optimizer.average=0")
        .hasMessageContaining("choose the plain engine");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void plainTakesTheTrainingLibrarysKernelsWhereTheyAreLoaded() {
    OnnxRuntimeLibrary.loadForTraining(); // what every test of this JVM shares
    assertThat(Engines.plain(SETTINGS).description(UNIFORM))
        .isEqualTo("ONNX Runtime %s, plain session, its own operators".formatted(version()));
  }

  /** Trains for three steps on whichever engine there is; prints its description and the losses. */
  static final class Training {
    public static void main(String[] args) throws IOException {
      EngineFactory auto = Engines.auto(SETTINGS);
      System.out.println(auto.description(UNIFORM));
      try (TrainingEngine engine = auto.create(request(UNIFORM, Path.of(args[0])))) {
        System.out.println(losses(engine));
      }
      try {
        Engines.trainingApi(SETTINGS);
      } catch (IllegalStateException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }

  @Test
  void withoutTheTrainingLibraryTheStockOneTrainsAndTheLogSaysSo() throws Exception {
    List<String> lines = runWithoutTrainingLibrary(Training.class, folder.toString());

    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .contains("WARN")
        .contains("training goes on in a plain session: cannot train: ")
        .contains("no training library for");
    assertThat(lines.get(1))
        .isEqualTo("ONNX Runtime %s, plain session, standard operators".formatted(version()));
    try (TrainingEngine here = EngineKind.PLAIN_STANDARD.open(request(UNIFORM, folder))) {
      double[] expected = numbers(losses(here));
      double[] found = numbers(lines.get(2));
      assertThat(found).containsExactly(expected, within(1e-5));
      assertThat(found[2]).isLessThan(found[0]);
    }
    assertThat(lines.get(3)).startsWith("refused: cannot train: ");
  }

  private static String losses(TrainingEngine engine) {
    engine.setLearningRate(1e-2f);
    return IntStream.range(0, 3)
        .mapToObj(i -> String.valueOf(engine.trainStep(Batches.noise(MODEL, 2, 1))))
        .collect(Collectors.joining(" "));
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  private static EngineRequest request(Optimization optimization, Path folder) {
    return new EngineRequest(
        MODEL, TrainingArtifacts.initialParameters(MODEL, 1), optimization, 64, folder, null);
  }

  private static String version() {
    return OnnxRuntimeLibrary.loadForTraining().version();
  }

  /** What a main class prints in a JVM of its own, on Microsoft's library alone. */
  private static List<String> runWithoutTrainingLibrary(Class<?> main, String argument)
      throws IOException, InterruptedException {
    ChildJvm child = ChildJvm.small().withoutNatives("onnxruntime");
    return ChildJvm.output(child.start(main, argument));
  }
}
