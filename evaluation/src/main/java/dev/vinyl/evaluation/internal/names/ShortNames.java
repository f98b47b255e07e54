package dev.vinyl.evaluation.internal.names;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What reports call models, whose files have long names. */
public final class ShortNames {
  private ShortNames() {}

  /**
   * A name for each file, no two alike: its own name without folder and ending where no other file
   * has that, else the whole path, with a number where a path comes again.
   */
  public static List<String> of(List<String> paths) {
    List<String> files = paths.stream().map(ShortNames::fileName).toList();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      boolean alone = Collections.frequency(files, files.get(i)) == 1;
      names.add(unused(alone ? files.get(i) : paths.get(i), names));
    }
    return List.copyOf(names);
  }

  /** A file's name without its folder and without its ending. */
  public static String fileName(String path) {
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String unused(String name, List<String> taken) {
    String free = name;
    for (int i = 2; taken.contains(free); i++) {
      free = "%s (%s)".formatted(name, i);
    }
    return free;
  }
}
