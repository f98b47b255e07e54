package dev.vinyl.nativeconfig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How ONNX Runtime's TensorRT provider builds and runs its engines.
 *
 * <pre>{@code
 * TensorRtOptions options =
 *     TensorRtOptions.defaults()
 *         .withFp16(true)
 *         .withCachesOf(model, Path.of("/var/cache/my-service"))
 *         .withProfile(BatchProfile.of("image", 16, 3, 128, 128));
 * ExecutionProvider provider = ExecutionProvider.tensorRt(0, options);
 * }</pre>
 *
 * @param workspaceBytes memory of the device that an engine may use beside its weights, in bytes; 0
 *     for as much as there is
 * @param engineCacheFolder where engines are kept for the next start, null for nowhere. It must be
 *     for one model file only: ONNX Runtime tells engines apart by the names of file and nodes, not
 *     by weights, and would run yesterday's model. {@link #withCachesOf} sees to that
 * @param timingCacheFolder where the measurements are kept by which engines are tuned, null for
 *     nowhere; models may share it
 * @param fp16 whether layers may compute in FP16. Without, they may still compute in TF32: that is
 *     TensorRT's default, and ONNX Runtime cannot change it; the environment variable {@code
 *     NVIDIA_TF32_OVERRIDE=0} can
 * @param cudaGraph as {@link CudaOptions#cudaGraph()}
 * @param profiles the shapes of the model's inputs: one for each of its inputs, or none
 */
public record TensorRtOptions(
    long workspaceBytes,
    @Nullable Path engineCacheFolder,
    @Nullable Path timingCacheFolder,
    boolean fp16,
    boolean cudaGraph,
    List<BatchProfile> profiles) {

  private static final TensorRtOptions DEFAULTS =
      new TensorRtOptions(0, null, null, false, false, List.of());

  /** Takes a copy of the list, and checks what can be checked without the model. */
  public TensorRtOptions {
    profiles = List.copyOf(profiles);
    if (workspaceBytes < 0) {
      throw new IllegalArgumentException(
          "workspaceBytes must be 0 (no limit) or more, got " + workspaceBytes);
    }
    if (profiles.stream().map(BatchProfile::input).distinct().count() != profiles.size()) {
      throw new IllegalArgumentException(
          "an input has one batch profile, got "
              + profiles.stream().map(BatchProfile::input).toList());
    }
  }

  /** No caches, no limit, no FP16, no graph, no profile. */
  public static TensorRtOptions defaults() {
    return DEFAULTS;
  }

  /** These options with another limit of the workspace, in bytes; 0 for none. */
  public TensorRtOptions withWorkspaceBytes(long bytes) {
    return new TensorRtOptions(
        bytes, engineCacheFolder, timingCacheFolder, fp16, cudaGraph, profiles);
  }

  /** These options with another folder for the engines of one model file; null for none. */
  public TensorRtOptions withEngineCacheFolder(@Nullable Path folder) {
    return new TensorRtOptions(
        workspaceBytes, folder, timingCacheFolder, fp16, cudaGraph, profiles);
  }

  /** These options with another folder for measurements; null for none. */
  public TensorRtOptions withTimingCacheFolder(@Nullable Path folder) {
    return new TensorRtOptions(
        workspaceBytes, engineCacheFolder, folder, fp16, cudaGraph, profiles);
  }

  /**
   * These options with both caches below a folder that any number of models share: engines in one
   * that is named after the content of the model file, measurements in one for all.
   *
   * @param model an ONNX file, which is read
   * @param folder need not exist yet
   * @throws IOException if the file cannot be read
   */
  public TensorRtOptions withCachesOf(Path model, Path folder) throws IOException {
    return withEngineCacheFolder(folder.resolve("engines-" + Checksum.of(model)))
        .withTimingCacheFolder(folder.resolve("timings"));
  }

  /** These options with FP16 on or off. */
  public TensorRtOptions withFp16(boolean on) {
    return new TensorRtOptions(
        workspaceBytes, engineCacheFolder, timingCacheFolder, on, cudaGraph, profiles);
  }

  /** These options with CUDA graphs on or off. */
  public TensorRtOptions withCudaGraph(boolean on) {
    return new TensorRtOptions(
        workspaceBytes, engineCacheFolder, timingCacheFolder, fp16, on, profiles);
  }

  /**
   * These options with the shapes of one more input.
   *
   * @throws IllegalArgumentException as {@link BatchProfile}, or if the input has one already
   */
  public TensorRtOptions withProfile(BatchProfile profile) {
    List<BatchProfile> more = new ArrayList<>(profiles);
    more.add(profile);
    return new TensorRtOptions(
        workspaceBytes, engineCacheFolder, timingCacheFolder, fp16, cudaGraph, more);
  }

  /** Under the names of ONNX Runtime's TensorRT provider; its defaults are not there. */
  Map<String, String> entries() {
    Map<String, String> entries = new TreeMap<>();
    if (workspaceBytes > 0) {
      entries.put("trt_max_workspace_size", Long.toString(workspaceBytes));
    }
    if (engineCacheFolder != null) {
      entries.put("trt_engine_cache_enable", "1");
      entries.put("trt_engine_cache_path", engineCacheFolder.toString());
    }
    if (timingCacheFolder != null) {
      entries.put("trt_timing_cache_enable", "1");
      entries.put("trt_timing_cache_path", timingCacheFolder.toString());
    }
    if (fp16) {
      entries.put("trt_fp16_enable", "1");
    }
    if (cudaGraph) {
      entries.put("trt_cuda_graph_enable", "1");
    }
    if (!profiles.isEmpty()) {
      entries.put("trt_profile_min_shapes", shapes(profile -> profile.shape(1)));
      entries.put("trt_profile_opt_shapes", shapes(profile -> profile.shape(profile.maxBatch())));
      entries.put("trt_profile_max_shapes", shapes(profile -> profile.shape(profile.maxBatch())));
    }
    return entries;
  }

  private String shapes(Function<BatchProfile, String> shape) {
    return profiles.stream().map(shape).collect(Collectors.joining(","));
  }
}
