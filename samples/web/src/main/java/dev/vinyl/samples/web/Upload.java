package dev.vinyl.samples.web;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;

/** The picture in a request: its whole body, or the first file of a form. */
final class Upload {
  private Upload() {}

  /**
   * Reads the picture's bytes, and of a picture that is too large no more than the limit. What kind
   * of picture it is follows from the bytes; the content type only tells a form from a body.
   *
   * @throws BadRequestResponse if there is none, or the form cannot be read
   * @throws ContentTooLargeResponse if it has more bytes than the limit
   */
  static byte[] read(Context request, int maxBytes) throws IOException {
    byte[] bytes =
        request.isMultipartFormData()
            ? readForm(request, maxBytes)
            : readAtMost(request.bodyInputStream(), maxBytes);
    if (bytes.length == 0) {
      throw new BadRequestResponse("the request holds no picture; send one as body or form file");
    }
    return bytes;
  }

  private static byte[] readForm(Context request, int maxBytes) throws IOException {
    UploadedFile file;
    try {
      file = request.uploadedFiles().stream().findFirst().orElse(null);
    } catch (IllegalStateException e) { // Jetty's word for a form beyond the limits
      throw tooLarge(maxBytes);
    }
    if (file == null) {
      throw new BadRequestResponse("the form holds no file; send the picture as one");
    }
    try (InputStream content = file.content()) {
      return readAtMost(content, maxBytes);
    }
  }

  private static byte[] readAtMost(InputStream content, int maxBytes) throws IOException {
    byte[] bytes = content.readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      throw tooLarge(maxBytes);
    }
    return bytes;
  }

  private static ContentTooLargeResponse tooLarge(int maxBytes) {
    return new ContentTooLargeResponse(
        "the picture has more than %d bytes, which is the limit; shrink it".formatted(maxBytes));
  }
}
