package dev.vinyl.data.layout;

import dev.vinyl.data.Problem;
import dev.vinyl.runtime.internal.io.TextException;
import dev.vinyl.runtime.internal.io.TextFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a list file: {@code Abyssinian_100 1 1 1}, that is name, number of the breed,
 * species (1 cat, 2 dog) and the breed's number within its species. Lines that start with {@code #}
 * and empty lines say nothing.
 */
final class OxfordList {
  /** A name is a file's name without ending, never a path that leads out of the folder. */
  private static final Pattern LINE =
      Pattern.compile("([^\\s/\\\\]+)\\s+([1-9]\\d{0,5})\\s+([12])\\s+\\d{1,6}");

  /** Of an animal. */
  enum Species {
    CAT,
    DOG;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One line. */
  record Entry(String id, int breed, Species species) {}

  private OxfordList() {}

  /**
   * Reads a list in its order. What cannot be understood, and every repetition of a name, is
   * reported and left out.
   */
  static List<Entry> read(Path file, Consumer<Problem> problems) {
    List<Entry> entries = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    List<String> lines = lines(file, problems);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher match = LINE.matcher(line);
      if (!match.matches()) {
        problems.accept(badLine(file, i + 1, line));
      } else if (!seen.add(match.group(1))) {
        problems.accept(duplicate(file, i + 1, match.group(1)));
      } else {
        Species species = match.group(3).equals("1") ? Species.CAT : Species.DOG;
        entries.add(new Entry(match.group(1), Integer.parseInt(match.group(2)), species));
      }
    }
    return entries;
  }

  private static List<String> lines(Path file, Consumer<Problem> problems) {
    try {
      return TextFiles.lines(file);
    } catch (TextException e) {
      problems.accept(Problem.of(Problem.Kind.BAD_LIST, file, String.valueOf(e.getMessage())));
    } catch (IOException e) {
      problems.accept(
          Problem.of(
              Problem.Kind.BAD_LIST,
              file,
              "cannot be read (%s); check its permissions"
                  .formatted(e.getClass().getSimpleName())));
    }
    return List.of();
  }

  private static Problem badLine(Path file, int number, String line) {
    String shown = line.length() > 60 ? line.substring(0, 60) + "..." : line;
    return Problem.of(
        Problem.Kind.BAD_LIST,
        file,
        "line %d is '%s'; it should be like 'Abyssinian_100 1 1 1': name, breed, 1 cat or 2 dog, breed of that species"
            .formatted(number, shown));
  }

  private static Problem duplicate(Path file, int number, String id) {
    return Problem.of(
        Problem.Kind.DUPLICATE_NAME,
        file,
        "line %d names %s a second time; remove one of the lines".formatted(number, id));
  }

  /**
   * Names of breeds, which the lists give only as part of the images' names: what the names of all
   * images of the breed begin with, in whole words between underscores, without a trailing number.
   */
  static final class BreedNames {
    private final Map<Integer, List<String>> words = new HashMap<>();

    BreedNames(Collection<OxfordList.Entry> entries) {
      for (OxfordList.Entry entry : entries) {
        String id = entry.id().replaceFirst("_\\d+$", "");
        words.merge(entry.breed(), Arrays.asList(id.split("_", -1)), BreedNames::commonBeginning);
      }
    }

    String of(int breed) {
      String name = String.join("_", words.getOrDefault(breed, List.of()));
      return name.isEmpty() ? "breed_" + breed : name;
    }

    private static List<String> commonBeginning(List<String> a, List<String> b) {
      List<String> common = new ArrayList<>();
      for (int i = 0; i < Math.min(a.size(), b.size()) && a.get(i).equals(b.get(i)); i++) {
        common.add(a.get(i));
      }
      return common;
    }
  }
}
