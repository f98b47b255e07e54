package dev.vinyl.training.stage;

import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.export.vit.ClassificationHead;
import dev.vinyl.export.vit.DecoderHead;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.InferenceModel;
import dev.vinyl.export.vit.PositionResampling;
import dev.vinyl.export.vit.ReconstructionHead;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The models that a finished run left, ready to be exported.
 *
 * <pre>{@code
 * TrainedRun.open(Path.of("runs/pets")).segmenter().export(Path.of("pets.onnx"));
 * }</pre>
 *
 * <p>Its methods throw {@link IOException} where the run is of another stage, has not ended, or a
 * file cannot be read.
 */
public final class TrainedRun {
  /** What a stage leaves, in words, and its head. */
  private record Left(String what, HeadOfRun head) {}

  /** Makes a head for a number of classes and the settings of a run. */
  @FunctionalInterface
  private interface HeadOfRun {
    DecoderHead of(int classes, ConfigTree settings);
  }

  private static final Map<String, Left> HEADS =
      Map.of(
          FineTuning.NAME,
          new Left("a segmenter", TrainedRun::segmentationHead),
          IntermediateClassification.NAME,
          new Left("a classifier", (classes, settings) -> new ClassificationHead(classes)),
          Pretraining.NAME,
          new Left("a model that reconstructs", TrainedRun::reconstructionHead));

  private final RunDirectory run;
  private final RunManifest manifest;
  private final StageConfig config;

  private TrainedRun(RunDirectory run, RunManifest manifest, StageConfig config) {
    this.run = run;
    this.manifest = manifest;
    this.config = config;
  }

  /** Reads what a run says of itself. */
  public static TrainedRun open(Path folder) throws IOException {
    RunDirectory run = RunDirectory.open(folder);
    return new TrainedRun(run, run.manifest(), StageConfig.of(run));
  }

  /** A class for each pixel, as logits; from fine-tuning. */
  public ModelExporter segmenter() throws IOException {
    return withHead(model(FineTuning.NAME));
  }

  /** A class for each pixel, decided, and how sure that is; from fine-tuning. */
  public ModelExporter maskSegmenter() throws IOException {
    return withHead(SegmentationHead.maskOutput(model(FineTuning.NAME)));
  }

  /** A class for each pixel, as logits, and the encoder's patch tokens; from fine-tuning. */
  public ModelExporter tokenSegmenter() throws IOException {
    return withHead(SegmentationHead.tokenOutput(model(FineTuning.NAME)));
  }

  /** A class for each image; from the intermediate stage of classification. */
  public ModelExporter classifier() throws IOException {
    return withHead(model(IntermediateClassification.NAME));
  }

  /** Masked patches reconstructed; from pre-training. */
  public ModelExporter reconstructor() throws IOException {
    return withHead(model(Pretraining.NAME));
  }

  /**
   * Patch tokens; from any stage.
   *
   * @param everyLayer also those after each block
   */
  public ModelExporter features(boolean everyLayer) throws IOException {
    return features(everyLayer, config.model().imageHeight(), config.model().imageWidth());
  }

  /**
   * Patch tokens of images of another size; from any stage. Positions are resampled by the
   * encoder's own rule.
   *
   * @param everyLayer also those after each block
   * @param height of the input, in pixels; a multiple of the patch's
   * @param width of the input, in pixels; a multiple of the patch's
   * @throws IllegalArgumentException if it is no multiple
   */
  public ModelExporter features(boolean everyLayer, int height, int width) throws IOException {
    VitConfig sizes = config.model().withImageSize(height, width);
    ParameterSet encoder =
        PositionResampling.resize(encoder(), TrainableModel.ENCODER_PREFIX, config.model(), sizes);
    return exporter(InferenceModel.features(sizes, everyLayer), encoder, List.of());
  }

  private List<String> classNames() {
    return manifest.data().classNames();
  }

  /** The encoder and the head that a stage trains. */
  private EncoderDecoder model(String stage) throws IOException {
    Left left = Objects.requireNonNull(HEADS.get(stage), stage);
    if (!manifest.stage().equals(stage)) {
      throw new IOException(
          "%s: is a run of the stage %s; %s comes from a run of %s"
              .formatted(run.folder(), manifest.stage(), left.what(), stage));
    }
    return new EncoderDecoder(
        config.model(), left.head().of(classNames().size(), manifest.config()));
  }

  private static DecoderHead segmentationHead(int classes, ConfigTree settings) {
    return new SegmentationHead(
        classes,
        SegmentationHead.Loss.CROSS_ENTROPY,
        FineTuningConfig.hasPixelLogSoftmax(settings),
        FineTuningConfig.head(settings));
  }

  private static DecoderHead reconstructionHead(int none, ConfigTree settings) {
    return new ReconstructionHead(PretrainingConfig.hasNormalizedTargets(settings), 1);
  }

  private ParameterSet encoder() throws IOException {
    return run.encoder().renamed(name -> TrainableModel.ENCODER_PREFIX + name);
  }

  private ModelExporter withHead(InferenceModel model) throws IOException {
    List<String> classes = model.classes() == 0 ? List.of() : classNames();
    return exporter(model, encoder().and(run.head()), classes);
  }

  private ModelExporter exporter(InferenceModel model, ParameterSet weights, List<String> classes)
      throws IOException {
    ModelMetadata metadata =
        new ModelMetadata(
            model.task(),
            config.preprocess(model.config()),
            classes,
            config.model().patchSize(),
            provenance(model.config()));
    try {
      return new ModelExporter(model, weights, metadata);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(run.folder(), e.getMessage()), e);
    }
  }

  /** What the file says of where it comes from; models that differ in seeds alone can be told. */
  private Map<String, String> provenance(VitConfig sizes) throws IOException {
    Map<String, String> provenance = new HashMap<>();
    VitConfig own = config.model();
    if (own.gridHeight() != sizes.gridHeight() || own.gridWidth() != sizes.gridWidth()) {
      provenance.put("positions", PositionResampling.described(own, sizes));
    } else if (!manifest.from().positions().isEmpty()) {
      provenance.put("positions", manifest.from().positions());
    }
    provenance.put("recipe", config.recipe());
    provenance.put("stage", manifest.stage());
    provenance.put("data", manifest.data().name());
    provenance.put("data_fingerprint", manifest.data().fingerprint());
    provenance.put("version", manifest.versions().vinyl());
    provenance.put("engine", manifest.versions().engine());
    if (!manifest.wasImported()) {
      provenance.put("seed", String.valueOf(manifest.seed()));
      provenance.put("epochs", String.valueOf(config.epochs()));
      provenance.put("recipe_fingerprint", recipeFingerprint(manifest));
      if (!manifest.from().sha256().isEmpty()) {
        provenance.put("encoder_sha256", manifest.from().sha256());
      }
    }
    return provenance;
  }

  /** The encoder stands in it by the recipe of its own run, where that can still be read. */
  private static String recipeFingerprint(RunManifest manifest) throws IOException {
    RunManifest.Origin from = manifest.from();
    Path earlier = Path.of(from.run());
    if (!from.sha256().isEmpty() && RunDirectory.isRun(earlier)) {
      RunDirectory run = RunDirectory.open(earlier);
      boolean same =
          Files.exists(run.encoderFile()) && Sha256.hex(run.encoderFile()).equals(from.sha256());
      if (same && !run.manifest().wasImported()) {
        return manifest.recipeFingerprint(recipeFingerprint(run.manifest()));
      }
    }
    return manifest.recipeFingerprint(from.sha256().isEmpty() ? "drawn" : from.sha256());
  }
}
