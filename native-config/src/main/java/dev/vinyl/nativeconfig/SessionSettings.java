package dev.vinyl.nativeconfig;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Objects;
import java.util.Optional;

/**
 * How an ONNX Runtime session uses the machine.
 *
 * @param intraOpThreads threads that share the work of one operator, 1..1024, the calling thread
 *     included
 * @param memoryPattern whether ONNX Runtime plans the memory of a whole run ahead. Training needs
 *     less memory without, at the same speed
 * @param arena whether freed memory is kept for the next run instead of given back
 * @param spinning whether idle threads wait for work actively: faster, but it keeps cores busy that
 *     the rest of a program might want
 * @param provider what runs the operators
 */
public record SessionSettings(
    int intraOpThreads,
    boolean memoryPattern,
    boolean arena,
    boolean spinning,
    ExecutionProvider provider) {

  private static final int MAX_THREADS = 1024;

  /** Checks every component; the message names the one that is wrong. */
  public SessionSettings {
    if (intraOpThreads < 1 || intraOpThreads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "intraOpThreads must be 1..%d, got %d".formatted(MAX_THREADS, intraOpThreads));
    }
    Objects.requireNonNull(provider, "provider");
  }

  /** For running models: a thread for each {@linkplain Cores physical core}, everything else on. */
  public static SessionSettings forInference() {
    int threads = Math.min(Cores.physical(), MAX_THREADS);
    return new SessionSettings(threads, true, true, true, ExecutionProvider.cpu());
  }

  /** For training: as for running models, but without the memory pattern. */
  public static SessionSettings forTraining() {
    return forInference().withMemoryPattern(false);
  }

  /** These settings with another number of threads. */
  public SessionSettings withIntraOpThreads(int threads) {
    return new SessionSettings(threads, memoryPattern, arena, spinning, provider);
  }

  /** These settings with the memory pattern on or off. */
  public SessionSettings withMemoryPattern(boolean on) {
    return new SessionSettings(intraOpThreads, on, arena, spinning, provider);
  }

  /** These settings with the arena on or off. */
  public SessionSettings withArena(boolean on) {
    return new SessionSettings(intraOpThreads, memoryPattern, on, spinning, provider);
  }

  /** These settings with spinning on or off. */
  public SessionSettings withSpinning(boolean on) {
    return new SessionSettings(intraOpThreads, memoryPattern, arena, on, provider);
  }

  /** These settings on another provider. */
  public SessionSettings withProvider(ExecutionProvider other) {
    return new SessionSettings(intraOpThreads, memoryPattern, arena, spinning, other);
  }

  /**
   * ONNX Runtime's form of these settings, for any number of sessions. The caller closes it, after
   * the sessions have been opened. Loads the stock library if none is loaded yet.
   *
   * @throws OrtException if ONNX Runtime refuses one of them, the provider for example
   * @throws IllegalStateException if no library of ONNX Runtime can be loaded, or one of NVIDIA's
   *     libraries that are on the class path cannot, if a cache folder of TensorRT's cannot be
   *     made, or if a CUDA graph is asked for and does not work, see {@link
   *     CudaOptions#cudaGraph()}
   */
  public OrtSession.SessionOptions toOptions() throws OrtException {
    OnnxRuntimeLibrary.load(); // else ONNX Runtime would load itself, past our choice of library
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    try {
      options.setIntraOpNumThreads(intraOpThreads);
      options.setInterOpNumThreads(1); // operators run one after another: nothing to share
      options.setMemoryPatternOptimization(memoryPattern);
      options.setCPUArenaAllocator(arena);
      options.addConfigEntry("session.intra_op.allow_spinning", spinning ? "1" : "0");
      addProvider(options);
      return options;
    } catch (OrtException | RuntimeException e) {
      options.close();
      throw e;
    }
  }

  private void addProvider(OrtSession.SessionOptions options) {
    Optional<String> unlisted = ProviderSetup.unlisted(provider);
    if (unlisted.isPresent()) {
      throw new IllegalStateException("cannot use %s: %s".formatted(provider, unlisted.get()));
    }
    try {
      ProviderSetup.add(provider, options);
    } catch (OrtException e) {
      throw new IllegalStateException(
          "cannot use %s: %s".formatted(provider, ProviderTrial.inWords(e)), e);
    }
  }
}
