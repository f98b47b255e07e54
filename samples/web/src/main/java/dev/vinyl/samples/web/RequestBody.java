package dev.vinyl.samples.web;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.BadMessageException;

/**
 * The bytes that a client sends, which is not trusted to send them all, fast, or ever. What goes
 * wrong is thrown as an {@link HttpResponseException}: 400 for a body that is cut off or malformed,
 * 408 for one that is slower than the pace, 413 for one that has too many bytes.
 */
final class RequestBody extends InputStream {
  private final InputStream in;
  private final String name;
  private final long maxBytes;
  private final Pace pace;
  private final long start = System.nanoTime();
  private long count;

  /**
   * Begins to count the time.
   *
   * @param in its reads wait no longer than the pace's pause
   * @param name of what it holds, for errors
   */
  RequestBody(InputStream in, String name, long maxBytes, Pace pace) {
    this.in = in;
    this.name = name;
    this.maxBytes = maxBytes;
    this.pace = pace;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    int read = readNow(into, from, length);
    if (read > 0) {
      count += read;
      if (count > maxBytes) {
        throw tooLarge(name, maxBytes);
      }
      if (!pace.allows(Duration.ofNanos(System.nanoTime() - start), count)) {
        throw tooSlow();
      }
    }
    return read;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  private int readNow(byte[] into, int from, int length) {
    try {
      return in.read(into, from, length);
    } catch (IOException | BadMessageException e) {
      throw e.getCause() instanceof TimeoutException
          ? tooSlow()
          : new BadRequestResponse("the %s is cut off or malformed on its way".formatted(name));
    }
  }

  static ContentTooLargeResponse tooLarge(String name, long maxBytes) {
    return new ContentTooLargeResponse(
        "the %s has more than %d bytes, which is the limit; shrink it".formatted(name, maxBytes));
  }

  private HttpResponseException tooSlow() {
    return new HttpResponseException(
        HttpStatus.REQUEST_TIMEOUT.getCode(),
        "the %s arrives too slowly; it needs %d bytes per second, and at most %d seconds in all"
            .formatted(name, pace.bytesPerSecond(), pace.whole().toSeconds()));
  }
}
