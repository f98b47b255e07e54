package dev.vinyl.data;

import java.util.Objects;

/**
 * The classes of an object in front of everything else.
 *
 * @param object name of the object's class
 * @param border name of the class whose pixels are left out, since they may belong to either side
 */
public record Foreground(String object, String border) {

  /** Checks that nothing is missing. */
  public Foreground {
    Objects.requireNonNull(object, "object");
    Objects.requireNonNull(border, "border");
  }
}
