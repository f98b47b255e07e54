package dev.vinyl.nativeconfig;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody asks a model to be run or trained on. It is a wish: {@link #choose()} finds out
 * whether this machine can grant it.
 *
 * <pre>{@code
 * OnnxRuntimeLibrary.loadForTraining(); // where training is wanted too
 * Choice choice = Device.parse("auto").choose();
 * SessionSettings settings = SessionSettings.forTraining().withProvider(choice.provider());
 * }</pre>
 *
 * @param kind what sort of device
 * @param index number of the device among those of its kind, from 0; always 0 for {@code AUTO} and
 *     {@code CPU}
 */
public record Device(Kind kind, int index) {
  /** A sort of device. */
  public enum Kind {
    /** The first of NVIDIA's devices if it can be used, else the processor. */
    AUTO,
    /** The processor. */
    CPU,
    /** One of NVIDIA's devices. */
    CUDA,
    /** One of NVIDIA's devices by way of TensorRT: for models, not for training. */
    TENSORRT
  }

  private static final Pattern NUMBERED = Pattern.compile("(cuda|tensorrt)(?::(\\d{1,4}))?");

  /** Checks the number. */
  public Device {
    if (index < 0 || (!isNumbered(kind) && index != 0)) {
      throw new IllegalArgumentException("there is no device %d of kind %s".formatted(index, kind));
    }
  }

  /** The first of NVIDIA's devices if it can be used, else the processor. */
  public static Device auto() {
    return new Device(Kind.AUTO, 0);
  }

  /** The processor. */
  public static Device cpu() {
    return new Device(Kind.CPU, 0);
  }

  /**
   * One of NVIDIA's devices.
   *
   * @param index the device's number, from 0, as CUDA counts
   * @throws IllegalArgumentException if it is negative
   */
  public static Device cuda(int index) {
    return new Device(Kind.CUDA, index);
  }

  /**
   * One of NVIDIA's devices by way of TensorRT.
   *
   * @param index the device's number, from 0, as CUDA counts
   * @throws IllegalArgumentException if it is negative
   */
  public static Device tensorRt(int index) {
    return new Device(Kind.TENSORRT, index);
  }

  private static boolean isNumbered(Kind kind) {
    return kind == Kind.CUDA || kind == Kind.TENSORRT;
  }

  /**
   * Reads what {@link #toString()} writes.
   *
   * @param text {@code auto}, {@code cpu}, {@code cuda:N} or {@code tensorrt:N}; {@code :0} may be
   *     left out, case and surrounding blanks do not count
   * @throws IllegalArgumentException for anything else
   */
  public static Device parse(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    Matcher numbered = NUMBERED.matcher(name);
    if (numbered.matches()) {
      int index = Optional.ofNullable(numbered.group(2)).map(Integer::parseInt).orElse(0);
      return "cuda".equals(numbered.group(1)) ? cuda(index) : tensorRt(index);
    }
    return switch (name) {
      case "auto" -> auto();
      case "cpu" -> cpu();
      default ->
          throw new IllegalArgumentException(
              "device must be auto, cpu, cuda:N or tensorrt:N, got '%s'".formatted(text));
    };
  }

  /**
   * Finds the provider for this wish, with default options. For everything but {@code cpu} that
   * means to try: a tiny model is run on the device, which takes part of a second (with TensorRT,
   * which builds an engine for it, some seconds), and the first time on a machine, when NVIDIA's
   * libraries are unpacked from their jars (more than a gigabyte), much longer. ONNX Runtime is
   * loaded if it is not yet: the build with CUDA if that is on the class path. Whoever wants to
   * train calls {@link OnnxRuntimeLibrary#loadForTraining()} before.
   *
   * <p>{@code auto} never stands for TensorRT, which may take minutes to build an engine and
   * computes with fewer digits: whoever wants it asks for it.
   *
   * @throws IllegalStateException if {@code cuda:N} or {@code tensorrt:N} is wished for and cannot
   *     be used; the message is one line that names what is missing and what brings it
   */
  public Choice choose() {
    if (kind == Kind.CPU) {
      return new Choice(ExecutionProvider.cpu(), "cpu, as asked");
    }
    ExecutionProvider provider =
        kind == Kind.TENSORRT ? ExecutionProvider.tensorRt(index) : ExecutionProvider.cuda(index);
    Optional<String> problem = ProviderTrial.problem(provider);
    if (problem.isEmpty()) {
      String reason = kind == Kind.AUTO ? "since it can be used" : "as asked";
      return new Choice(provider, provider + ", " + reason);
    }
    if (kind != Kind.AUTO) {
      throw new IllegalStateException("cannot use %s: %s".formatted(provider, problem.get()));
    }
    return new Choice(
        ExecutionProvider.cpu(),
        "cpu, since %s cannot be used: %s".formatted(provider, problem.get()));
  }

  /** As people write it: {@code cuda:0}. */
  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return isNumbered(kind) ? name + ":" + index : name;
  }

  /**
   * What a {@link Device} comes to on this machine.
   *
   * @param provider for {@link SessionSettings#withProvider}
   * @param explanation one line for people: which device it is, and why
   */
  public record Choice(ExecutionProvider provider, String explanation) {
    /** Checks that both are there. */
    public Choice {
      Objects.requireNonNull(provider, "provider");
      Objects.requireNonNull(explanation, "explanation");
    }
  }
}
