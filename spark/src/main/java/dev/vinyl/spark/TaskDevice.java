package dev.vinyl.spark;

import dev.vinyl.nativeconfig.Device;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.SegmenterOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** Which device a task runs models on: Spark says which of a machine's GPUs are its own. */
final class TaskDevice {
  private static final String GPU = "gpu";

  private TaskDevice() {}

  /** How the task that runs in this thread runs models: on its device, or on its cores. */
  static SegmenterOptions running(Device.Kind wanted) {
    return SegmenterOptions.defaults()
        .withSession(
            SessionSettings.forInference()
                .withProvider(of(wanted).choose().provider())
                .withIntraOpThreads(TaskContext.get().cpus()));
  }

  /**
   * The device of the task that runs in this thread.
   *
   * @param wanted {@code AUTO} is a GPU where the task has one, else the processor
   * @throws IllegalStateException if a GPU is wanted and Spark gave the task none
   */
  static Device of(Device.Kind wanted) {
    return of(wanted, TaskContext.get().resourcesJMap());
  }

  static Device of(Device.Kind wanted, Map<String, ResourceInformation> resources) {
    Optional<String> given =
        Optional.ofNullable(resources.get(GPU)).stream()
            .flatMap(gpus -> Arrays.stream(gpus.addresses()))
            .findFirst();
    if (wanted == Device.Kind.CPU || (wanted == Device.Kind.AUTO && given.isEmpty())) {
      return Device.cpu();
    }
    int index =
        index(
            given.orElseThrow(
                () ->
                    new IllegalStateException(
                        "a GPU is asked for, but Spark gave this task none; set"
                            + " spark.task.resource.gpu.amount and"
                            + " spark.executor.resource.gpu.amount, or take the processor")));
    return wanted == Device.Kind.TENSORRT ? Device.tensorRt(index) : Device.cuda(index);
  }

  private static int index(String address) {
    try {
      return Integer.parseInt(address);
    } catch (NumberFormatException e) {
      throw new IllegalStateException(
          "Spark calls this task's GPU %s; its discovery script has to give CUDA's numbers, 0, 1, ..."
              .formatted(address),
          e);
    }
  }
}
