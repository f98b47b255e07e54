package dev.vinyl.runtime;

import dev.vinyl.nativeconfig.ExecutionProvider;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.PreprocessSpec;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a {@link Segmenter} uses the machine and treats its callers.
 *
 * @param session processor or device, and its memory; {@link SessionSettings#intraOpThreads()} is
 *     the number of cores that this segmenter may keep busy with everything it does: decoding,
 *     preparing, running the model
 * @param maxBatch most images of one run of the model, 1..1024, or {@link #AUTO}
 * @param maxDelay how long an image may wait for others to fill its batch; zero runs what is there
 *     as soon as a core is free, which batches by itself whenever callers come faster than that
 * @param queueCapacity how many images may wait for a core, at least 1
 * @param whenFull what happens to an image that finds the queue full
 * @param limits which images are refused because of their size
 * @param listener told of each batch, and of windows
 * @param tiling if it is there, images are segmented in windows; {@code maxDelay} means nothing
 *     then. A model that was trained on windows is given them without, see {@link #tilingFor}
 */
public record SegmenterOptions(
    SessionSettings session,
    int maxBatch,
    Duration maxDelay,
    int queueCapacity,
    WhenFull whenFull,
    DecodeLimits limits,
    SegmenterListener listener,
    Optional<Tiling> tiling) {

  /**
   * For {@code maxBatch}: as many as suit the device. On a processor that is {@value #CPU_BATCH}:
   * the best for ViNy of those that were measured, probably for the sake of a core's cache. On a
   * GPU it is {@value #GPU_BATCH}.
   */
  public static final int AUTO = 0;

  static final int CPU_BATCH = 4;
  static final int GPU_BATCH = 64;

  private static final int MOST_BATCH = 1024;
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

  /** What happens to an image that finds the queue full. */
  public enum WhenFull {
    /** The caller waits until there is room. */
    WAIT,
    /** The caller gets a {@link java.util.concurrent.RejectedExecutionException}. */
    REFUSE
  }

  /** Checks every component; the message names the one that is wrong. */
  public SegmenterOptions {
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(whenFull, "whenFull");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(tiling, "tiling");
    if (maxBatch < AUTO || maxBatch > MOST_BATCH) {
      throw new IllegalArgumentException(
          "maxBatch must be 1..%d, or 0 to leave it to the device, got %d"
              .formatted(MOST_BATCH, maxBatch));
    }
    if (maxDelay.isNegative() || maxDelay.compareTo(LONGEST_DELAY) > 0) {
      throw new IllegalArgumentException(
          "maxDelay must be between nothing and a minute, got " + maxDelay);
    }
    if (queueCapacity < 1) {
      throw new IllegalArgumentException("queueCapacity must be at least 1, got " + queueCapacity);
    }
  }

  /**
   * All cores, batches that suit the device, no delay, 256 waiting images, then callers wait; no
   * tiling.
   */
  public static SegmenterOptions defaults() {
    return new SegmenterOptions(
        SessionSettings.forInference(),
        AUTO,
        Duration.ZERO,
        256,
        WhenFull.WAIT,
        DecodeLimits.defaults(),
        batch -> {},
        Optional.empty());
  }

  /** Most images of a run: {@code maxBatch}, or what suits the device for {@link #AUTO}. */
  public int batch() {
    if (maxBatch != AUTO) {
      return maxBatch;
    }
    return onProcessor(session) ? CPU_BATCH : GPU_BATCH;
  }

  /**
   * The windows that a model is given: {@link #tiling()}, or {@link Tiling#auto()} where that is
   * empty and the model was trained on windows.
   *
   * @param preprocess of the model
   */
  public Optional<Tiling> tilingFor(PreprocessSpec preprocess) {
    boolean always = preprocess.fit() == Fit.CROP;
    return tiling.or(() -> always ? Optional.of(Tiling.auto()) : Optional.empty());
  }

  /**
   * The settings of a session that each of {@link SessionSettings#intraOpThreads()} threads runs by
   * itself: on a processor one thread for each run, on a device as they are.
   */
  public SessionSettings perWorker() {
    return onProcessor(session) ? session.withIntraOpThreads(1) : session;
  }

  private static boolean onProcessor(SessionSettings session) {
    return session.provider().equals(ExecutionProvider.cpu());
  }

  /** These options with other threads, or on another device. */
  public SegmenterOptions withSession(SessionSettings other) {
    return new SegmenterOptions(
        other, maxBatch, maxDelay, queueCapacity, whenFull, limits, listener, tiling);
  }

  /** These options on another number of cores. */
  public SegmenterOptions withThreads(int cores) {
    return withSession(session.withIntraOpThreads(cores));
  }

  /** These options with at most so many images in a run. */
  public SegmenterOptions withMaxBatch(int images) {
    return new SegmenterOptions(
        session, images, maxDelay, queueCapacity, whenFull, limits, listener, tiling);
  }

  /** These options with so much time to fill a batch. */
  public SegmenterOptions withMaxDelay(Duration delay) {
    return new SegmenterOptions(
        session, maxBatch, delay, queueCapacity, whenFull, limits, listener, tiling);
  }

  /** These options with a queue of this length, and what happens when it is full. */
  public SegmenterOptions withQueue(int capacity, WhenFull full) {
    return new SegmenterOptions(
        session, maxBatch, maxDelay, capacity, full, limits, listener, tiling);
  }

  /** These options with other limits for images. */
  public SegmenterOptions withLimits(DecodeLimits other) {
    return new SegmenterOptions(
        session, maxBatch, maxDelay, queueCapacity, whenFull, other, listener, tiling);
  }

  /** These options with somebody who is told of each batch. */
  public SegmenterOptions withListener(SegmenterListener told) {
    return new SegmenterOptions(
        session, maxBatch, maxDelay, queueCapacity, whenFull, limits, told, tiling);
  }

  /** These options with images in windows. */
  public SegmenterOptions withTiling(Tiling windows) {
    return new SegmenterOptions(
        session,
        maxBatch,
        maxDelay,
        queueCapacity,
        whenFull,
        limits,
        listener,
        Optional.of(windows));
  }
}
