package dev.vinyl.samples.web;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Objects;
import org.eclipse.jetty.server.MultiPartFormInputStream;

/** The image in a request: its whole body, or the first file of a form. */
final class Upload {
  /** What a form has around its file: boundaries, headers, other fields. */
  private static final int FORM_BYTES = 1 << 16;

  private static final int MOST_PARTS = 1000;

  private static final String FORM = "multipart/form-data";

  private Upload() {}

  /**
   * Reads the image's bytes, and of an image that is too large no more than the limit. What kind of
   * image it is follows from the bytes; the content type only tells a form from a body.
   *
   * @throws HttpResponseException if there is none, the form is none, or {@link RequestBody} says
   *     so
   */
  static byte[] read(Context request, int maxBytes, Pace pace) throws IOException {
    InputStream in = request.bodyInputStream();
    byte[] bytes =
        request.isMultipartFormData()
            ? readFile(request, new RequestBody(in, "form", (long) maxBytes + FORM_BYTES, pace))
            : new RequestBody(in, "image", maxBytes, pace).readAllBytes();
    if (bytes.length > maxBytes) {
      throw RequestBody.tooLarge("image", maxBytes);
    }
    if (bytes.length == 0) {
      throw new BadRequestResponse("the request holds no image; send one as body or form file");
    }
    return bytes;
  }

  private static byte[] readFile(Context request, RequestBody body) throws IOException {
    for (Part part : parts(request, body)) {
      if (part.getSubmittedFileName() != null) {
        return part.getInputStream().readAllBytes();
      }
    }
    throw new BadRequestResponse("the form holds no file; send the image as one");
  }

  /** In memory: the body is bounded already. */
  private static Collection<Part> parts(Context request, RequestBody body) throws IOException {
    String type = Objects.requireNonNull(request.header("Content-Type"));
    type = FORM + type.substring(FORM.length()); // Jetty wants it in lower case
    var form =
        new MultiPartFormInputStream(body, type, new MultipartConfigElement(""), null, MOST_PARTS);
    try {
      return form.getParts();
    } catch (IOException | IllegalStateException e) {
      if (e.getCause() instanceof HttpResponseException ofBody) {
        throw ofBody;
      }
      body.transferTo(OutputStream.nullOutputStream()); // who still sends sees no answer
      throw new BadRequestResponse(
          e instanceof IllegalStateException && e.getCause() == null // Jetty's word for it
              ? "the form has more than %d parts; send the image alone".formatted(MOST_PARTS)
              : "the form is malformed or cut off, or its header says another boundary");
    }
  }
}
