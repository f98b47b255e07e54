package dev.vinyl.training.config;

import dev.vinyl.runtime.internal.io.VisibleText;
import java.io.IOException;

/** Settings that cannot be used. The message is one line that names the file or key. */
public final class ConfigException extends IOException {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(VisibleText.of(message));
  }

  ConfigException(String message, Throwable cause) {
    super(VisibleText.of(message), cause);
  }
}
