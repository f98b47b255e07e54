package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.cli.console.Progress;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.PredictionPng;
import dev.vinyl.runtime.internal.predict.FilePredictor;
import dev.vinyl.runtime.internal.predict.ImageFinder;
import dev.vinyl.runtime.internal.predict.SkippedFile;
import dev.vinyl.runtime.model.ModelDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vinyl predict}: masks and overlays for images. */
@Command(
    name = "predict",
    description = {
      "Write a mask and an overlay for each image.",
      "For cat.jpg it writes cat-mask.png, a palette PNG whose values are class indices, and "
          + "cat-overlay.png. Both have the size of the image.",
      "Files that an earlier run wrote are replaced, others only with --overwrite.",
      "Images of more than 100 megapixels are read with --tile only: up to 536 megapixels, which"
          + " take 4 bytes a pixel.",
      "An image that cannot be read, or is too large for memory, is listed and skipped; exits"
          + " 1 only if none could be read, or with --fail-on-skip."
    })
public final class PredictCommand extends AbstractCommand {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "M.onnx",
      description = "A model from vinyl export --task segment.")
  private Path model;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write to; made if missing.")
  private Path out;

  @Parameters(
      paramLabel = "IMAGE",
      arity = "1..*",
      description = "Files (JPEG, PNG, WebP, BMP, GIF), or folders of them.")
  private List<Path> named;

  @Option(names = "--fail-on-skip", description = "Exit 1 if an image had to be skipped.")
  private boolean failOnSkip;

  @Mixin private OutputFiles outputs;
  @Mixin private TilingOptions tiling;
  @Mixin private ModelDeviceOption device;

  @Mixin private JsonOption json;

  @Override
  int run(Console console) throws Exception {
    FilePredictor.Result result = predict(console);
    if (json.wanted()) {
      console.printJson(asJson(result));
    } else {
      result.written().forEach(written -> console.print(line(written)));
      result.failed().forEach(failed -> console.warn(failed.reason()));
      console.print(
          "%s: %d segmented, %d skipped"
              .formatted(out, result.written().size(), result.failed().size()));
    }
    if (failOnSkip && !result.failed().isEmpty()) {
      console.warn(
          "%d images were skipped, and --fail-on-skip was given".formatted(result.failed().size()));
      return 1;
    }
    return result.written().isEmpty() ? 1 : 0;
  }

  private FilePredictor.Result predict(Console console) throws IOException {
    SegmenterOptions options = fromOptions(() -> options(console));
    ImageFinder.Found found = ImageFinder.find(named);
    List<Path> images = withoutPredictions(found.images(), console);
    SkippedFile passedOver = found.passedOver();
    if (images.isEmpty()) {
      throw new IOException(
          "%s: no image in it%s; name files or a folder with JPEG, PNG, WebP, BMP, GIF or TIFF files"
              .formatted(named.get(0), passedOver.isEmpty() ? "" : ", but " + passedOver));
    }
    if (!passedOver.isEmpty()) {
      console.warn("skipped %s in the folders that were named".formatted(passedOver));
    }
    outputs
        .reads(images)
        .reads(List.of(model, ModelDescription.fileFor(model)))
        .writes(FilePredictor.outputs(images, out), PredictionPng::isUnchanged)
        .check();
    PredictProgress shown = new PredictProgress();
    try (Segmenter segmenter = Segmenter.open(model, options.withListener(shown))) {
      try (Progress progress = console.progress("predict", images.size(), "images")) {
        shown.begin(progress);
        return new FilePredictor(segmenter, out, options.limits()).predict(images, shown::images);
      }
    }
  }

  /** Whoever asks for windows has large images. */
  private SegmenterOptions options(Console console) {
    SegmenterOptions options = tiling.addTo(device.segmenterOptions(console));
    return tiling.wanted() ? options.withLimits(DecodeLimits.most()) : options;
  }

  /** Without what an earlier run wrote into a folder of images. */
  private List<Path> withoutPredictions(List<Path> found, Console console) throws IOException {
    List<Path> images = new ArrayList<>();
    int passed = 0;
    for (Path image : found) {
      if (!named.contains(image) && PredictionPng.isUnchanged(image)) {
        passed++;
      } else {
        images.add(image);
      }
    }
    if (passed > 0) {
      console.note("%d files skipped, which an earlier run wrote".formatted(passed));
    }
    return images;
  }

  private static String line(FilePredictor.Written written) {
    return "%s: %s, %s (%s)"
        .formatted(written.image(), written.mask(), written.overlay(), asText(written.fractions()));
  }

  /** The classes that occur, the largest first. */
  static String asText(Map<String, Double> shares) {
    return shares.entrySet().stream()
        .filter(share -> share.getValue() > 0)
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .map(share -> share.getKey() + " " + percent(share.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String percent(double share) {
    double percent = 100 * share;
    return percent < 0.1 ? "<0.1%" : String.format(Locale.ROOT, "%.1f%%", percent);
  }

  private static Map<String, Object> asJson(FilePredictor.Result result) {
    return Map.of(
        "pictures",
        result.written().stream()
            .map(
                w ->
                    Map.of(
                        "picture", w.image().toString(),
                        "mask", w.mask().toString(),
                        "overlay", w.overlay().toString(),
                        "fractions", w.fractions()))
            .toList(),
        "images",
        result.written().size(),
        "skipped",
        result.failed().size(),
        "skippedPictures",
        result.failed().stream()
            .map(f -> Map.of("picture", f.image().toString(), "reason", f.reason()))
            .toList());
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("predict", args);
  }
}
