package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.nativeconfig.Device;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.SegmenterOptions;
import picocli.CommandLine.Option;

/** Where an exported model runs. */
final class ModelDeviceOption {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      converter = DeviceConverter.class,
      description =
          "cpu, cuda:N, tensorrt:N, or auto, a GPU if one can be used; ${DEFAULT-VALUE} unless given.")
  private Device device;

  /** The sort of device that was named. */
  Device.Kind kind() {
    return device.kind();
  }

  /**
   * What to open models with.
   *
   * @throws IllegalStateException if the device cannot be used; the message says why
   */
  SegmenterOptions segmenterOptions(Console console) {
    Device.Choice choice = device.choose();
    if (device.kind() == Device.Kind.AUTO) {
      console.note("device: " + choice.explanation());
    }
    return SegmenterOptions.defaults()
        .withSession(SessionSettings.forInference().withProvider(choice.provider()));
  }
}
