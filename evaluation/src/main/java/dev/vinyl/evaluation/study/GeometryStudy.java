package dev.vinyl.evaluation.study;

import dev.vinyl.data.DatasetException;
import dev.vinyl.evaluation.features.FeatureExtractor;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.features.FeatureStore;
import dev.vinyl.evaluation.geometry.EncoderFeatures;
import dev.vinyl.evaluation.geometry.GeometryAnalysis;
import dev.vinyl.evaluation.geometry.GeometryReport;
import dev.vinyl.evaluation.geometry.GeometryReport.ImageMaps;
import dev.vinyl.evaluation.internal.html.GeometryPage;
import dev.vinyl.evaluation.internal.html.Provenance;
import dev.vinyl.evaluation.internal.html.SimilarityExample;
import dev.vinyl.evaluation.internal.names.ShortNames;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.nativeconfig.internal.VinylVersion;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.internal.io.FileSet;
import dev.vinyl.runtime.internal.io.Temporary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the patch tokens of encoders look like, from models and images or from files of
 * features, and writes a report with a page.
 *
 * <pre>{@code
 * GeometryReport report =
 *     GeometryStudy.ofModels(List.of(Path.of("a.onnx"), Path.of("b.onnx")), images)
 *         .seed(1)
 *         .out(Path.of("geometry"))
 *         .run();
 * }</pre>
 *
 * <p>Set up and run by one thread; {@link #run()} may be called again.
 */
public final class GeometryStudy {
  /** The page among the files that {@link #run} writes to a folder. */
  public static final String PAGE_FILE = GeometryPage.FILE;

  private static final String FEATURES = "features";

  private final List<Path> models;
  private final List<Path> files;
  private @Nullable FeatureImages images;
  private GeometryAnalysis analysis = GeometryAnalysis.standard(1);
  private boolean layers;
  private Optional<ImageSize> imageSize = Optional.empty();
  private SegmenterOptions running = SegmenterOptions.defaults();
  private GeometryAnalysis.Listener listener = GeometryAnalysis.Listener.NONE;
  private String command = "";
  private @Nullable Path out;

  private GeometryStudy(List<Path> models, List<Path> files, @Nullable FeatureImages images) {
    this.models = List.copyOf(models);
    this.files = List.copyOf(files);
    this.images = images;
    if (models.isEmpty() == files.isEmpty()) {
      throw new IllegalArgumentException("name at least one model, or file of features");
    }
  }

  /** Of models that give tokens, whose features are extracted from images first. */
  public static GeometryStudy ofModels(List<Path> models, FeatureImages images) {
    return new GeometryStudy(models, List.of(), images);
  }

  /** Of files that {@link FeatureExtractor} wrote. */
  public static GeometryStudy ofFeatures(List<Path> files) {
    return new GeometryStudy(List.of(), files, null);
  }

  /**
   * The images that files of features are of: shown beside their maps, and probes' ground truth.
   */
  public GeometryStudy images(@Nullable FeatureImages shown) {
    images = shown;
    return this;
  }

  /** What probes, intervals and the choice of images follow from; 1 unless set. */
  public GeometryStudy seed(long seed) {
    return analysis(
        new GeometryAnalysis(
            seed, analysis.probeImages(), analysis.mapImages(), analysis.probes()));
  }

  /** Seed, how many images probes and maps are of, and further probes; as the paper unless set. */
  public GeometryStudy analysis(GeometryAnalysis settings) {
    analysis = settings;
    return this;
  }

  /** Whether each block's tokens are encoders of their own; not unless set. */
  public GeometryStudy layers(boolean wanted) {
    layers = wanted;
    return this;
  }

  /** The size of the input of models that take any; what each says unless set. */
  public GeometryStudy imageSize(Optional<ImageSize> wanted) {
    imageSize = wanted;
    return this;
  }

  /** The cores or device that models run on; all cores unless set. */
  public GeometryStudy running(SegmenterOptions options) {
    running = options;
    return this;
  }

  /** Who hears how far the study is. */
  public GeometryStudy listener(GeometryAnalysis.Listener other) {
    listener = other;
    return this;
  }

  /** The command that makes the page again, which is shown on it. */
  public GeometryStudy command(String typed) {
    command = typed;
    return this;
  }

  /**
   * The folder for {@value GeometryReport#FILE}, {@value #PAGE_FILE}, their checksums and the
   * models' features; made if missing. Unless set nothing is kept.
   */
  public GeometryStudy out(@Nullable Path folder) {
    out = folder;
    return this;
  }

  /** The names of the files that are written to the folder together, and replaced as a whole. */
  public static List<String> resultFiles() {
    return List.of(GeometryReport.FILE, PAGE_FILE, FileSet.SUMS, FileSet.INCOMPLETE);
  }

  /** Where the models' features go in such a folder, in the models' order. */
  public static List<Path> featureFiles(Path folder, List<Path> models) {
    return IntStream.range(0, models.size())
        .mapToObj(
            i -> "%d-%s.arrow".formatted(i + 1, ShortNames.fileName(models.get(i).toString())))
        .map(file -> folder.resolve(FEATURES).resolve(file))
        .toList();
  }

  /**
   * Measures, and writes what is to be kept. Features that an earlier run began are continued.
   *
   * @throws dev.vinyl.evaluation.features.FeatureException if a model gives no tokens, no image can
   *     be read, or the encoders' grids or classes differ
   * @throws IOException if something cannot be read or written, or the thread is interrupted
   */
  public GeometryReport run() throws IOException {
    GeometryReport report = measure();
    if (out != null) {
      GeometryPage page = GeometryPage.of(report, examples(report), provenance(report));
      FileSet.write(
          out,
          folder -> {
            report.write(folder);
            page.write(folder.resolve(PAGE_FILE));
          });
    }
    return report;
  }

  private GeometryReport measure() throws IOException {
    if (models.isEmpty()) {
      return analyse(files, files);
    }
    if (out != null) {
      return extractAndAnalyse(out);
    }
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    try (Temporary temporary = Temporary.in(parent, "vinyl-geometry")) {
      Files.createDirectory(temporary.path());
      // that one is the user's alone
      return extractAndAnalyse(Files.createTempDirectory(temporary.path(), "study"));
    }
  }

  private GeometryReport extractAndAnalyse(Path folder) throws IOException {
    FeatureImages all = images;
    if (all == null) {
      throw new IllegalStateException("models need images, whose features to extract");
    }
    analysis.requireProbes(all.name(), all.splits());
    FeatureExtractor extractor =
        FeatureExtractor.standard()
            .withLayers(layers)
            .withImageSize(imageSize)
            .withRunning(running);
    List<String> names = names(models);
    Map<String, FeatureInfo> infos = new LinkedHashMap<>();
    for (int i = 0; i < models.size(); i++) {
      infos.put(names.get(i), extractor.inspect(models.get(i), all));
    }
    GeometryAnalysis.requireComparable(infos); // before minutes of extraction, not after
    List<Path> stores = featureFiles(folder, models);
    List<SkippedImage> skipped = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      String step = "features of " + names.get(i);
      List<SkippedImage> unread =
          extractor
              .extract(
                  models.get(i),
                  all,
                  stores.get(i),
                  (done, total) -> listener.done(step, done, total))
              .skipped();
      unread.forEach(listener::skipped);
      skipped.addAll(unread);
    }
    return analyse(stores, models).withSkipped(skipped.stream().distinct().toList());
  }

  private static List<String> names(List<Path> paths) {
    return ShortNames.of(paths.stream().map(Path::toString).toList());
  }

  private GeometryReport analyse(List<Path> stores, List<Path> named) throws IOException {
    List<String> names = names(named);
    List<EncoderFeatures> encoders = new ArrayList<>();
    for (int i = 0; i < stores.size(); i++) {
      FeatureStore store = FeatureStore.open(stores.get(i));
      for (String layer : layers ? store.info().layers() : List.of(FeatureInfo.TOKENS)) {
        String name = names.get(i) + (layer.equals(FeatureInfo.TOKENS) ? "" : "/" + layer);
        encoders.add(new EncoderFeatures(name, store, layer));
      }
    }
    return analysis.analyse(encoders, images, listener);
  }

  private List<SimilarityExample> examples(GeometryReport report) throws IOException {
    List<SimilarityExample> examples = new ArrayList<>();
    for (ImageMaps shown : report.maps()) {
      examples.add(
          images == null ? SimilarityExample.of(shown) : SimilarityExample.of(shown, images));
    }
    return examples;
  }

  private Provenance provenance(GeometryReport report) throws IOException {
    Map<String, String> encoders = new LinkedHashMap<>();
    report.encoders().forEach(e -> encoders.put(e.name(), "model with SHA-256 " + e.modelHash()));
    return new Provenance(
        report.dataset(),
        fingerprint(),
        encoders,
        Map.of(),
        analysis.seed(),
        VinylVersion.current(),
        LocalDate.now(ZoneId.systemDefault()).toString(),
        command);
  }

  /** A missing file is no reason not to write a page of the others. */
  private String fingerprint() throws IOException {
    if (images == null) { // all that a file of features knows of the images
      return FeatureStore.open(files.get(0)).info().imagesHash() + " (of the images' names)";
    }
    try {
      return images.fingerprint();
    } catch (DatasetException e) {
      return "none: " + e.problem().text();
    }
  }
}
