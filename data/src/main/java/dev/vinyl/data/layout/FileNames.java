package dev.vinyl.data.layout;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files of a folder are meant, and the id in each one's path: {@code {id}_gt.png} has an id,
 * which may reach over folders, before {@code _gt.png}; {@code *} stands for anything in a name.
 */
final class FileNames {
  /** All files; ids are found by {@link MaskMatcher}. */
  static final FileNames ANY = new FileNames(Pattern.compile("(.+)"), true);

  private static final String ID = "{id}";

  private final Pattern pattern;
  private final boolean anyEnding;

  private FileNames(Pattern pattern, boolean anyEnding) {
    this.pattern = pattern;
    this.anyEnding = anyEnding;
  }

  /**
   * Names of a pattern.
   *
   * @param text with one {@code {id}}, behind which any ending may follow if it stands last; empty
   *     for all files
   */
  static FileNames of(String text) {
    if (text.isEmpty()) {
      return ANY;
    }
    StringBuilder regex = new StringBuilder();
    String rest = text;
    while (!rest.isEmpty()) {
      if (rest.startsWith(ID)) {
        regex.append("(.+)");
        rest = rest.substring(ID.length());
      } else {
        char c = rest.charAt(0);
        regex.append(c == '*' ? "[^/]*" : Pattern.quote(String.valueOf(c)));
        rest = rest.substring(1);
      }
    }
    return new FileNames(Pattern.compile(regex.toString()), text.endsWith(ID));
  }

  /** The id in a path, if it is meant. */
  Optional<String> id(String path) {
    Matcher matcher = pattern.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String id = matcher.group(1);
    return Optional.of(anyEnding ? ListedFiles.stem(id) : id);
  }
}
