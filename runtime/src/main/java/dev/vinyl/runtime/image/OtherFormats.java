package dev.vinyl.runtime.image;

/** Names what a file probably is when it is no image that can be read. */
final class OtherFormats {
  private static final int LOOK_AT = 512;

  private OtherFormats() {}

  static String guess(EncodedBytes bytes) {
    if (bytes.startsWith(0, 'I', 'I', 42, 0) || bytes.startsWith(0, 'M', 'M', 0, 42)) {
      return "a TIFF";
    }
    if (bytes.startsWith(4, 'f', 't', 'y', 'p')) {
      return "a HEIC or AVIF image or a video";
    }
    if (bytes.startsWith(0, '%', 'P', 'D', 'F')) {
      return "a PDF";
    }
    return isText(bytes) ? "text" : "something else";
  }

  private static boolean isText(EncodedBytes bytes) {
    for (byte b : bytes.copyOf(Math.min(bytes.length(), LOOK_AT))) {
      if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f') {
        return false;
      }
    }
    return true;
  }
}
