package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.cli.console.Progress;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.layout.DatasetConversion;
import dev.vinyl.data.layout.DatasetConversion.Format;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vinyl data convert}: writes a data set of any layout in another one. */
@Command(
    name = "convert",
    description = {
      "Write a data set of any layout as images with index masks, as COCO's annotations, or in the",
      "Oxford-IIIT Pet layout. The data set itself stays as it is."
    })
public final class DataConvertCommand extends AbstractCommand {
  @Mixin private DataOptions data;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FORMAT",
      converter = FormatConverter.class,
      description = "masks, coco or oxford.")
  private Format format;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write: new or empty.")
  private Path out;

  @Override
  int run(Console console) throws Exception {
    SegmentationDataset dataset = data.open();
    int images = SplitChoice.ALL.of(dataset).size();
    try (Progress progress = console.progress("converting", images, "images")) {
      DatasetConversion.write(dataset, format, out, done -> progress.update(done, ""));
    }
    console.print("%s: %d images, %d classes".formatted(out, images, dataset.classNames().size()));
    return 0;
  }

  /** Takes a format by its name. */
  static final class FormatConverter extends EnumConverter<Format> {
    FormatConverter() {
      super(Format.class);
    }
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("data convert", args);
  }
}
