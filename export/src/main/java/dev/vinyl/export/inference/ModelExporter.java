package dev.vinyl.export.inference;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.inference.ExportReport.Comparison;
import dev.vinyl.export.inference.ExportSettings.Precision;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.InferenceModel;
import dev.vinyl.export.vit.PositionResampling;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.internal.io.AtomicFile;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes inference models: weights and metadata inside, free batch size. Each is run beside the
 * weights that it was made from before it gets its name.
 *
 * <pre>{@code
 * ModelExporter exporter = new ModelExporter(model, weights, metadata);
 * exporter.export(Path.of("pets.onnx"));
 * exporter.settings(ExportSettings.defaults().withPrecision(Precision.INT8)).export(file);
 * }</pre>
 */
public final class ModelExporter {
  /** The input of a model that takes preprocessed images. */
  static final String IMAGE = "image";

  private final InferenceModel model;
  private final ParameterSet weights;
  private final ModelMetadata metadata;
  private final ExportSettings settings;
  private final List<RgbImage> images;

  /**
   * With {@link ExportSettings#defaults}.
   *
   * @param weights as they are trained, no more and no less than the model has
   * @param metadata what a runtime needs to know, of the same task, sizes and classes
   * @throws IllegalArgumentException if weights or metadata do not fit the model
   */
  public ModelExporter(InferenceModel model, ParameterSet weights, ModelMetadata metadata) {
    this(model, weights, metadata, ExportSettings.defaults(), List.of());
    checkMetadata();
    TrainingArtifacts.checkParameters(reference().graph().parameters(), weights);
  }

  private ModelExporter(
      InferenceModel model,
      ParameterSet weights,
      ModelMetadata metadata,
      ExportSettings settings,
      List<RgbImage> images) {
    this.model = model;
    this.weights = weights;
    this.metadata = metadata;
    this.settings = settings;
    this.images = List.copyOf(images);
  }

  /** What the file says of itself. */
  public ModelMetadata metadata() {
    Map<String, String> provenance = new TreeMap<>(metadata.provenance());
    if (settings.anySize()) {
      provenance.put("positions_at_other_sizes", PositionResampling.described(model.config()));
    }
    provenance.put("variant", settings.variant().name().toLowerCase(Locale.ROOT));
    provenance.put("precision", settings.precision().name().toLowerCase(Locale.ROOT));
    return new ModelMetadata(
        metadata.task(),
        metadata.preprocess(),
        metadata.classNames(),
        metadata.patchSize(),
        settings.anySize(),
        provenance);
  }

  /**
   * The same model, written in another way.
   *
   * @throws IllegalArgumentException if it shall take images of any size and is no encoder alone
   */
  public ModelExporter settings(ExportSettings other) {
    if (other.anySize() && !model.task().equals(ModelTask.FEATURES)) {
      throw new IllegalArgumentException(
          "a model for images of any size is for features, this one is to " + model.task());
    }
    return new ModelExporter(model, weights, metadata, other, images);
  }

  /**
   * The images that the file is compared on, and calibrated with; some are drawn if there are none,
   * which is not enough for a calibration.
   */
  public ModelExporter images(List<RgbImage> others) {
    return new ModelExporter(model, weights, metadata, settings, others);
  }

  /**
   * Writes the model, and beside it a page that describes it ({@code pets.onnx.md} for {@code
   * pets.onnx}).
   *
   * @throws MismatchException if the model does not give what its weights gave in training, or one
   *     of them gives NaN or infinity; nothing is written then
   * @throws IllegalArgumentException if scales are to be found beforehand and there are no images
   * @throws IOException if a file cannot be written; whatever stood there stays then
   */
  public ExportReport export(Path file) throws IOException {
    if (settings.precision() == Precision.INT8_STATIC && images.isEmpty()) {
      throw new IllegalArgumentException("int8-static needs images to find its scales by");
    }
    CheckImages check = checkImages();
    ModelGraph graph = graph(check);
    ModelMetadata described = metadata();
    OnnxModel onnx = graph.toModel();
    described.toProperties().forEach(onnx::metadata);
    byte[] bytes = onnx.toBytes();

    ExportReport report =
        new ExportReport(bytes.length, weights.valueCount(), check.count(), compare(file, bytes));
    requireSameAnswers(file, report);
    String name = String.valueOf(file.getFileName());
    byte[] card =
        ModelCard.of(name, described, graph, settings, report).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(bytes));
    AtomicFile.write(ModelCard.beside(file), out -> out.write(card));
    return report;
  }

  /** Where the page about a model stands. */
  public static Path card(Path model) {
    return ModelCard.beside(model);
  }

  /**
   * Whether {@link #export} wrote a file: a model by what it says of itself, a page only if nobody
   * has changed it since.
   *
   * @throws IOException if it cannot be read, or is neither
   */
  public static boolean wrote(Path file) throws IOException {
    return ModelCard.isUnchanged(file) || OnnxModel.isVinyls(file);
  }

  private List<Comparison> compare(Path file, byte[] bytes) throws MismatchException {
    List<Comparison> comparisons = new ArrayList<>(comparedAtItsSize(file, bytes));
    if (settings.anySize()) {
      VitConfig own = model.config();
      int patch = own.patchSize();
      int height = own.imageHeight() + patch;
      int width = Math.max(patch, own.imageWidth() - patch);
      for (Comparison other : ofSize(height, width).comparedAtItsSize(file, bytes)) {
        comparisons.add(other.named("%s at %d x %d".formatted(other.output(), height, width)));
      }
    }
    return comparisons;
  }

  private List<Comparison> comparedAtItsSize(Path file, byte[] bytes) throws MismatchException {
    OnnxModel reference = reference().toModel();
    for (Parameter parameter : weights) {
      reference.initializer(parameter.name(), parameter.values());
    }
    return new ExportCheck(model, settings)
        .compare(file, reference.toBytes(), bytes, checkImages());
  }

  /** The same encoder for images of another size, its positions resampled. */
  private ModelExporter ofSize(int height, int width) {
    VitConfig own = model.config();
    return new ModelExporter(
        model.withImageSize(height, width),
        PositionResampling.resize(
            weights, TrainableModel.ENCODER_PREFIX, own, own.withImageSize(height, width)),
        metadata.withInputSize(height, width),
        settings,
        images);
  }

  private void requireSameAnswers(Path file, ExportReport report) throws IOException {
    ExportCheck check = new ExportCheck(model, settings);
    if (!check.passes(report.comparisons())) {
      throw new MismatchException(
          "%s: not written, the model does not answer as its weights did in training: %s; allowed are %s"
              .formatted(
                  file,
                  report.comparisons().stream()
                      .map(Comparison::toString)
                      .collect(Collectors.joining("; ")),
                  "an error of %s and %s %% of the pixels"
                      .formatted(check.largestError(), 100 * check.smallestAgreement())));
    }
  }

  private ModelGraph graph(CheckImages check) {
    ModelGraph frozen = frozen(settings.preprocessing());
    return switch (settings.precision()) {
      case FP32 -> frozen;
      case FP16 -> HalfPrecision.of(frozen);
      case INT8 -> Quantization.of(frozen, ActivationQuantizer.DYNAMIC);
      case INT8_STATIC ->
          Quantization.of(
              frozen,
              ActivationCalibration.of(
                  frozen,
                  settings.preprocessing() ? check.asTheyAre() : check.batches(),
                  settings.calibration()));
    };
  }

  private ModelGraph frozen(boolean preprocessing) {
    Graph graph = new Graph(model.task(), settings.opset(), settings.variant().dialect());
    GraphBuilder g = new GraphBuilder(graph);
    Value image =
        preprocessing
            ? ImageInput.write(g, metadata.preprocess())
            : imageInput(graph, settings.anySize());
    return FrozenGraph.of(new ModelGraph(graph, model.forward(g, image)), weights);
  }

  /** The forward pass as it is trained, parameters and all. */
  private ModelGraph reference() {
    Graph graph =
        new Graph(model.task(), ExportSettings.Variant.PORTABLE.opset(), Dialect.STANDARD);
    return new ModelGraph(graph, model.forward(new GraphBuilder(graph), imageInput(graph, false)));
  }

  private CheckImages checkImages() {
    List<Value> inputs = reference().graph().inputs();
    return new CheckImages(images, metadata.preprocess(), inputs.subList(1, inputs.size()));
  }

  private Value imageInput(Graph graph, boolean anySize) {
    VitConfig sizes = model.config();
    long height = anySize ? Shape.FREE : sizes.imageHeight();
    long width = anySize ? Shape.FREE : sizes.imageWidth();
    return graph.input(IMAGE, DataType.FLOAT, Shape.batch(VitConfig.CHANNELS, height, width));
  }

  private void checkMetadata() {
    VitConfig config = model.config();
    PreprocessSpec spec = metadata.preprocess();
    if (!metadata.task().equals(model.task())
        || spec.height() != config.imageHeight()
        || spec.width() != config.imageWidth()
        || metadata.patchSize() != config.patchSize()
        || metadata.classNames().size() != model.classes()) {
      throw new IllegalArgumentException(
          "the metadata does not describe %s: %s".formatted(model, metadata));
    }
  }

  /** An exported model does not answer as the weights that it was made from. */
  public static final class MismatchException extends IOException {
    MismatchException(String message) {
      super(message);
    }
  }
}
