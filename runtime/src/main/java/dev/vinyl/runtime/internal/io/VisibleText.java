package dev.vinyl.runtime.internal.io;

/** Makes text fit for a message: what nobody could see is written out. */
public final class VisibleText {
  private VisibleText() {}

  /**
   * The text with an escape in place of every control and format character, line break, blank other
   * than the ordinary one, and half of a surrogate pair: {@code \}{@code u00a0} for a no-break
   * space. Text without such characters comes back as it is.
   */
  public static String of(String text) {
    if (text.codePoints().noneMatch(VisibleText::isHidden)) {
      return text;
    }
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (!isHidden(c)) {
                visible.appendCodePoint(c);
              } else if (c == '\n') {
                visible.append("\\n");
              } else if (c == '\t') {
                visible.append("\\t");
              } else {
                visible.append(
                    Character.isBmpCodePoint(c) ? "\\u%04x".formatted(c) : "\\u{%x}".formatted(c));
              }
            });
    return visible.toString();
  }

  private static boolean isHidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.SPACE_SEPARATOR -> codePoint != ' ';
      default -> false;
    };
  }
}
