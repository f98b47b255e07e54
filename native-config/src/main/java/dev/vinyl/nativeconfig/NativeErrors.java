package dev.vinyl.nativeconfig;

/** Turns what a loader of native code throws into one line. */
final class NativeErrors {
  private NativeErrors() {}

  /** The innermost message, first line only; the class's name where there is none. */
  static String rootMessage(Throwable error) {
    return firstLine(root(error));
  }

  /** The innermost cause. */
  static Throwable root(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  /** The message's first line; the class's name where there is none. */
  static String firstLine(Throwable error) {
    String message = error.getMessage();
    if (message == null || message.isBlank()) {
      return error.getClass().getSimpleName();
    }
    return message.lines().filter(line -> !line.isBlank()).findFirst().orElse(message).strip();
  }
}
