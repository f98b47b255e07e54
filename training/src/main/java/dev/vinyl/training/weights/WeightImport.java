package dev.vinyl.training.weights;

import dev.vinyl.export.vit.VitConfig;
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
import dev.vinyl.training.stage.StageConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a run of a file of weights with the paper's names, as if it had been trained here: a stage
 * can begin with it, and a segmenter be exported from it.
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
  private String recipe = "paper";
  private RunDirectory.Existing existing = RunDirectory.Existing.REFUSE;

  /**
   * An import with as many heads and such classes as the file says, or else heads of 64 values and
   * the classes of Oxford-IIIT Pet; it refuses a run that is there.
   *
   * @param file safetensors, what {@code torch.save} wrote, or the list of weights in several files
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
   */
  public ImportedModel run(Path folder) throws IOException {
    WeightFiles.Content content = WeightFiles.read(file, key);
    List<String> remarks = new ArrayList<>(content.remarks());
    ParameterSet weights = NamePrefixes.takeOff(content.parameters(), remarks);
    RecognisedModel model =
        RecognisedModel.of(
            file,
            weights,
            imageSize != null ? imageSize : FileMetadata.imageSize(content.metadata()).orElse(null),
            remarks);
    checkImageSize(model.sizes());
    VitConfig sizes = withHeads(model.sizes(), content.metadata());
    List<String> names = classNames(model, content.metadata());
    String checksum = checksum(content.files());
    RunManifest manifest = manifest(model.kind(), settings(model, sizes, content), names, checksum);
    try (RunWriter run = RunWriter.begin(folder, existing, manifest)) {
      Map<String, String> metadata =
          Map.of(
              "stage", manifest.stage(),
              "imported_from", String.valueOf(file.getFileName()),
              "imported_sha256", checksum);
      if (model.head().size() == 0) {
        run.writeEncoder(model.encoder(), metadata);
      } else {
        run.writeWeights(model.encoder(), model.head(), metadata);
      }
    }
    return new ImportedModel(model.kind(), sizes, names, model.valueCount(), remarks);
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
    return new VitConfig(
        sizes.imageHeight(),
        sizes.imageWidth(),
        sizes.patchSize(),
        sizes.dim(),
        sizes.depth(),
        count,
        width / count,
        sizes.mlpDim());
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

  private ConfigTree settings(RecognisedModel model, VitConfig sizes, WeightFiles.Content content)
      throws ConfigException {
    ConfigTree settings =
        StageConfig.recipe(recipe, model.kind().stage())
            .with("recipe=imported")
            .with("model.imageSize=[%d, %d]".formatted(sizes.imageHeight(), sizes.imageWidth()))
            .with("model.patchSize=" + sizes.patchSize())
            .with("model.dim=" + sizes.dim())
            .with("model.depth=" + sizes.depth())
            .with("model.heads=" + sizes.heads())
            .with("model.headDim=" + sizes.headDim())
            .with("model.mlpDim=" + sizes.mlpDim());
    boolean overPixels =
        model.kind() == ModelKind.SEGMENTATION
            && FileMetadata.hasPixelLogSoftmax(content.metadata());
    return StageConfig.resolved(overPixels ? settings.with("loss.pixelLogSoftmax=true") : settings);
  }

  private RunManifest manifest(
      ModelKind kind, ConfigTree settings, List<String> names, String checksum) {
    return new RunManifest(
        kind.stage(),
        0,
        Instant.now().toString(),
        RunManifest.Versions.current(RunManifest.IMPORTED),
        DataDescription.of(
            "imported from " + file.getFileName(), "none", List.of(), checksum, names),
        new RunManifest.Origin(file.toString(), checksum),
        settings);
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
