package dev.vinyl.samples.web;

import dev.vinyl.runtime.Segmentation;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.ImageDecoder;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Palette;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a segmenter over HTTP.
 *
 * <table>
 * <caption>Routes</caption>
 * <tr><td>{@code GET /}</td><td>the page</td></tr>
 * <tr><td>{@code POST /api/segment}</td><td>an image, as body or as file of a form; the answer is
 *     an {@link Answer}, with {@code ?overlay=true} the coloured image too</td></tr>
 * <tr><td>{@code GET /api/model}</td><td>the classes and the largest upload in bytes</td></tr>
 * <tr><td>{@code GET /health}</td><td>status 200 while images are taken</td></tr>
 * <tr><td>{@code GET /metrics}</td><td>for Prometheus</td></tr>
 * </table>
 *
 * <p>Errors are JSON: {@code {"error": "one line"}}, with status 400 where there is no image or no
 * proper form, 408 for an upload that is too slow, 413 for too many bytes, 422 for an image that
 * cannot be read, 503 with {@code Retry-After} where too many wait or arrive.
 */
public final class SegmentServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentServer.class);

  /** Uploads that may be on their way while as many wait or are segmented as can. */
  private static final int ARRIVING = 16;

  /** Beyond the threads of uploads: Jetty's own, and some for the quick answers. */
  private static final int OTHER_THREADS = 16;

  private static final long LONGEST_STOP_MILLIS = 20_000;

  /** The page brings its style and script in one file and talks to this server alone. */
  private static final String CONTENT_POLICY =
      "default-src 'none'; connect-src 'self'; img-src 'self' blob: data:; "
          + "style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; "
          + "form-action 'none'; frame-ancestors 'none'";

  private final Segmenter segmenter;
  private final ImageDecoder decoder;
  private final int maxBytes;
  private final Pace pace;
  private final Semaphore uploads;
  private final ServerMetrics metrics = new ServerMetrics();
  private final String page = readPage();
  private final Javalin http;

  private SegmentServer(Segmenter segmenter, SegmenterOptions options, Pace pace) {
    this.segmenter = segmenter;
    this.decoder = new ImageDecoder(options.limits());
    this.maxBytes = (int) options.limits().maxBytes();
    this.pace = pace;
    int mostUploads = mostUploads(options);
    this.uploads = new Semaphore(mostUploads);
    this.http =
        Javalin.create(config -> configure(config, mostUploads + OTHER_THREADS))
            .before(context -> context.header("X-Content-Type-Options", "nosniff"))
            .get("/", this::page)
            .post("/api/segment", this::segment)
            .get("/api/model", this::model)
            .get("/health", context -> context.json(Map.of("status", "up")))
            .get("/metrics", this::metrics)
            .exception(HttpResponseException.class, SegmentServer::failed)
            .exception(
                ImageException.class,
                (e, context) -> fail(context, 422, String.valueOf(e.getMessage())))
            .exception(RejectedExecutionException.class, this::refused)
            .exception(Exception.class, SegmentServer::broken);
  }

  /**
   * Starts to listen.
   *
   * @param segmenter stays the caller's, who closes it after the server
   * @param options what the segmenter was opened with
   * @param host a name or address of this machine
   * @param port 0 takes a free one
   * @throws RuntimeException if the port is taken
   */
  public static SegmentServer start(
      Segmenter segmenter, SegmenterOptions options, String host, int port) {
    return start(segmenter, options, Pace.STANDARD, host, port);
  }

  static SegmentServer start(
      Segmenter segmenter, SegmenterOptions options, Pace pace, String host, int port) {
    SegmentServer server = new SegmentServer(segmenter, options, pace);
    server.http.start(host, port);
    return server;
  }

  /** The port that it listens on. */
  public int port() {
    return http.port();
  }

  /** Takes no more requests, and waits up to 20 seconds for those under way. */
  @Override
  public void close() {
    http.stop();
  }

  private void configure(JavalinConfig config, int threads) {
    config.showJavalinBanner = false;
    config.http.prefer405over404 = true;
    config.jetty.threadPool = new QueuedThreadPool(threads);
    config.jetty.modifyServer(server -> server.setStopTimeout(LONGEST_STOP_MILLIS));
    config.jetty.modifyHttpConfiguration(http -> http.setIdleTimeout(pace.pause().toMillis()));
    config.requestLogger.http((context, ms) -> metrics.countRequest(context.statusCode()));
  }

  /** Enough that it is the segmenter's queue that fills up first. */
  private static int mostUploads(SegmenterOptions options) {
    int perRun = options.session().intraOpThreads() * options.batch();
    return options.queueCapacity() + perRun + ARRIVING;
  }

  private void page(Context context) {
    context.header("Content-Security-Policy", CONTENT_POLICY).html(page);
  }

  /**
   * An upload keeps its worker from the first byte until the answer is sent, so neither slow
   * writers nor slow readers take a worker from the other requests.
   */
  private void segment(Context context) throws IOException {
    if (!uploads.tryAcquire()) {
      throw new RejectedExecutionException("as many uploads as workers for them");
    }
    try {
      byte[] image = Upload.read(context, maxBytes, pace);
      SegmentResponse response = segment(image, "true".equals(context.queryParam("overlay")));
      String json = context.jsonMapper().toJsonString(response, SegmentResponse.class);
      context.contentType(ContentType.APPLICATION_JSON);
      try (OutputStream out = context.outputStream()) { // a client may read slowly
        out.write(json.getBytes(StandardCharsets.UTF_8));
      }
    } finally {
      uploads.release();
    }
  }

  private SegmentResponse segment(byte[] image, boolean drawn) throws ImageException {
    long start = System.nanoTime();
    Segmentation segmentation = segmenter.segment(ImageSource.of(image).named("the image"));
    segmentation.mask();
    double seconds = (System.nanoTime() - start) / 1e9;
    metrics.observeSegmented(seconds);
    String overlay = drawn ? OverlayImage.dataUrl(segmentation, decoder) : null;
    return SegmentResponse.of(segmentation, 1000 * seconds, overlay);
  }

  private void model(Context context) {
    List<Map<String, String>> classes = new ArrayList<>();
    for (String name : segmenter.metadata().classNames()) {
      String color = Palette.standard().color(classes.size()).toHex();
      classes.add(Map.of("name", name, "color", color));
    }
    context.json(Map.of("classes", classes, "maxBytes", maxBytes));
  }

  private void metrics(Context context) throws IOException {
    context.contentType(ServerMetrics.CONTENT_TYPE).result(metrics.text());
  }

  private void refused(RejectedExecutionException e, Context context) {
    metrics.countRefused();
    context.header("Retry-After", "1");
    fail(context, 503, "too many images wait; try again in a second");
  }

  /** What Javalin itself refuses, such as an unknown address. */
  private static void failed(HttpResponseException e, Context context) {
    fail(context, e.getStatus(), String.valueOf(e.getMessage()));
  }

  /** The reason is for the server's log alone. */
  private static void broken(Exception e, Context context) {
    LOG.error("{} {} failed", context.method(), context.path(), e);
    fail(context, 500, "the server failed; its log says why");
  }

  private static void fail(Context context, int status, String message) {
    context.status(status).json(Map.of("error", message));
  }

  private static String readPage() {
    try (InputStream in = SegmentServer.class.getResourceAsStream("index.html")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the page cannot be read from the program's own jar", e);
    }
  }
}
