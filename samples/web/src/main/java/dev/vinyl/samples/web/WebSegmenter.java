package dev.vinyl.samples.web;

import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.DecodeLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens a model, serves it, and stops when the JVM is told to end. */
@Command(
    name = "web-segmenter",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Serves a model: a web page, a JSON service and metrics.")
public final class WebSegmenter implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(WebSegmenter.class);

  @Parameters(paramLabel = "MODEL", description = "an ONNX file from `vinyl export --task segment`")
  private Path model;

  @Option(names = "--host", description = "where to listen; 0.0.0.0 is everywhere")
  private String host = "localhost";

  @Option(names = "--port", description = "0 takes a free one")
  private int port = 8080;

  @Option(names = "--queue", description = "how many images may wait; more get status 503")
  private int queue = 16;

  @Option(names = "--max-megabytes", description = "of an upload, 2^20 bytes each")
  private int megabytes = 20;

  @Option(names = "--max-megapixels", description = "of an image, 10^6 pixels each")
  private int megapixels = 40;

  private WebSegmenter() {}

  /** Runs until the JVM is told to end; see --help. */
  public static void main(String[] args) {
    int exitStatus = new CommandLine(new WebSegmenter()).execute(args);
    if (exitStatus != 0) {
      System.exit(exitStatus);
    }
  }

  /** Starts the server, whose threads keep the JVM alive. */
  @Override
  public Integer call() {
    try {
      DecodeLimits limits = new DecodeLimits(megapixels * 1_000_000L, (long) megabytes << 20);
      SegmenterOptions options =
          SegmenterOptions.defaults()
              .withQueue(queue, SegmenterOptions.WhenFull.REFUSE)
              .withLimits(limits);
      Segmenter segmenter = Segmenter.open(model, options);
      SegmentServer server = SegmentServer.start(segmenter, options, host, port);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, segmenter)));
      LOG.info("serving {} at http://{}:{}/", model, host, server.port());
      return 0;
    } catch (IOException | RuntimeException e) {
      LOG.error(e.getMessage());
      return 1;
    }
  }

  /** The server first: answers under way still need the segmenter. */
  private static void stop(SegmentServer server, Segmenter segmenter) {
    server.close();
    segmenter.close();
  }
}
