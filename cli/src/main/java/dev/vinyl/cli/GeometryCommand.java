package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.cli.console.Progress;
import dev.vinyl.evaluation.ShortNames;
import dev.vinyl.evaluation.SkippedImage;
import dev.vinyl.evaluation.features.EncoderFeatures;
import dev.vinyl.evaluation.features.FeatureExtractor;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.features.FeatureStore;
import dev.vinyl.evaluation.features.GeometryAnalysis;
import dev.vinyl.evaluation.geometry.GeometryReport;
import dev.vinyl.evaluation.geometry.ImageMaps;
import dev.vinyl.evaluation.html.GeometryPage;
import dev.vinyl.evaluation.html.Provenance;
import dev.vinyl.evaluation.html.SimilarityExample;
import dev.vinyl.runtime.internal.io.FileSet;
import dev.vinyl.runtime.internal.io.Temporary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vinyl geometry}: what the patch tokens of encoders look like. */
@Command(
    name = "geometry",
    description = {
      "Measure the patch tokens of encoders: variance, cosine similarity by distance, effective rank, "
          + "alignment with the segmentation, linear probes, and CKA of every two encoders.",
      "Either of files from vinyl features, or of models and images. Without masks there is "
          + "neither probe nor alignment with the segmentation."
    })
public final class GeometryCommand extends AbstractCommand {
  private static final String FEATURES = "features";

  @Parameters(
      paramLabel = "FILE.arrow",
      arity = "0..*",
      description = "Files from vinyl features, one for each encoder.")
  private List<Path> files = List.of();

  @Option(
      names = "--model",
      paramLabel = "M.onnx",
      description =
          "Instead of files: a model that gives tokens; may be given several times. Needs --data.")
  private List<Path> models = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "A data set in the Oxford-IIIT Pet layout, or any folder of images: whose features to "
              + "extract, or with files, to show images beside their maps.")
  private @Nullable Path data;

  @Option(
      names = "--layers",
      description = "Each block's tokens too, as encoders of their own; where there are any.")
  private boolean layers;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "Write geometry.json, report.html and their SHA256SUMS.txt to this folder, and the models'"
            + " features to features/ in it; made if missing. Earlier results are replaced as a"
            + " whole."
      })
  private @Nullable Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Seed of probes, intervals and the choice of images; ${DEFAULT-VALUE} unless given.")
  private long seed;

  @Option(
      names = "--probe-images",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "Train a probe on so many images at most, and measure it on so many; ${DEFAULT-VALUE} "
              + "unless given.")
  private int probeImages;

  @Option(
      names = "--maps",
      paramLabel = "N",
      defaultValue = "4",
      description = "Keep the similarity maps of so many images; ${DEFAULT-VALUE} unless given.")
  private int maps;

  @Mixin private OutputFiles outputs;
  @Mixin private ImageData split;
  @Mixin private ModelDeviceOption device;
  @Mixin private JsonOption json;

  @Override
  int run(Console console) throws Exception {
    if (files.isEmpty() == models.isEmpty()) {
      throw usageError("name either files from vinyl features, or models with --model");
    }
    if (models.isEmpty() && split.isGiven()) {
      throw usageError("--split needs --model; files hold the images that they were made of");
    }
    Path shown = data;
    FeatureImages images = shown == null ? null : fromOptions(() -> split.open(shown));
    GeometryAnalysis analysis = fromOptions(() -> new GeometryAnalysis(seed, probeImages, maps));
    checkOutputs();
    GeometryReport report;
    if (models.isEmpty()) {
      report = analyse(analysis, files, files, console);
    } else if (images != null) {
      report = ofModels(analysis, images, console);
    } else {
      throw usageError("--model needs --data, whose features to extract");
    }
    console.print(json.wanted() ? report.toJson() : GeometryTable.of(report));
    if (report.classNames().isEmpty()) {
      console.note("the images have no masks: neither probe nor alignment with the segmentation");
    }
    if (out != null) {
      Provenance provenance =
          PageOrigin.ofEncoders(report.encoders(), seed, typed())
              .of(report.dataset(), images == null ? this::namesOfImages : images::fingerprint);
      GeometryPage page = GeometryPage.of(report, examples(report, images), provenance);
      FileSet.write(
          out,
          folder -> {
            report.write(folder);
            page.write(folder.resolve(GeometryPage.FILE));
          });
      console.note("written to %s; look at %s".formatted(out, out.resolve(GeometryPage.FILE)));
    }
    return 0;
  }

  private void checkOutputs() throws IOException {
    if (out == null) {
      return;
    }
    Path folder = out;
    List<String> names =
        List.of(GeometryReport.FILE, GeometryPage.FILE, FileSet.SUMS, FileSet.INCOMPLETE);
    outputs
        .reads(files)
        .reads(models)
        .writes(names.stream().map(folder::resolve).toList(), file -> FileSet.wrote(file, names))
        .writes(stores(folder.resolve(FEATURES)), FeatureStore::isFeatures)
        .check();
  }

  /** The models' features, in their order. */
  private List<Path> stores(Path folder) {
    return IntStream.range(0, models.size())
        .mapToObj(
            i -> "%s-%s.arrow".formatted(i + 1, ShortNames.fileName(models.get(i).toString())))
        .map(folder::resolve)
        .toList();
  }

  /** All that a file of features knows of the images. */
  private String namesOfImages() throws IOException {
    return FeatureStore.open(files.get(0)).info().imagesHash() + " (of the images' names)";
  }

  private static List<SimilarityExample> examples(
      GeometryReport report, @Nullable FeatureImages images) throws IOException {
    List<SimilarityExample> examples = new ArrayList<>();
    for (ImageMaps shown : report.maps()) {
      examples.add(
          images == null ? SimilarityExample.of(shown) : SimilarityExample.of(shown, images));
    }
    return examples;
  }

  private GeometryReport ofModels(GeometryAnalysis analysis, FeatureImages images, Console console)
      throws IOException {
    if (out != null) {
      return ofModels(analysis, images, out.resolve(FEATURES), console);
    }
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    try (Temporary temporary = Temporary.in(parent, "vinyl-geometry")) {
      Files.createDirectory(temporary.path());
      // that one is the user's alone
      Path folder = Files.createTempDirectory(temporary.path(), FEATURES);
      return ofModels(analysis, images, folder, console);
    }
  }

  private GeometryReport ofModels(
      GeometryAnalysis analysis, FeatureImages images, Path folder, Console console)
      throws IOException {
    List<Path> stores = stores(folder);
    List<SkippedImage> skipped = new ArrayList<>();
    FeatureExtractor extractor =
        FeatureExtractor.standard()
            .withLayers(layers)
            .withRunning(device.segmenterOptions(console));
    requireComparable(extractor, images);
    for (int i = 0; i < models.size(); i++) {
      skipped.addAll(
          FeaturesCommand.extract(extractor, models.get(i), images, stores.get(i), console)
              .skipped());
    }
    return analyse(analysis, stores, models, console)
        .withSkipped(skipped.stream().distinct().toList());
  }

  /** Before minutes of extraction, not after. */
  private void requireComparable(FeatureExtractor extractor, FeatureImages images)
      throws IOException {
    List<String> names = names(models);
    Map<String, FeatureInfo> infos = new LinkedHashMap<>();
    for (int i = 0; i < models.size(); i++) {
      infos.put(names.get(i), extractor.inspect(models.get(i), images));
    }
    GeometryAnalysis.requireComparable(infos);
  }

  private static List<String> names(List<Path> paths) {
    return ShortNames.of(paths.stream().map(Path::toString).toList());
  }

  private GeometryReport analyse(
      GeometryAnalysis analysis, List<Path> stores, List<Path> named, Console console)
      throws IOException {
    List<String> names = names(named);
    List<EncoderFeatures> encoders = new ArrayList<>();
    for (int i = 0; i < stores.size(); i++) {
      FeatureStore store = FeatureStore.open(stores.get(i));
      for (String layer : layers ? store.info().layers() : List.of(FeatureInfo.TOKENS)) {
        String name = names.get(i) + (layer.equals(FeatureInfo.TOKENS) ? "" : "/" + layer);
        encoders.add(new EncoderFeatures(name, store, layer));
      }
    }
    Map<String, Progress> bars = new LinkedHashMap<>();
    try {
      return analysis.analyse(
          encoders,
          (step, done, total) -> {
            synchronized (bars) {
              bars.computeIfAbsent(step, s -> console.progress(s, total, "images"))
                  .update(done, "");
            }
          });
    } finally {
      bars.values().forEach(Progress::close);
    }
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("geometry", args);
  }
}
