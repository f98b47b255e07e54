package dev.vinyl.benchmarks;

import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.ImageSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** Prints how long after the JVM's start the first mask is there. Takes a model and an image. */
public final class FirstMask {
  private FirstMask() {}

  /** Segments one image. */
  public static void main(String[] args) throws IOException {
    try (Segmenter segmenter = Segmenter.open(Path.of(args[0]))) {
      int width = segmenter.segment(ImageSource.of(Path.of(args[1]))).mask().width();
      System.out.printf(
          "vinyl serve, from the JVM's start to the first mask (%d pixels wide): %d ms%n",
          width, System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime());
    }
  }
}
