package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SegmenterConcurrencyTest {
  private static final int THREADS = 4;

  @TempDir Path folder;

  private final ExecutorService pool = Executors.newFixedThreadPool(THREADS + 1);
  private Segmenter segmenter;

  @BeforeEach
  void open() throws Exception {
    segmenter =
        Segmenter.open(
            new TinyModel().write(folder.resolve("tiny.onnx")),
            SegmenterOptions.defaults().withThreads(2));
  }

  @AfterEach
  void close() {
    pool.shutdownNow();
    segmenter.close();
  }

  private <T> List<T> inAllThreads(Callable<T> task) throws Exception {
    List<Future<T>> running = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      running.add(pool.submit(task));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : running) {
      results.add(future.get());
    }
    return results;
  }

  private List<byte[]> masks(List<ImageSource> images) throws ImageException {
    List<byte[]> masks = new ArrayList<>();
    for (ImageSource image : images) {
      masks.add(segmenter.segment(image).mask().classes());
    }
    return masks;
  }

  @Test
  void threadsGetTheAnswersOfOne() throws Exception {
    List<ImageSource> images = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      images.add(ImageSource.of(SegmenterTest.noise(40 + i, 30, i)));
    }
    List<byte[]> expected = masks(images);

    List<List<byte[]>> answers = inAllThreads(() -> masks(images));

    for (List<byte[]> ofOneThread : answers) {
      for (int i = 0; i < expected.size(); i++) {
        assertThat(ofOneThread.get(i)).isEqualTo(expected.get(i));
      }
    }
  }

  @Test
  void closingDuringUseEndsEveryThreadWithAnException() throws Exception {
    ImageSource image = ImageSource.of(SegmenterTest.noise(64, 48, 1));
    CountDownLatch busy = new CountDownLatch(THREADS);
    Future<?> closing =
        pool.submit(
            () -> {
              busy.await();
              segmenter.close();
              return null;
            });

    List<String> ends =
        inAllThreads(
            () -> {
              segmenter.segment(image);
              busy.countDown();
              try {
                while (true) {
                  segmenter.segment(image);
                }
              } catch (IllegalStateException e) {
                return String.valueOf(e.getMessage());
              }
            });

    closing.get();
    assertThat(ends).hasSize(THREADS).allMatch(end -> end.contains("the model was closed"));
  }
}
