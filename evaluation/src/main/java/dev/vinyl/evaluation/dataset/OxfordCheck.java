package dev.vinyl.evaluation.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Looks for everything that is wrong with a folder in the Oxford layout. */
final class OxfordCheck {
  private final OxfordLayout layout;
  private final List<Problem> problems = new ArrayList<>();

  private OxfordCheck(OxfordLayout layout) {
    this.layout = layout;
  }

  static List<Problem> of(OxfordLayout layout) throws IOException {
    OxfordCheck check = new OxfordCheck(layout);
    check.problems.addAll(layout.missingParts());
    if (Files.isDirectory(layout.root())) {
      Map<String, OxfordList.Entry> listed = check.lists();
      check.orphans(listed.keySet());
      check.contents(listed);
    }
    return List.copyOf(check.problems);
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

  /** Pictures without trimap and the other way round, among those that no list names. */
  private void orphans(Set<String> listed) throws IOException {
    Set<String> images = names(layout.images(), ".jpg");
    Set<String> trimaps = names(layout.trimaps(), ".png");
    for (String id : images) {
      if (!trimaps.contains(id) && !listed.contains(id)) {
        problems.add(PictureFiles.missingTrimap(layout.image(id), layout.trimap(id)));
      }
    }
    for (String id : trimaps) {
      if (!images.contains(id) && !listed.contains(id)) {
        problems.add(
            Problem.of(
                Problem.Kind.MISSING_IMAGE,
                layout.image(id),
                "no picture for the trimap %s; add it or remove the trimap"
                    .formatted(layout.trimap(id))));
      }
    }
  }

  /** Names without ending, sorted; hidden files, such as macOS leaves behind, are passed over. */
  private static Set<String> names(Path folder, String ending) throws IOException {
    Set<String> names = new TreeSet<>();
    if (!Files.isDirectory(folder)) {
      return names;
    }
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending) && !name.startsWith("."))
          .forEach(name -> names.add(name.substring(0, name.length() - ending.length())));
    }
    return names;
  }

  private void contents(Map<String, OxfordList.Entry> listed) throws IOException {
    if (!Files.isDirectory(layout.images()) || !Files.isDirectory(layout.trimaps())) {
      return;
    }
    List<OxfordList.Entry> entries = List.copyOf(listed.values());
    BreedNames names = new BreedNames(entries);
    Split any = Split.TRAINVAL; // files are looked at, whatever list names them
    for (LabelledPicture picture : OxfordPets.pictures(layout, names, any, entries)) {
      try {
        PictureFiles.load(picture);
      } catch (DatasetException e) {
        problems.add(e.problem());
      }
    }
  }
}
