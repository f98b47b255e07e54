package dev.vinyl.samples.web;

import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/** Keeps whoever reads it waiting until it is released; then it is at its end. */
final class BlockedStream extends InputStream {
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @Override
  public int read() {
    reached.countDown();
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return -1;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    return read();
  }

  /** Waits for somebody to read. */
  void awaitReader() throws InterruptedException {
    reached.await();
  }

  void release() {
    released.countDown();
  }
}
