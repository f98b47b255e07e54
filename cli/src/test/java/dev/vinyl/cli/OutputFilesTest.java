package dev.vinyl.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What may be written, by any name that a file can have. */
final class OutputFilesTest {
  @TempDir Path folder;

  @Command
  private static final class Options {
    @CommandLine.Mixin private OutputFiles files;
  }

  @Test
  void anInputIsFoundByEveryNameItHas() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path input = Files.writeString(real.resolve("cat.png"), "input");
    Path linkedFolder = Files.createSymbolicLink(folder.resolve("linked"), real);
    Path link = Files.createSymbolicLink(folder.resolve("link.png"), input);
    Path hardLink = Files.createLink(folder.resolve("hard.png"), input);
    for (Path output :
        List.of(
            input,
            real.resolve("../real/./cat.png"),
            linkedFolder.resolve("cat.png"),
            link,
            hardLink,
            Path.of("").toAbsolutePath().relativize(input))) {
      for (OutputFiles files : List.of(plain(), overwriting())) {
        assertThatThrownBy(() -> files.reads(input).writes(output, file -> true).check())
            .as("%s", output)
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith("cannot write " + output + ": it is ")
            .hasMessageContaining("an input is never replaced");
      }
    }
    // and the other way about
    assertThatThrownBy(() -> plain().reads(link).writes(input, file -> true).check())
        .hasMessageContaining("it is the input " + link);
  }

  @Test
  void aFileThatNobodyKnowsIsReplacedOnlyWhenTold() throws IOException {
    Path first = Files.writeString(folder.resolve("first.txt"), "mine");
    Path second = Files.writeString(folder.resolve("second.txt"), "mine");
    Path fresh = folder.resolve("new.txt");
    List<Path> all = List.of(fresh, first, second);

    assertThatThrownBy(() -> plain().writes(all, file -> false).check())
        .hasMessage(
            "cannot write "
                + first
                + ": it is there (and 1 other files) and not as an earlier run wrote it; choose"
                + " another place, or replace it with --overwrite");
    assertThatThrownBy(
            () ->
                plain()
                    .writes(
                        all,
                        file -> {
                          throw new IOException("not of the format");
                        })
                    .check())
        .hasMessageStartingWith("cannot write " + first);
    assertThatCode(() -> plain().writes(all, file -> true).check()).doesNotThrowAnyException();
    assertThatCode(() -> overwriting().writes(all, file -> false).check())
        .doesNotThrowAnyException();
    assertThatCode(() -> plain().writes(fresh, file -> false).check()).doesNotThrowAnyException();
  }

  @Test
  void aLinkThatLeadsNowhereAndAFolderAreNoFilesToReplace() throws IOException {
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("none"));
    assertThatThrownBy(() -> plain().writes(dangling, file -> true).check())
        .hasMessageStartingWith("cannot write " + dangling);
    Path inside = Files.createDirectory(folder.resolve("scores.json"));
    assertThatThrownBy(() -> overwriting().writes(inside, file -> true).check())
        .hasMessageContaining("it is a folder");
  }

  @Test
  void aFileInTheWayOfAFolderIsFoundBeforeTheWork() throws IOException {
    Path file = Files.writeString(folder.resolve("afile"), "mine");
    Path output = file.resolve("deeper/scores.json");

    assertThatThrownBy(() -> overwriting().writes(output, path -> true).check())
        .hasMessage(
            "cannot write "
                + output
                + ": "
                + file
                + " is a file, not a folder; choose another place");
  }

  @Test
  void twoOutputsOfOneNameAreRefused() {
    assertThatThrownBy(
            () ->
                overwriting()
                    .writes(folder.resolve("a.png"), file -> true)
                    .writes(folder.resolve("b/../a.png"), file -> true)
                    .check())
        .hasMessageContaining("two outputs of this command have that name");
  }

  @Test
  void anInputInAFolderThatIsDeletedIsFoundToo() throws IOException {
    Path images = Files.createDirectories(folder.resolve("run/images"));
    Path output = folder.resolve("run/images");
    Path input = Files.writeString(images.resolve("cat.png"), "input");
    assertThatThrownBy(() -> plain().reads(input).writes(output, file -> true).checkInputs())
        .hasMessageStartingWith("cannot write " + output + ": the input " + input + " is in it");
    assertThatCode(() -> plain().reads(folder).writes(output, file -> true).checkInputs())
        .doesNotThrowAnyException();
  }

  private static OutputFiles plain() {
    return new OutputFiles();
  }

  private static OutputFiles overwriting() {
    Options options = new Options();
    new CommandLine(options).parseArgs("--overwrite");
    return options.files;
  }
}
