package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks for everything that is wrong with a folder in the Oxford layout. */
final class OxfordCheck {
  private final OxfordLayout layout;
  private final List<Problem> problems = new ArrayList<>();

  private OxfordCheck(OxfordLayout layout) {
    this.layout = layout;
  }

  /**
   * Looks at everything.
   *
   * @param visitor sees the samples that are well
   */
  static List<Problem> of(OxfordLayout layout, Consumer<LabelledImage> visitor) throws IOException {
    OxfordCheck check = new OxfordCheck(layout);
    check.problems.addAll(layout.missingParts());
    if (Files.isDirectory(layout.root())) {
      List<OxfordList.Entry> listed = List.copyOf(check.lists().values());
      OxfordFiles files = new OxfordFiles(layout, check.settings());
      List<Sample> samples = check.samples(files, listed);
      check.orphans(files, listed, samples);
      check.contents(files, samples, visitor);
    }
    return List.copyOf(check.problems);
  }

  private DatasetDescription settings() {
    try {
      return OxfordPets.requireOwnClasses(DatasetDescription.of(layout.root()));
    } catch (DatasetException e) {
      problems.add(e.problem());
      return DatasetDescription.none(layout.root());
    }
  }

  /** What the lists name, where the folders of their files can be listed. */
  private List<Sample> samples(OxfordFiles files, List<OxfordList.Entry> listed)
      throws IOException {
    boolean there = Files.isDirectory(layout.images()) && Files.isDirectory(layout.trimaps());
    return there ? OxfordPets.samples(files, listed) : List.of();
  }

  /** Holds the lists against each other; returns what any of them names, by id. */
  private Map<String, OxfordList.Entry> lists() {
    List<OxfordList.Entry> all = read(OxfordLayout.ALL);
    List<OxfordList.Entry> trainval = read(OxfordLayout.TRAINVAL);
    List<OxfordList.Entry> test = read(OxfordLayout.TEST);
    problems.addAll(OxfordPets.inBothSplits(layout, trainval, test));
    Map<String, OxfordList.Entry> listed = new LinkedHashMap<>();
    all.forEach(entry -> listed.put(entry.id(), entry));
    notInList(OxfordLayout.TRAINVAL, trainval, listed.keySet());
    notInList(OxfordLayout.TEST, test, listed.keySet());
    trainval.forEach(entry -> listed.putIfAbsent(entry.id(), entry));
    test.forEach(entry -> listed.putIfAbsent(entry.id(), entry));
    return listed;
  }

  private List<OxfordList.Entry> read(String name) {
    Path file = layout.list(name);
    return Files.isRegularFile(file) ? OxfordList.read(file, problems::add) : List.of();
  }

  private void notInList(String name, List<OxfordList.Entry> entries, Set<String> all) {
    if (!Files.isRegularFile(layout.list(OxfordLayout.ALL))) {
      return;
    }
    for (OxfordList.Entry entry : entries) {
      if (!all.contains(entry.id())) {
        problems.add(
            Problem.of(
                Problem.Kind.NOT_IN_LIST,
                layout.list(name),
                "names %s, which list.txt does not; add it there or remove it here"
                    .formatted(entry.id())));
      }
    }
  }

  /**
   * Images without trimap and the other way round, among the files that belong to no name on a
   * list; a file whose case differs from its name on a list belongs to it.
   */
  private void orphans(OxfordFiles files, List<OxfordList.Entry> listed, List<Sample> samples)
      throws IOException {
    Set<String> ids = listed.stream().map(OxfordList.Entry::id).collect(Collectors.toSet());
    Map<String, Path> images = unlisted(layout.images(), files.images(), ids);
    Map<String, Path> trimaps = unlisted(layout.trimaps(), files.trimaps(), ids);
    images.values().removeAll(samples.stream().map(Sample::image).collect(Collectors.toSet()));
    trimaps.values().removeAll(samples.stream().map(Sample::mask).collect(Collectors.toSet()));
    images.forEach(
        (id, image) -> {
          if (!trimaps.containsKey(id)) {
            problems.add(missingTrimap(image, layout.trimap(id)));
          }
        });
    trimaps.forEach(
        (id, trimap) -> {
          if (!images.containsKey(id)) {
            problems.add(
                Problem.of(
                    Problem.Kind.MISSING_IMAGE,
                    layout.image(id),
                    "no image for the trimap %s; add it or remove the trimap".formatted(trimap)));
          }
        });
  }

  /**
   * Files by their names without ending, sorted, but for those that lists name; hidden files, such
   * as macOS leaves behind, are passed over.
   */
  private static Map<String, Path> unlisted(Path folder, ListedFiles kind, Set<String> listed)
      throws IOException {
    Map<String, Path> unlisted = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return unlisted;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        String id = ListedFiles.stem(name);
        if (kind.fits(file) && !name.startsWith(".") && !listed.contains(id)) {
          unlisted.put(id, file);
        }
      }
    }
    return unlisted;
  }

  private static Problem missingTrimap(Path image, Path trimap) {
    return Problem.of(
        Problem.Kind.MISSING_MASK,
        trimap,
        "no trimap for the image %s; add it or remove the image".formatted(image));
  }

  private void contents(OxfordFiles files, List<Sample> samples, Consumer<LabelledImage> visitor)
      throws IOException {
    if (!Files.isDirectory(layout.images()) || !Files.isDirectory(layout.trimaps())) {
      return;
    }
    for (Sample sample : samples) {
      try {
        LabelledImage loaded = files.load(sample);
        if (loaded.isIgnored()) {
          problems.add(
              Problem.of(
                  Problem.Kind.MASK_VALUE,
                  sample.mask(),
                  "every pixel is 255, which is ignored; label some or remove the image"));
        }
        files.turned(sample).ifPresent(problems::add);
        visitor.accept(loaded);
      } catch (DatasetException e) {
        problems.add(e.problem());
      }
    }
  }
}
