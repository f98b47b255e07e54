package dev.vinyl.evaluation.internal.html;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes HTML that is well-formed XML too. All text and all attributes are escaped, so that a name
 * cannot become an element; elements must be closed in the order they were opened.
 */
final class Markup {
  private final StringBuilder html = new StringBuilder();
  private final Deque<String> opened = new ArrayDeque<>();
  private final Map<String, String> headings = new LinkedHashMap<>();
  private int ids;
  private int mark;

  /** Opens an element; attributes are names, each with its value after it. */
  Markup open(String tag, String... attributes) {
    start(tag, attributes);
    html.append('>');
    opened.push(tag);
    return this;
  }

  /** Closes what was opened last. */
  Markup close() {
    html.append("</").append(opened.pop()).append('>');
    return this;
  }

  /** An element that holds only text. */
  Markup leaf(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** An element without content. */
  Markup empty(String tag, String... attributes) {
    start(tag, attributes);
    html.append("/>");
    return this;
  }

  Markup text(String text) {
    escape(text);
    return this;
  }

  /** A line break, for those who read the source. */
  Markup line() {
    html.append('\n');
    return this;
  }

  /** Text that is not escaped; only for what this package itself wrote. */
  Markup trusted(String text) {
    html.append(text);
    return this;
  }

  /** A name for an element that no other has. */
  String nextId() {
    return "v" + ++ids;
  }

  /** Remembers a heading, for the contents. */
  void heading(String id, String text) {
    headings.put(id, text);
  }

  /** The headings so far, by their ids, in their order. */
  Map<String, String> headings() {
    return headings;
  }

  /** Here {@link #atMark} puts what is written later. */
  Markup mark() {
    mark = html.length();
    return this;
  }

  /** Puts other markup, which is finished, where the mark was set. */
  void atMark(Markup other) {
    html.insert(mark, other.finish());
  }

  String finish() {
    if (!opened.isEmpty()) {
      throw new IllegalStateException("<" + opened.peek() + "> was not closed");
    }
    return html.toString();
  }

  private void start(String tag, String... attributes) {
    html.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      html.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      html.append('"');
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        default -> html.append(isAllowed(text, i) ? c : '\ufffd');
      }
    }
  }

  /** Neither a control character, which HTML forbids, nor half of a surrogate pair. */
  private static boolean isAllowed(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
    return (!Character.isISOControl(c) || c == '\n' || c == '\t') && c < '\ufffe';
  }
}
