package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The names that are expected here were read in ONNX Runtime's documentation of its providers, and
 * found in the libraries of release 1.24.1.
 */
class ProviderOptionsTest {
  @TempDir Path folder;

  @Test
  void cudaKeepsFp32AndIsOtherwiseLeftAlone() {
    assertThat(CudaOptions.defaults().entries()).isEqualTo(Map.of("use_tf32", "0"));
  }

  @Test
  void cudaIsToldItsLimitInBytesAndItsGraph() {
    assertThat(CudaOptions.defaults().withMemoryLimitBytes(3L << 30).withCudaGraph(true).entries())
        .isEqualTo(
            Map.of("use_tf32", "0", "gpu_mem_limit", "3221225472", "enable_cuda_graph", "1"));
  }

  @Test
  void tensorRtIsLeftAloneUnlessAsked() {
    assertThat(TensorRtOptions.defaults().entries()).isEmpty();
  }

  @Test
  void tensorRtIsToldEverythingThatWasAsked() {
    TensorRtOptions options =
        TensorRtOptions.defaults()
            .withWorkspaceBytes(1L << 31)
            .withEngineCacheFolder(Path.of("/cache/engines"))
            .withTimingCacheFolder(Path.of("/cache/timings"))
            .withFp16(true)
            .withCudaGraph(true)
            .withProfile(BatchProfile.of("image", 16, 3, 128, 96))
            .withProfile(new BatchProfile("mask", List.of(192L), 4));

    assertThat(options.entries())
        .containsOnly(
            Map.entry("trt_max_workspace_size", "2147483648"),
            Map.entry("trt_engine_cache_enable", "1"),
            Map.entry("trt_engine_cache_path", Path.of("/cache/engines").toString()),
            Map.entry("trt_timing_cache_enable", "1"),
            Map.entry("trt_timing_cache_path", Path.of("/cache/timings").toString()),
            Map.entry("trt_fp16_enable", "1"),
            Map.entry("trt_cuda_graph_enable", "1"),
            Map.entry("trt_profile_min_shapes", "image:1x3x128x96,mask:1x192"),
            Map.entry("trt_profile_opt_shapes", "image:16x3x128x96,mask:4x192"),
            Map.entry("trt_profile_max_shapes", "image:16x3x128x96,mask:4x192"));
  }

  @Test
  void anotherModelUnderTheSameNameGetsEnginesOfItsOwn() throws IOException {
    Path model = Files.writeString(folder.resolve("pets.onnx"), "yesterday's weights");
    TensorRtOptions before = TensorRtOptions.defaults().withCachesOf(model, folder);
    Files.writeString(model, "today's weights");
    TensorRtOptions after = TensorRtOptions.defaults().withCachesOf(model, folder);

    assertThat(after.engineCacheFolder()).isNotEqualTo(before.engineCacheFolder());
    assertThat(after.engineCacheFolder()).hasParentRaw(folder);
    assertThat(after.timingCacheFolder()).isEqualTo(before.timingCacheFolder());
  }

  @Test
  void refusesLimitsBelowZero() {
    assertThatThrownBy(() -> CudaOptions.defaults().withMemoryLimitBytes(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("memoryLimitBytes must be 0 (no limit) or more, got -1");
    assertThatThrownBy(() -> TensorRtOptions.defaults().withWorkspaceBytes(-5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("workspaceBytes must be 0 (no limit) or more, got -5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "input:0", "a,b"})
  void refusesNamesThatTheProfilesTextCannotHold(String input) {
    assertThatThrownBy(() -> new BatchProfile(input, List.of(3L), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + input + "'");
  }

  @Test
  void refusesShapesThatNoBatchHas() {
    assertThatThrownBy(() -> new BatchProfile("x", List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BatchProfile("x", List.of(3L, -1L), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[3, -1]");
    assertThatThrownBy(() -> new BatchProfile("x", List.of(3L), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxBatch must be 1 or more, got 0");
  }

  @Test
  void refusesTwoProfilesForOneInput() {
    BatchProfile profile = new BatchProfile("x", List.of(3L), 1);

    assertThatThrownBy(() -> TensorRtOptions.defaults().withProfile(profile).withProfile(profile))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an input has one batch profile, got [x, x]");
  }
}
