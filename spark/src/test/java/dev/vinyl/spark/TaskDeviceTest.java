package dev.vinyl.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.nativeconfig.Device;
import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;

class TaskDeviceTest {
  private static final Map<String, ResourceInformation> NONE = Map.of();

  @Test
  void aTaskTakesTheGpuThatSparkGivesIt() {
    assertThat(TaskDevice.of(Device.Kind.CUDA, gpus("2", "3"))).isEqualTo(Device.cuda(2));
    assertThat(TaskDevice.of(Device.Kind.TENSORRT, gpus("1"))).isEqualTo(Device.tensorRt(1));
    assertThat(TaskDevice.of(Device.Kind.AUTO, gpus("4"))).isEqualTo(Device.cuda(4));
    assertThat(TaskDevice.of(Device.Kind.AUTO, NONE)).isEqualTo(Device.cpu());
    assertThat(TaskDevice.of(Device.Kind.CPU, gpus("0"))).isEqualTo(Device.cpu());
  }

  @Test
  void aGpuThatIsAskedForAndNotThereIsAnError() {
    assertThatThrownBy(() -> TaskDevice.of(Device.Kind.CUDA, NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "a GPU is asked for, but Spark gave this task none; set spark.task");
    assertThatThrownBy(() -> TaskDevice.of(Device.Kind.TENSORRT, gpus()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> TaskDevice.of(Device.Kind.CUDA, gpus("GPU-8f3a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Spark calls this task's GPU GPU-8f3a");
  }

  private static Map<String, ResourceInformation> gpus(String... addresses) {
    return Map.of("gpu", new ResourceInformation("gpu", addresses));
  }
}
