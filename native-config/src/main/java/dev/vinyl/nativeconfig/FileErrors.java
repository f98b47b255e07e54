package dev.vinyl.nativeconfig;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Puts into words what the exceptions of java.nio.file only say by their class. */
final class FileErrors {
  private FileErrors() {}

  static String describe(IOException error) {
    if (error instanceof NoSuchFileException e) {
      return e.getFile() + " does not exist";
    }
    if (error instanceof AccessDeniedException e) {
      return e.getFile() + " may not be accessed";
    }
    if (error instanceof FileSystemException e && e.getReason() != null) {
      return e.getFile() + ": " + e.getReason();
    }
    return NativeErrors.rootMessage(error);
  }
}
