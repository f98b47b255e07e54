package dev.vinyl.cli.console;

import dev.vinyl.runtime.internal.io.VisibleText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Turns what was thrown into the one line that the user reads. */
public final class Failures {
  private static final String PREFIX = "vinyl: ";

  private Failures() {}

  /**
   * The line for a failure, without a line break. Exceptions that a library throws on purpose speak
   * for themselves; of all others the line names the class and how to see more.
   */
  public static String line(Throwable thrown) {
    return line(describe(unwrapped(thrown)));
  }

  /** The line for a message of our own. */
  public static String line(String message) {
    return PREFIX + VisibleText.of(message.strip().replaceAll("\\s*\\R\\s*", " "));
  }

  private static Throwable unwrapped(Throwable thrown) {
    boolean wrapper =
        thrown instanceof UncheckedIOException
            || thrown instanceof ExecutionException
            || thrown instanceof CompletionException;
    Throwable cause = thrown.getCause();
    return wrapper && cause != null ? unwrapped(cause) : thrown;
  }

  private static String describe(Throwable thrown) {
    if (thrown instanceof FileSystemException e && e.getFile() != null) {
      return describe(e);
    }
    if (thrown instanceof OutOfMemoryError) {
      return "Java's memory is too small for this (%s); give it more with VINYL_JAVA_OPTS=-Xmx2g"
          .formatted(thrown.getMessage());
    }
    if (thrown instanceof LinkageError) {
      return "a native library cannot be loaded (%s); run vinyl doctor"
          .formatted(thrown.getMessage());
    }
    boolean onPurpose =
        thrown instanceof IOException
            || thrown.getClass() == IllegalArgumentException.class
            || thrown.getClass() == IllegalStateException.class;
    if (onPurpose && !isBlank(thrown.getMessage())) {
      return String.valueOf(thrown.getMessage());
    }
    String message = isBlank(thrown.getMessage()) ? "" : " (" + thrown.getMessage() + ")";
    return "unexpected %s%s; run again with --stacktrace to see where"
        .formatted(thrown.getClass().getSimpleName(), message);
  }

  /** The JDK's file exceptions often say nothing but the path. */
  private static String describe(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return e.getFile() + ": no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return e.getFile() + ": permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return e.getFile() + ": exists already";
    }
    if (e instanceof NotDirectoryException) {
      return e.getFile() + ": is not a folder";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return e.getFile() + ": the folder is not empty";
    }
    return isBlank(e.getReason())
        ? String.valueOf(e.getMessage())
        : e.getFile() + ": " + e.getReason();
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }
}
