package dev.vinyl.data.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.runtime.image.ImageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the making of a cache can end. */
@Timeout(60)
final class ImageCacheBuildTest {
  private static final String KEY = "0123456789abcdef".repeat(4);

  @TempDir private Path parent;
  private final DrawnImages drawn = DrawnImages.ofWidths(IntStream.range(2, 40).toArray());

  @Test
  void missingFoldersAreMade() throws IOException {
    Path folder = parent.resolve("a/b");
    build(folder, drawn).close();
    assertThat(folder).isDirectoryContaining("glob:**.arrow");
  }

  @Test
  void folderThatCannotBeWrittenIsOneLineThatSaysWhatToDo() throws IOException {
    Path folder = parent.resolve("file");
    Files.writeString(folder, "in the way");

    assertThatIOException()
        .isThrownBy(() -> build(folder, drawn))
        .withMessage(
            "cannot keep decoded images in %s: %s is a file, not a folder; name another cache"
                + " folder, or switch the cache off",
            folder, folder);
    assertThat(drawn.asked).hasValue(0);
  }

  @Test
  void imageThatCannotBeReadIsNamedAndNothingIsLeft() {
    for (int threads = 1; threads <= 3; threads++) {
      ImageLoader broken =
          index -> {
            if (index == 20 || index == 21) {
              throw new ImageException("cat-" + index + ".jpg", "is cut off");
            }
            return drawn.image(index);
          };
      int count = threads;
      assertThatExceptionOfType(ImageException.class)
          .isThrownBy(
              () ->
                  ImageCache.open(
                      parent, KEY, drawn.size(), broken, count, ImageCache.Listener.NONE))
          .withMessage("cat-20.jpg: is cut off");
      assertThat(parent).isEmptyDirectory();
    }
  }

  @Test
  void defectsOfTheSourceAndTheListenerPassUnchanged() {
    IllegalStateException defect = new IllegalStateException("no images today");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                build(
                    parent,
                    index -> {
                      throw defect;
                    }))
        .isSameAs(defect);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                ImageCache.open(
                    parent,
                    KEY,
                    drawn.size(),
                    drawn,
                    2,
                    (written, total) -> {
                      throw defect;
                    }))
        .isSameAs(defect);
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void interruptedBuildStopsItsWorkersAndLeavesNothing() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    AtomicInteger working = new AtomicInteger();
    ImageLoader slow =
        index -> {
          if (index < 5) {
            return drawn.image(index);
          }
          working.incrementAndGet();
          stuck.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw new InterruptedIOException("decoding stopped");
          } finally {
            working.decrementAndGet();
          }
          throw new AssertionError("nothing ends the wait");
        };
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread builder =
        new Thread(
            () -> {
              try {
                build(parent, slow);
              } catch (Throwable e) {
                thrown.set(e);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              }
            });
    builder.start();
    stuck.await();
    builder.interrupt();
    builder.join();

    assertThat(thrown.get())
        .isInstanceOf(InterruptedIOException.class)
        .hasMessage("image decoding was interrupted");
    assertThat(working).hasValue(0);
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void threadThatIsInterruptedAlreadyBuildsNothing() throws IOException {
    try {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedIOException.class)
          .isThrownBy(() -> build(parent, drawn));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(parent).isEmptyDirectory();

    build(parent, drawn).close();
    int asked = drawn.asked.get();
    try {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedIOException.class)
          .isThrownBy(() -> build(parent, drawn));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(drawn.asked).hasValue(asked);
  }

  @Test
  void fewImagesAreDecodedAheadOfTheWriter() throws IOException {
    AtomicInteger furthest = new AtomicInteger();
    ImageCache.open(
            parent,
            KEY,
            drawn.size(),
            drawn,
            3,
            (written, total) -> furthest.accumulateAndGet(drawn.asked.get() - written, Math::max))
        .close();
    assertThat(furthest.get()).isLessThanOrEqualTo(6);
  }

  private ImageCache build(Path folder, ImageLoader source) throws IOException {
    return ImageCache.open(folder, KEY, drawn.size(), source, 2, ImageCache.Listener.NONE);
  }
}
