package dev.vinyl.nativeconfig;

import ai.onnxruntime.OrtSession;
import java.util.Locale;
import java.util.Objects;

/**
 * Which of ONNX Runtime's execution providers runs a model. This build has one, the processor; the
 * type is closed so that others, with settings of their own, can join it.
 */
public final class ExecutionProvider {
  private static final ExecutionProvider CPU = new ExecutionProvider("cpu");

  private final String name;

  private ExecutionProvider(String name) {
    this.name = name;
  }

  /** The processor: ONNX Runtime's own kernels. Always there. */
  public static ExecutionProvider cpu() {
    return CPU;
  }

  /**
   * The provider of this name.
   *
   * @param name {@code cpu}, in any case
   * @throws IllegalArgumentException for any other name
   */
  public static ExecutionProvider parse(String name) {
    if (name.strip().toLowerCase(Locale.ROOT).equals(CPU.name)) {
      return CPU;
    }
    throw new IllegalArgumentException(
        "execution provider must be cpu in this build, got '%s'".formatted(name));
  }

  /** The name that {@link #parse} reads. */
  public String name() {
    return name;
  }

  /** Adds this provider to a session's options; the processor is in every session by itself. */
  void addTo(OrtSession.SessionOptions options) {
    Objects.requireNonNull(options, "options");
  }

  @Override
  public String toString() {
    return name;
  }
}
