package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.cli.console.Progress;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.predict.FilePredictor;
import dev.vinyl.runtime.predict.PassedOver;
import dev.vinyl.runtime.predict.PictureFinder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vinyl predict}: masks and overlays for pictures. */
@Command(
    name = "predict",
    description = {
      "Write a mask and an overlay for each picture.",
      "For cat.jpg it writes cat-mask.png, a palette PNG whose values are class indices, and "
          + "cat-overlay.png. Both have the size of the picture.",
      "A picture that cannot be read, or is too large for memory, is listed and passed over; exits"
          + " 1 only if none could be read."
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
      paramLabel = "PICTURE",
      arity = "1..*",
      description = "Files (JPEG, PNG, WebP, BMP, GIF), or folders of them.")
  private List<Path> named;

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
    return result.written().isEmpty() ? 1 : 0;
  }

  private FilePredictor.Result predict(Console console) throws IOException {
    try (Segmenter segmenter = Segmenter.open(model, device.segmenterOptions(console))) {
      PictureFinder.Found found = PictureFinder.find(named);
      List<Path> pictures = found.pictures();
      PassedOver passedOver = found.passedOver();
      if (pictures.isEmpty()) {
        throw new IOException(
            "%s: no picture in it%s; name files or a folder with JPEG, PNG, WebP, BMP or GIF files"
                .formatted(named.get(0), passedOver.isEmpty() ? "" : ", but " + passedOver));
      }
      if (!passedOver.isEmpty()) {
        console.warn("passed over %s in the folders that were named".formatted(passedOver));
      }
      try (Progress progress = console.progress("predict", pictures.size(), "pictures")) {
        return new FilePredictor(segmenter, out)
            .predict(pictures, (done, total) -> progress.update(done, ""));
      }
    }
  }

  private static String line(FilePredictor.Written written) {
    String shares =
        written.fractions().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.1f%%", e.getKey(), 100 * e.getValue()))
            .collect(Collectors.joining(", "));
    return "%s: %s, %s (%s)"
        .formatted(written.picture(), written.mask(), written.overlay(), shares);
  }

  private static Map<String, Object> asJson(FilePredictor.Result result) {
    return Map.of(
        "pictures",
        result.written().stream()
            .map(
                w ->
                    Map.of(
                        "picture", w.picture().toString(),
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
            .map(f -> Map.of("picture", f.picture().toString(), "reason", f.reason()))
            .toList());
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("predict", args);
  }
}
