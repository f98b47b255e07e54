package dev.vinyl.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * How many images are trained on.
 *
 * @param text a whole number that is not negative, {@code half} or {@code all}
 */
public record Size(String text) {
  private static final String HALF = "half";
  private static final String ALL = "all";

  /** Checks the text. */
  public Size {
    if (!text.equals(HALF) && !text.equals(ALL) && !text.matches("0|[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException("a size is a number of images, half or all; got " + text);
    }
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Size of(JsonNode node) {
    return new Size(node.isValueNode() ? node.asText() : node.toString());
  }

  @JsonValue
  Object value() {
    return text.equals(HALF) || text.equals(ALL) ? text : (Object) Integer.valueOf(text);
  }

  /** The number, of so many that there are. */
  int of(int there) {
    return switch (text) {
      case HALF -> there / 2;
      case ALL -> there;
      default -> Integer.parseInt(text);
    };
  }
}
