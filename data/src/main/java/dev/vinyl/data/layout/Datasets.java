package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.layout.CocoLayout.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out how a folder of images and masks is laid out, and opens it. This is the only place that
 * knows all layouts. A data set is a folder, a file of annotations or of pairs of paths, or a YAML
 * file that describes the folder that it lies in.
 */
public final class Datasets {
  private static final Logger LOG = LoggerFactory.getLogger(Datasets.class);

  /** In the order in which they are tried. */
  private static final List<DatasetLayout> LAYOUTS =
      List.of(
          new DescribedFolder(),
          OxfordPets.LAYOUT,
          new VocFolder(),
          new Cityscapes(),
          new Ade20k(),
          new Ade20kFull(),
          new CocoLayout(Kind.PANOPTIC),
          new CocoLayout(Kind.STUFF),
          new CocoLayout(Kind.INSTANCES),
          new PairLists(),
          new MaskFolders());

  private static final int MOST_TOLD = 3;

  private Datasets() {}

  /** The names of all layouts, for {@code --data-format} and the key {@code format}. */
  public static List<String> formats() {
    return LAYOUTS.stream().map(DatasetLayout::name).toList();
  }

  /**
   * Opens a data set in any layout that is known. What is wrong with single files but does not keep
   * the others from being used is logged as a warning.
   *
   * @throws DatasetException if the folder has no known layout, or is not as its layout wants it
   */
  public static SegmentationDataset open(Path root) throws DatasetException {
    return open(root, "");
  }

  /**
   * Opens a data set.
   *
   * @param format one of {@link #formats()}; empty to find out
   * @throws DatasetException if there is no such format, or the folder is not as it wants it
   */
  public static SegmentationDataset open(Path root, String format) throws DatasetException {
    Found found = find(root, format);
    List<Problem> doubts = new ArrayList<>();
    SegmentationDataset dataset =
        found.layout().open(found.root(), found.description(), doubts::add);
    if (!doubts.isEmpty()) {
      LOG.warn(
          "{}{}",
          doubts.stream().limit(MOST_TOLD).map(Problem::text).collect(Collectors.joining("; ")),
          doubts.size() > MOST_TOLD
              ? "; and %d more, which vinyl data check lists".formatted(doubts.size() - MOST_TOLD)
              : "");
    }
    return dataset;
  }

  /** Whether a path looks like a data set with masks in a layout that is known. */
  public static boolean isLabelled(Path root) {
    try {
      find(root, "");
      return true;
    } catch (DatasetException e) {
      return e.problem().kind() == Problem.Kind.BAD_SETTINGS; // it means to be one
    }
  }

  /** What a data set consists of and what is wrong with it; every sample is decoded. */
  public static DatasetReport report(Path root, String format) throws IOException {
    return look(root, format).report();
  }

  /**
   * A data set that was looked at.
   *
   * @param report what it consists of and what is wrong with it
   * @param dataset empty if it cannot be opened, as the report's problems say
   */
  public record Looked(DatasetReport report, Optional<SegmentationDataset> dataset) {}

  /** As {@link #report}; for whoever goes on with the data set. */
  public static Looked look(Path root, String format) throws IOException {
    try {
      Found found = find(root, format);
      DatasetReport.Builder report = new DatasetReport.Builder(found.root(), found.layout().name());
      List<Problem> problems = found.layout().check(found.root(), found.description(), report);
      return new Looked(report.build(problems), report.opened());
    } catch (DatasetException e) {
      return new Looked(
          new DatasetReport.Builder(root, format).build(List.of(e.problem())), Optional.empty());
    }
  }

  /**
   * Everything that is wrong with a data set, worst first; every sample is decoded.
   *
   * @return immutable; empty if all is well
   * @throws IOException if a folder that is there cannot be listed
   */
  public static List<Problem> check(Path root) throws IOException {
    return report(root, "").problems();
  }

  /** How a data set lies there, and what its folder says of itself. */
  private record Found(DatasetLayout layout, Path root, DatasetDescription description) {}

  private static Found find(Path path, String format) throws DatasetException {
    boolean described =
        Files.isRegularFile(path) && String.valueOf(path.getFileName()).matches(".*\\.ya?ml");
    Path root = described ? Folders.parent(path) : path;
    DatasetDescription description =
        described
            ? DatasetDescription.read(path)
            : Files.isDirectory(root)
                ? DatasetDescription.of(root)
                : DatasetDescription.none(Folders.parent(root));
    if (!description.namesFiles() && !description.splits().isEmpty()) {
      throw DatasetDescription.wrong(
          description.file(), "splits goes with images and masks, which say where the files are");
    }
    String wanted = format.isEmpty() ? description.format() : format;
    if (!wanted.isEmpty()) {
      return new Found(named(wanted, description, format.isEmpty()), root, description);
    }
    if (!Files.exists(root)) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.MISSING_FOLDER,
              root,
              "no such folder; give the folder of a data set, such as one that holds images and masks"));
    }
    if (described && description.namesFiles()) {
      return new Found(LAYOUTS.get(0), root, description);
    }
    for (DatasetLayout layout : LAYOUTS) {
      if (layout.recognizes(root)) {
        return new Found(layout, root, description);
      }
    }
    throw new DatasetException(
        Problem.of(
            Problem.Kind.MISSING_FOLDER,
            root,
            "holds no data set of a layout that is recognized (such as images/ and masks/; %s); say in %s where images and masks are"
                .formatted(String.join(", ", formats()), DatasetDescription.FILE)));
  }

  private static DatasetLayout named(
      String name, DatasetDescription description, boolean inDescription) throws DatasetException {
    for (DatasetLayout layout : LAYOUTS) {
      if (layout.name().equals(name)) {
        return layout;
      }
    }
    String text =
        "there is no format %s; there are %s".formatted(name, String.join(", ", formats()));
    throw inDescription
        ? DatasetDescription.wrong(description.file(), text)
        : new DatasetException(new Problem(Problem.Kind.BAD_SETTINGS, description.file(), text));
  }
}
