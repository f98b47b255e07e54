package dev.vinyl.samples.web;

import dev.vinyl.export.UntrainedModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.Interpolation;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A server on a free port, whose model has random weights and whose limits are small: 1 MiB, 1
 * megapixel, one thread, and one image that may wait.
 */
final class TestServer implements AutoCloseable {
  static final int MAX_BYTES = 1 << 20;

  private static final SegmenterOptions OPTIONS =
      SegmenterOptions.defaults()
          .withThreads(1)
          .withMaxBatch(1)
          .withQueue(1, SegmenterOptions.WhenFull.REFUSE)
          .withLimits(new DecodeLimits(1_000_000, MAX_BYTES));

  private final Segmenter segmenter;
  private final SegmentServer server;

  private TestServer(Segmenter segmenter, SegmentServer server) {
    this.segmenter = segmenter;
    this.server = server;
  }

  /** Writes the model that {@link #start} serves. */
  static void writeModel(Path file) throws Exception {
    UntrainedModel.export(
        VitConfig.micro(), Interpolation.AREA, List.of("pet", "background"), 1, file);
  }

  static TestServer start(Path file) throws Exception {
    return start(file, Pace.STANDARD);
  }

  static TestServer start(Path file, Pace pace) throws Exception {
    Segmenter segmenter = Segmenter.open(file, OPTIONS);
    return new TestServer(segmenter, SegmentServer.start(segmenter, OPTIONS, pace, "localhost", 0));
  }

  /** A PNG of this size: a disc on a wall. */
  static byte[] image(int width, int height) throws Exception {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(0x5b8fb0));
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(new Color(0xd08030));
    graphics.fillOval(width / 4, height / 4, width / 2, height / 2);
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + server.port() + path);
  }

  Segmenter segmenter() {
    return segmenter;
  }

  /** Stops listening, and waits for what is under way. */
  void stop() {
    server.close();
  }

  @Override
  public void close() {
    server.close();
    segmenter.close();
  }
}
