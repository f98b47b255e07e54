package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.ImageFolder;
import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.evaluation.features.FeatureExtractor;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.features.FeatureStore;
import dev.vinyl.evaluation.geometry.EncoderFeatures;
import dev.vinyl.evaluation.geometry.EncoderGeometry;
import dev.vinyl.evaluation.geometry.GeometryAnalysis;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.PatchFeatures;
import dev.vinyl.runtime.Segmentation;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.training.internal.engine.EngineFactory;
import dev.vinyl.training.internal.engine.Engines;
import dev.vinyl.training.loop.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All stages, export, service and geometry of a model whose images are 16 high and 24 wide. */
final class RectangularImagesTest {
  private static final String SIZE = "model.imageSize=[16, 24]"; // 4 x 6 patches
  private static final SessionSettings ONE = SessionSettings.forTraining().withIntraOpThreads(1);

  @TempDir private Path folder;

  @Test
  void everyStageTrainsOnThemAndBeginsWithTheOneBefore() throws IOException {
    DrawnFiles.writeBars(folder.resolve("bars"), 20);
    DrawnFiles.writeColours(folder.resolve("colours"), 4);
    String[] short2 = {SIZE, "epochs=2", "validation={every: 1}", "augment.rotation=10"};
    List<Stage> stages =
        List.of(
            new Pretraining(
                UnlabelledImages.open(folder.resolve("bars")),
                PretrainingConfig.of(StagesTest.settings(Pretraining.NAME, short2))),
            new IntermediateClassification(
                ImageFolder.open(folder.resolve("colours"), 1),
                ClassificationConfig.of(
                    StagesTest.settings(IntermediateClassification.NAME, short2))),
            new IntermediateSpatial(new ColouredShapes(12, 6, 0), StagesTest.spatialConfig(short2)),
            fineTuning(short2));
    Path before = null;
    for (Stage stage : stages) {
      Path run = folder.resolve(stage.name());
      new Training(stage, Engines.auto(ONE)).from(before).cache(folder.resolve("cache")).run(run);
      RunDirectory left = RunDirectory.open(run);
      assertThat(left.encoder().get("pos_embedding").shape()).containsExactly(1, 25, 16);
      assertThat(StageConfig.of(left).model()).isEqualTo(new VitConfig(16, 24, 4, 16, 2, 2, 8, 32));
      before = run;
    }
  }

  @Test
  void bothEnginesTrainAlikeOnThem() throws IOException {
    double api = loss("api", Engines.trainingApi(ONE));
    double plain = loss("plain", Engines.plain(ONE));

    assertThat(api).isCloseTo(plain, within(1e-3)).isLessThan(1.2);
  }

  private double loss(String name, EngineFactory engines) throws IOException {
    return new Training(fineTuning(SIZE, "epochs=2"), engines).run(folder.resolve(name)).loss();
  }

  @Test
  void whatWasLearntIsServedAndMeasured() throws IOException {
    Path run = folder.resolve("run");
    new Training(fineTuning(SIZE, "epochs=40"), Engines.auto(ONE)).run(run);
    Path file = folder.resolve("shapes.onnx");
    TrainedRun.open(run).tokenSegmenter().export(file);

    ColouredShapes unseen = new ColouredShapes(3, 3, 3);
    Sample sample = unseen.samples(Split.TEST).get(1);
    LabelledImage image = unseen.load(sample);
    try (Segmenter segmenter = Segmenter.open(file)) {
      Segmentation found = segmenter.segment(ImageSource.of(image.image()));
      assertThat(found.modelMask().width()).isEqualTo(24);
      assertThat(found.modelMask().height()).isEqualTo(16);
      assertThat(found.mask().width()).isEqualTo(24);
      assertThat(found.mask().height()).isEqualTo(20);
      assertThat(equal(found.mask(), image.target())).isGreaterThan(0.9);
      PatchFeatures features = found.features().orElseThrow();
      assertThat(features.rows()).isEqualTo(4);
      assertThat(features.columns()).isEqualTo(6);
    }
    assertGeometry(file, unseen);
  }

  private void assertGeometry(Path model, ColouredShapes images) throws IOException {
    FeatureStore store =
        FeatureExtractor.standard()
            .extract(
                model,
                FeatureImages.of(images),
                folder.resolve("features.arrow"),
                FeatureExtractor.Listener.NONE)
            .store();
    FeatureInfo info = store.info();
    assertThat(List.of(info.rows(), info.columns(), info.patches())).containsExactly(4, 6, 24);
    // 24 columns and 20 rows at 24 x 16: columns are as they are, and those of 4 make a patch
    int[] votes = new int[3];
    for (int x = 4; x < 8; x++) {
      votes[x / 3 % 3]++;
    }
    assertThat(store.composition(0).majority().get(1, 2)).isEqualTo(votes[1] >= votes[2] ? 1 : 2);
    EncoderGeometry geometry =
        GeometryAnalysis.standard(1)
            .analyse(
                List.of(new EncoderFeatures("shapes", store, "tokens")),
                GeometryAnalysis.Listener.NONE)
            .encoders()
            .get(0);
    assertThat(geometry.rows()).isEqualTo(4);
    assertThat(geometry.columns()).isEqualTo(6);
    assertThat(geometry.cosines().maxDistance()).isEqualTo(8); // 3 down and 5 across
    assertThat(geometry.cosines().at(1).estimate())
        .isCloseTo(cosineOfNeighbours(store), within(1e-6));
  }

  /** The mean over images of the mean cosine of patches that lie beside or below each other. */
  private static double cosineOfNeighbours(FeatureStore store) throws IOException {
    double sum = 0;
    int images = store.ids().size();
    int dim = store.info().dimension();
    for (int image = 0; image < images; image++) {
      float[] tokens = store.tokens("tokens", image);
      double ofImage = 0;
      int pairs = 0;
      for (int a = 0; a < 24; a++) {
        for (int b = a + 1; b < 24; b++) {
          if (Math.abs(a / 6 - b / 6) + Math.abs(a % 6 - b % 6) == 1) {
            ofImage += cosine(tokens, a * dim, b * dim, dim);
            pairs++;
          }
        }
      }
      sum += ofImage / pairs;
    }
    return sum / images;
  }

  private static double cosine(float[] tokens, int a, int b, int dim) {
    double dot = 0;
    double first = 0;
    double second = 0;
    for (int d = 0; d < dim; d++) {
      dot += (double) tokens[a + d] * tokens[b + d];
      first += (double) tokens[a + d] * tokens[a + d];
      second += (double) tokens[b + d] * tokens[b + d];
    }
    return dot / Math.sqrt(first * second);
  }

  private static double equal(ClassMask found, ClassMask wanted) {
    int same = 0;
    for (int i = 0; i < wanted.classes().length; i++) {
      same += found.classes()[i] == wanted.classes()[i] ? 1 : 0;
    }
    return (double) same / wanted.classes().length;
  }

  private static FineTuning fineTuning(String... assignments) throws IOException {
    return new FineTuning(
        new ColouredShapes(12, 0, 6),
        FineTuningConfig.of(StagesTest.settings(FineTuning.NAME, assignments)));
  }
}
