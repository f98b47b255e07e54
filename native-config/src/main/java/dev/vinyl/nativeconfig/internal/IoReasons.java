package dev.vinyl.nativeconfig.internal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Objects;

/** Why a file could not be read or written, in words: Java often gives nothing but the path. */
public final class IoReasons {
  private IoReasons() {}

  /** What went wrong, in words, and what to do where that is known. */
  public static String of(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied; choose a folder that you may write to";
    }
    if (failure instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is a file, not a folder";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "it already exists; remove it first";
    }
    if (failure instanceof NoSuchFileException missing) {
      return missing.getFile() + " is missing";
    }
    if (failure instanceof ClosedByInterruptException) {
      return "the thread was interrupted";
    }
    String text = Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getName());
    if (failure instanceof FileSystemException system && system.getReason() != null) {
      text = system.getReason();
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left") || lower.contains("not enough space")) {
      return "the disk is full; free some space or choose another folder";
    }
    return text.lines().findFirst().orElse("failed");
  }
}
