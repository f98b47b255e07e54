package dev.vinyl.samples.web;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** What is counted, and the text in which Prometheus reads it. Thread-safe. */
final class ServerMetrics {
  /** Of {@link #text()}. */
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  private final Counter requests =
      Counter.builder()
          .name("vinyl_requests_total")
          .help("HTTP requests by the status of their answer.")
          .labelNames("status")
          .register(registry);
  private final Counter refused =
      Counter.builder()
          .name("vinyl_refused_total")
          .help("Images that were refused because too many waited or arrived.")
          .register(registry);
  private final Histogram seconds =
      Histogram.builder()
          .name("vinyl_segment_seconds")
          .help("From an image's last byte to its mask, waiting included.")
          .classicOnly()
          .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
          .register(registry);

  ServerMetrics() {
    JvmMemoryMetrics.builder().register(registry);
  }

  void countRequest(int status) {
    requests.labelValues(Integer.toString(status)).inc();
  }

  void countRefused() {
    refused.inc();
  }

  /** An image was segmented; their number is the histogram's count. */
  void observeSegmented(double time) {
    seconds.observe(time);
  }

  byte[] text() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    writer.write(text, registry.scrape());
    return text.toByteArray();
  }
}
