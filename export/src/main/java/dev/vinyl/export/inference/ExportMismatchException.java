package dev.vinyl.export.inference;

import java.io.IOException;

/** An exported model does not answer as the weights that it was made from. */
public final class ExportMismatchException extends IOException {
  ExportMismatchException(String message) {
    super(message);
  }
}
