package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.nativeconfig.Device;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.stage.Training;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What computes the steps of a training, and where. */
final class EngineOptions {
  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "auto",
      converter = EngineConverter.class,
      description =
          "What computes a step: training-api (ONNX Runtime's), plain (an inference session of the "
              + "stock library), or auto, the quickest that can do what the settings ask for; "
              + "${DEFAULT-VALUE} unless given.")
  private Training.Engine engine;

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

  /** What computes a step. */
  Training.Engine engine() {
    return engine;
  }

  /**
   * Where it computes. Loads the library that the engine needs.
   *
   * @throws IllegalArgumentException if a number is out of range, or the device cannot train
   * @throws IllegalStateException if the device cannot be used
   */
  SessionSettings settings(Console console) {
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
    engine.load();
    Device.Choice choice = device.choose();
    if (device.kind() == Device.Kind.AUTO) {
      console.note("device: " + choice.explanation());
    }
    return settings.withProvider(choice.provider());
  }

  /** Takes an engine by its name. */
  static final class EngineConverter extends EnumConverter<Training.Engine> {
    EngineConverter() {
      super(Training.Engine.class);
    }
  }
}
