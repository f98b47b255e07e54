package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.cli.console.Progress;
import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.Cluster;
import dev.vinyl.evaluation.features.FeatureExtractor;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.features.FeatureStore;
import dev.vinyl.evaluation.report.SkippedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vinyl features}: the patch tokens of images, in an Arrow file. */
@Command(
    name = "features",
    description = {
      "Write the patch tokens of images to an Arrow IPC file: a row for each patch, with image,"
          + " place and tokens; where the data set has masks also split, label and the share of"
          + " each class.",
      "What is unfinished is called FILE.partial; the same command again goes on with it.",
      "An image that cannot be read is listed and skipped."
    })
public final class FeaturesCommand extends AbstractCommand {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "M.onnx",
      description =
          "A model that gives tokens, from vinyl export --task features, or --task segment "
              + "--output logits-and-tokens; or another ONNX file that a YAML file beside it "
              + "describes (task: features).")
  private Path model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "A data set of images and masks in any layout, or any folder of images.")
  private Path data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.arrow",
      description =
          "The Arrow file to write; one that vinyl features wrote before is replaced. With --spark a"
              + " new folder of Parquet files with the same columns.")
  private Path out;

  @Option(
      names = "--image-size",
      paramLabel = "H,W",
      split = ",",
      description =
          "Height and width of the input, for models from vinyl export --image-size any, and others"
              + " that leave them open; what the model says unless given.")
  private @Nullable List<Integer> imageSize;

  @Option(
      names = "--layers",
      description =
          "Also the tokens after each block, in columns layer_01 and so on; needs a model from "
              + "vinyl export --layers.")
  private boolean layers;

  @Option(
      names = "--float16",
      description =
          "Store tokens in 16 bits, which halves the file. Not every program reads Arrow's float16 "
              + "(DuckDB does not): evaluation/README.md says how to convert.")
  private boolean float16;

  @Mixin private SparkOption spark;
  @Mixin private OutputFiles outputs;
  @Mixin private ImageData images;
  @Mixin private ModelDeviceOption device;
  @Mixin private JsonOption json;

  @Override
  int run(Console console) throws Exception {
    if (spark.wanted()) {
      return runOnSpark(console);
    }
    fromOptions(() -> FileEnding.of("--out", out, "an Arrow file", "arrow", "feather", "ipc"));
    outputs.reads(model).writes(out, FeatureStore::isFeatures).check();
    FeatureExtractor extractor =
        FeatureExtractor.standard()
            .withLayers(layers)
            .withFloat16(float16)
            .withImageSize(fromOptions(() -> ImageSizeOption.ofOptional(imageSize)))
            .withRunning(device.segmenterOptions(console));
    FeatureExtractor.Result result =
        extract(extractor, model, fromOptions(() -> images.open(data)), out, console);
    FeatureInfo info = result.store().info();
    int images = result.store().ids().size();
    if (json.wanted()) {
      console.printJson(asJson(info, images, result.skipped()));
    } else {
      console.print(
          "%s: %d images of %d x %d patches, %s of dimension %d, %d skipped"
              .formatted(
                  out,
                  images,
                  info.rows(),
                  info.columns(),
                  String.join(", ", info.layers()),
                  info.dimension(),
                  result.skipped().size()));
    }
    return 0;
  }

  private int runOnSpark(Console console) throws IOException {
    if (float16 || json.wanted()) {
      throw usageError("--spark writes 32 bits and no JSON; leave out --float16 and --json");
    }
    outputs.reads(model).check();
    FeatureExtractor extractor =
        FeatureExtractor.standard()
            .withLayers(layers)
            .withImageSize(fromOptions(() -> ImageSizeOption.ofOptional(imageSize)));
    List<Sample> samples = fromOptions(() -> images.samples(data));
    Cluster cluster = spark.connect().orElseThrow();
    try (cluster;
        Progress progress = console.progress("features", samples.size(), "images")) {
      cluster.writeFeatures(
          model,
          extractor,
          data,
          images.formatName(),
          samples,
          device.kind(),
          out,
          (done, total) -> progress.update(done, ""));
    }
    console.print(
        "%s: %d images, those that could not be read with their error"
            .formatted(out, samples.size()));
    return 0;
  }

  /** Extracts with a progress bar, and lists what was skipped. */
  private static FeatureExtractor.Result extract(
      FeatureExtractor extractor, Path model, FeatureImages images, Path out, Console console)
      throws IOException {
    try (Progress progress =
        console.progress("features", Math.max(1, images.ids().size()), "images")) {
      FeatureExtractor.Result result =
          extractor.extract(model, images, out, (done, total) -> progress.update(done, ""));
      result.skipped().forEach(image -> console.warn("skipped " + image.reason()));
      return result;
    }
  }

  private Map<String, Object> asJson(FeatureInfo info, int images, List<SkippedImage> skipped) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("file", out.toString());
    all.put("dataset", info.dataset());
    all.put("images", images);
    all.put("grid", List.of(info.rows(), info.columns()));
    all.put("dimension", info.dimension());
    all.put("layers", info.layers());
    all.put("classes", info.classNames());
    all.put("skipped", skipped.size());
    all.put(
        "skippedPictures",
        skipped.stream().map(s -> Map.of("id", s.id(), "reason", s.reason())).toList());
    return all;
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("features", args);
  }
}
