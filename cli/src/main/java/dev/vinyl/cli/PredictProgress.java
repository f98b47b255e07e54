package dev.vinyl.cli;

import dev.vinyl.cli.console.Progress;
import dev.vinyl.runtime.SegmenterListener;
import dev.vinyl.runtime.image.ImageSource;
import org.jspecify.annotations.Nullable;

/**
 * Shows how many images are done and, of an image that is segmented in windows, how many of them.
 */
final class PredictProgress implements SegmenterListener {
  private @Nullable Progress progress; // guarded by this, as is the number
  private int images;

  /** Shows on a bar from now on. */
  synchronized void begin(Progress bar) {
    progress = bar;
  }

  /** So many images are done. */
  synchronized void images(int done, int total) {
    images = done;
    show("");
  }

  @Override
  public void batchDone(Batch batch) {
    // images count when their files are written
  }

  @Override
  public synchronized void windowsDone(ImageSource source, int done, int total) {
    show("%s: %d of %d windows".formatted(source, done, total));
  }

  private void show(String detail) {
    if (progress != null) {
      progress.update(images, detail);
    }
  }
}
