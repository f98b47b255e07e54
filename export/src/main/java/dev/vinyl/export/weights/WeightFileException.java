package dev.vinyl.export.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file of weights that cannot be used. The message is one line: {@code FILE: what is wrong}. */
public final class WeightFileException extends IOException {
  private static final int LONGEST_NAME = 120;

  /**
   * Says what is wrong with a file.
   *
   * @param file the file, named first in the message
   * @param problem what is wrong and, where it is known, what to do
   */
  public WeightFileException(Path file, String problem) {
    super(file + ": " + oneLine(problem));
  }

  private WeightFileException(Path file, String problem, IOException cause) {
    super(file + ": " + oneLine(problem), cause);
  }

  /** Turns a failure at reading a file into one line about it. */
  public static WeightFileException reading(Path file, IOException cause) {
    if (cause instanceof WeightFileException already) {
      return already;
    }
    if (cause instanceof NoSuchFileException) {
      return new WeightFileException(file, "no such file", cause);
    }
    if (cause instanceof AccessDeniedException) {
      return new WeightFileException(file, "permission denied", cause);
    }
    if (cause instanceof EOFException) {
      return new WeightFileException(file, "ends too early; copy it again", cause);
    }
    return new WeightFileException(file, "cannot be read: " + cause.getMessage(), cause);
  }

  /** A name out of a file as it may stand in a message: on one line, and not endless. */
  public static String shown(String name) {
    String line = oneLine(name);
    return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME) + "...";
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
