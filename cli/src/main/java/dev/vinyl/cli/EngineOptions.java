package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.nativeconfig.Device;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.engine.EngineFactory;
import dev.vinyl.training.engine.Engines;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What computes the steps of a training, and where. */
final class EngineOptions {
  /** The engines by the names that people type. */
  enum Kind {
    AUTO,
    TRAINING_API,
    PLAIN
  }

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "auto",
      converter = KindConverter.class,
      description =
          "What computes a step: training-api (ONNX Runtime's), plain (an inference session of the "
              + "stock library), or auto, the quickest that can do what the settings ask for; "
              + "${DEFAULT-VALUE} unless given.")
  private Kind engine;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      converter = DeviceConverter.class,
      description =
          "cpu, cuda:N, or auto, a GPU if one can be used; ${DEFAULT-VALUE} unless given.")
  private Device device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute; as many as there are physical cores unless given.")
  private @Nullable Integer threads;

  /**
   * The engines that were asked for.
   *
   * @throws IllegalArgumentException if a number is out of range, or the device cannot train
   * @throws IllegalStateException if the engine or the device cannot be used
   */
  EngineFactory engines(Console console) {
    if (device.kind() == Device.Kind.TENSORRT) {
      throw new IllegalArgumentException(
          "--device %s runs models and cannot train; train on cpu, cuda:N or auto"
              .formatted(device));
    }
    SessionSettings settings = SessionSettings.forTraining();
    if (threads != null) {
      if (threads < 1) {
        throw new IllegalArgumentException("--threads must be at least 1, got " + threads);
      }
      settings = settings.withIntraOpThreads(threads);
    }
    Engines.load(engine != Kind.PLAIN);
    Device.Choice choice = device.choose();
    if (device.kind() == Device.Kind.AUTO) {
      console.note("device: " + choice.explanation());
    }
    settings = settings.withProvider(choice.provider());
    return switch (engine) {
      case AUTO -> Engines.auto(settings);
      case TRAINING_API -> Engines.trainingApi(settings);
      case PLAIN -> Engines.plain(settings);
    };
  }

  /** Takes an engine by its name. */
  static final class KindConverter extends EnumConverter<Kind> {
    KindConverter() {
      super(Kind.class);
    }
  }
}
