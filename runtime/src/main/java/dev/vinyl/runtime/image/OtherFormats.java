package dev.vinyl.runtime.image;

/** Names what a file probably is when it is no picture that can be read. */
final class OtherFormats {
  private static final int LOOK_AT = 512;

  private OtherFormats() {}

  static String guess(byte[] bytes) {
    if (Bytes.startsWith(bytes, 0, 'I', 'I', 42, 0)
        || Bytes.startsWith(bytes, 0, 'M', 'M', 0, 42)) {
      return "a TIFF";
    }
    if (Bytes.startsWith(bytes, 4, 'f', 't', 'y', 'p')) {
      return "a HEIC or AVIF picture or a video";
    }
    if (Bytes.startsWith(bytes, 0, '%', 'P', 'D', 'F')) {
      return "a PDF";
    }
    return isText(bytes) ? "text" : "something else";
  }

  private static boolean isText(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, LOOK_AT); i++) {
      int b = bytes[i];
      if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f') {
        return false;
      }
    }
    return true;
  }
}
