package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.data.layout.SyntheticPets;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vinyl data synth}: writes a data set of drawn animals. */
@Command(
    name = "synth",
    description = {
      "Draw animals with their trimaps and write them in the Oxford-IIIT Pet layout.",
      "The same options give the same files."
    })
public final class DataSynthCommand extends AbstractCommand {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write: new, empty, or of an earlier set, which is replaced.")
  private Path out;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many; ${DEFAULT-VALUE} unless given.")
  private int images;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = "160",
      description = "About how wide and high; ${DEFAULT-VALUE} unless given.")
  private int size;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of every random choice; ${DEFAULT-VALUE} unless given.")
  private long seed;

  @Mixin private OutputFiles outputs;

  @Override
  int run(Console console) throws Exception {
    SyntheticPets.Spec spec = fromOptions(() -> new SyntheticPets.Spec(images, size, seed));
    if (SyntheticPets.isIn(out)) {
      outputs.writes(SyntheticPets.changed(out), file -> false).check();
    }
    SyntheticPets.write(out, spec);
    console.print("%s: %d images".formatted(out, images));
    return 0;
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("data synth", args);
  }
}
