package dev.vinyl.training.weights;

import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.pretrained.EncoderDescription;
import dev.vinyl.export.pretrained.EncoderFamily;
import dev.vinyl.export.pretrained.EncoderFolder;
import dev.vinyl.export.pretrained.PretrainedEncoder;
import dev.vinyl.export.pretrained.PretrainedEncoder.Choices;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.ReconstructionHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.vit.VitVariant;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.WeightFileException;
import dev.vinyl.export.weights.WeightFiles;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.internal.loop.RunWriter;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunManifest;
import dev.vinyl.training.stage.ModelSettings;
import dev.vinyl.training.stage.StageConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a run of a file of weights, as if it had been trained here: a stage can begin with it, and
 * a segmenter be exported from it. The file has the paper's names, or is an encoder of one of the
 * families of {@link EncoderFamily}.
 *
 * <pre>{@code
 * ImportedModel model = new WeightImport(Path.of("encoder.pth")).run(Path.of("runs/pre"));
 * }</pre>
 *
 * <p>What the file is, and its sizes, follow from names and shapes; see {@link ModelKind}. Images
 * are prepared, and a segmenter's logits made, as in a recipe of the stage that leaves such
 * weights, {@code paper} unless another is named.
 */
public final class WeightImport {
  private static final int USUAL_HEAD = 64;
  private static final List<String> USUAL_CLASSES = List.of("pet", "background", "border");

  private final Path file;
  private @Nullable String key;
  private @Nullable Integer heads;
  private @Nullable ImageSize imageSize;
  private @Nullable List<String> classNames;
  private @Nullable EncoderFamily family;
  private List<String> assignments = List.of();
  private String recipe = "paper";
  private RunDirectory.Existing existing = RunDirectory.Existing.REFUSE;

  /**
   * An import with as many heads and such classes as the file says, or else heads of 64 values and
   * the classes of Oxford-IIIT Pet; it refuses a run that is there.
   *
   * @param file safetensors, what {@code torch.save} wrote, or the list of weights in several
   *     files; or a folder as Hugging Face's hub keeps it, whose {@code config.json} and {@code
   *     preprocessor_config.json} then count
   */
  public WeightImport(Path file) {
    this.file = file;
  }

  /**
   * Which of the state dicts that {@code torch.save} wrote, as in {@code model_ema}; null for the
   * most usual.
   */
  public WeightImport key(@Nullable String name) {
    key = name;
    return this;
  }

  /**
   * How many heads a block's attention has; null to leave it to the file.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public WeightImport heads(@Nullable Integer count) {
    if (count != null && count < 1) {
      throw new IllegalArgumentException("heads must be at least 1, got " + count);
    }
    heads = count;
    return this;
  }

  /**
   * The size of the input, which the weights alone do not tell where it is no square; null to leave
   * it to the file, or to be a square.
   */
  public WeightImport imageSize(@Nullable ImageSize size) {
    imageSize = size;
    return this;
  }

  /**
   * The names of the classes of a segmenter, in order; null to leave it to the file.
   *
   * @throws IllegalArgumentException if a name is blank, has a line break, or comes twice
   */
  public WeightImport classNames(@Nullable List<String> names) {
    if (names != null && !FileMetadata.areNames(names)) {
      throw new IllegalArgumentException(
          "classes must have names, each another; got " + String.join(",", names));
    }
    classNames = names;
    return this;
  }

  /** Which family's an encoder is that others have trained; null to tell it by its names. */
  public WeightImport family(@Nullable EncoderFamily chosen) {
    family = chosen;
    return this;
  }

  /**
   * Settings of the run that are known better than from the file, such as {@code
   * input.normalization=imagenet} or {@code model.variant.epsilon=1e-6}.
   */
  public WeightImport settings(List<String> keysAndValues) {
    assignments = List.copyOf(keysAndValues);
    return this;
  }

  /** The recipe by which such weights were trained; {@code paper} unless set. */
  public WeightImport recipe(String name) {
    recipe = name;
    return this;
  }

  /** What happens to a run that is in the folder already. */
  public WeightImport existing(RunDirectory.Existing choice) {
    existing = choice;
    return this;
  }

  /**
   * Reads the file and writes the run.
   *
   * @param folder of the run
   * @return what the file held
   * @throws IOException if the file cannot be read or does not fit any model, what is left to it
   *     cannot be told, or the folder cannot be used
   * @throws IllegalArgumentException if a setting is out of range
   */
  public ImportedModel run(Path folder) throws IOException {
    EncoderFolder found = EncoderFolder.of(file);
    WeightFiles.Content content = WeightFiles.read(found.weights(), key);
    List<String> remarks = new ArrayList<>(content.remarks());
    Optional<PretrainedEncoder> others =
        PretrainedEncoder.of(
            found.weights(),
            content.parameters(),
            choices(found.description(), content.metadata()));
    Import made =
        others.isPresent()
            ? ofOthers(
                others.get(), found.description(), FileMetadata.input(content.metadata()), remarks)
            : ofVinyls(content, remarks);
    List<Path> read = new ArrayList<>(content.files());
    read.addAll(found.description().files());
    String checksum = checksum(read);
    RunManifest manifest = manifest(made, checksum);
    try (RunWriter run = RunWriter.begin(folder, existing, manifest)) {
      Map<String, String> metadata =
          Map.of(
              "stage", manifest.stage(),
              "imported_from", String.valueOf(file.getFileName()),
              "imported_sha256", checksum);
      if (made.head().size() == 0) {
        run.writeEncoder(made.encoder(), metadata);
      } else {
        run.writeWeights(made.encoder(), made.head(), metadata);
      }
    }
    return new ImportedModel(
        made.kind(),
        ModelSettings.of(made.settings()),
        made.classNames(),
        made.encoder().valueCount() + made.head().valueCount(),
        remarks);
  }

  /** What is written. */
  private record Import(
      ModelKind kind,
      ConfigTree settings,
      List<String> classNames,
      ParameterSet encoder,
      ParameterSet head) {}

  private Choices choices(EncoderDescription said, Map<String, String> metadata)
      throws ConfigException {
    if (FileMetadata.isOfExport(metadata)) { // Vinyl's own, under another family's names
      VitVariant variant = FileMetadata.variant(metadata);
      return new Choices(
          family,
          heads != null ? heads : FileMetadata.heads(metadata).orElse(null),
          imageSize != null ? imageSize : FileMetadata.imageSize(metadata).orElse(null),
          variant.epsilon(),
          variant.mlp());
    }
    return new Choices(
        family != null ? family : said.family(),
        heads != null ? heads : said.heads(),
        imageSize != null ? imageSize : said.imageSize(),
        said.epsilon(),
        said.mlp());
  }

  /** With the input that Vinyl itself has written, or what is known of the family's. */
  private Import ofOthers(
      PretrainedEncoder encoder,
      EncoderDescription said,
      Optional<ConfigTree> ownInput,
      List<String> remarks)
      throws IOException {
    remarks.addAll(encoder.remarks());
    checkImageSize(encoder.config());
    ConfigTree settings = settings(ModelKind.ENCODER, encoder.config());
    if (ownInput.isPresent()) {
      settings = settings.overlaidBy(ownInput.get());
    } else {
      EncoderInput input = EncoderInput.of(encoder.family(), said, encoder.config());
      remarks.add(input.remark());
      for (String assignment : input.assignments()) {
        settings = settings.with(assignment);
      }
    }
    settings = withAssignments(settings);
    checkShapes(ModelSettings.of(settings), encoder.parameters());
    return new Import(
        ModelKind.ENCODER, settings, List.of(), encoder.parameters(), ParameterSet.of(List.of()));
  }

  /** What was set may be another model. */
  private void checkShapes(VitConfig model, ParameterSet encoder) throws WeightFileException {
    try {
      TrainingArtifacts.checkParameters(
          TrainingArtifacts.parameters(new EncoderDecoder(model, new ReconstructionHead())).stream()
              .filter(spec -> spec.name().startsWith(TrainableModel.ENCODER_PREFIX))
              .toList(),
          encoder.renamed(name -> TrainableModel.ENCODER_PREFIX + name));
    } catch (IllegalArgumentException e) {
      throw new WeightFileException(file, "does not fit what was set: " + e.getMessage());
    }
  }

  private Import ofVinyls(WeightFiles.Content content, List<String> remarks) throws IOException {
    if (family != null) {
      throw new WeightFileException(
          file, "has not the names of %s; leave --as away".formatted(family));
    }
    ParameterSet weights = NamePrefixes.takeOff(content.parameters(), remarks);
    RecognisedModel model =
        RecognisedModel.of(
            file,
            weights,
            FileMetadata.variant(content.metadata()),
            imageSize != null ? imageSize : FileMetadata.imageSize(content.metadata()).orElse(null),
            remarks);
    checkImageSize(model.sizes());
    VitConfig sizes = withHeads(model.sizes(), content.metadata());
    List<String> names = classNames(model, content.metadata());
    ConfigTree settings = settings(model.kind(), sizes);
    Optional<ConfigTree> input = FileMetadata.input(content.metadata());
    if (input.isPresent()) {
      settings = settings.overlaidBy(input.get());
    }
    if (model.kind() == ModelKind.SEGMENTATION
        && FileMetadata.hasPixelLogSoftmax(content.metadata())) {
      settings = settings.with("loss.pixelLogSoftmax=true");
    }
    return new Import(
        model.kind(), withAssignments(settings), names, model.encoder(), model.head());
  }

  private void checkImageSize(VitConfig sizes) throws WeightFileException {
    if (imageSize != null
        && (imageSize.height() != sizes.imageHeight() || imageSize.width() != sizes.imageWidth())) {
      throw new WeightFileException(
          file,
          "has positions for %d patches of %d pixels, which an image of height %d and width %d has not"
              .formatted(
                  sizes.patches(), sizes.patchSize(), imageSize.height(), imageSize.width()));
    }
  }

  /** Of the file, or of all that it lists. */
  private static String checksum(List<Path> files) throws IOException {
    if (files.size() == 1) {
      return Sha256.hex(files.get(0));
    }
    MessageDigest all = Sha256.digest();
    for (Path each : files) {
      all.update(Sha256.hex(each).getBytes(StandardCharsets.US_ASCII));
    }
    return Sha256.hex(all);
  }

  private VitConfig withHeads(VitConfig sizes, Map<String, String> metadata) throws IOException {
    int width = sizes.innerDim();
    int usual = width % USUAL_HEAD == 0 ? width / USUAL_HEAD : 0;
    int count = heads != null ? heads : FileMetadata.heads(metadata, width).orElse(usual);
    if (count == 0) {
      throw new WeightFileException(
          file,
          "the number of heads cannot be told from queries of %d values, which are no heads of %d;"
                  .formatted(width, USUAL_HEAD)
              + " give it");
    }
    if (width % count != 0) {
      throw new WeightFileException(
          file, "%d heads cannot share queries of %d values evenly".formatted(count, width));
    }
    return sizes.withHeads(count);
  }

  private List<String> classNames(RecognisedModel model, Map<String, String> metadata)
      throws IOException {
    int classes = model.classes();
    if (classNames != null) {
      if (classNames.size() != classes) {
        throw new WeightFileException(
            file, "has %d classes, and %d names were given".formatted(classes, classNames.size()));
      }
      return classNames;
    }
    if (classes == 0) {
      return List.of();
    }
    List<String> usual = classes == USUAL_CLASSES.size() ? USUAL_CLASSES : List.of();
    List<String> names = FileMetadata.classNames(metadata, classes).orElse(usual);
    if (names.isEmpty()) {
      throw new WeightFileException(
          file, "has %d classes and does not name them; give their names".formatted(classes));
    }
    return names;
  }

  private ConfigTree settings(ModelKind kind, VitConfig sizes) throws ConfigException {
    return ModelSettings.with(
        StageConfig.recipe(recipe, kind.stage()).with("recipe=imported"), sizes);
  }

  private ConfigTree withAssignments(ConfigTree settings) throws ConfigException {
    ConfigTree all = settings;
    for (String assignment : assignments) {
      all = all.with(assignment);
    }
    return StageConfig.resolved(all);
  }

  private RunManifest manifest(Import made, String checksum) {
    return new RunManifest(
        made.kind().stage(),
        0,
        Instant.now().toString(),
        RunManifest.Versions.current(RunManifest.IMPORTED),
        DataDescription.of(
            "imported from " + file.getFileName(), "none", List.of(), checksum, made.classNames()),
        new RunManifest.Origin(file.toString(), checksum),
        made.settings());
  }

  /**
   * What was found in a file of weights, and is a run now.
   *
   * @param kind told by the names in the file
   * @param sizes of the encoder
   * @param classNames in the order of their indices; empty where it has none
   * @param parameters how many values there are in all tensors together
   * @param remarks on what was taken from the file, what was left in it, and what its names had
   *     before them; a line each
   */
  public record ImportedModel(
      ModelKind kind,
      VitConfig sizes,
      List<String> classNames,
      long parameters,
      List<String> remarks) {

    /** Copies the lists. */
    public ImportedModel {
      classNames = List.copyOf(classNames);
      remarks = List.copyOf(remarks);
    }
  }
}
