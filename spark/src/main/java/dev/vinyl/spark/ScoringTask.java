package dev.vinyl.spark;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.evaluation.EvaluationException;
import dev.vinyl.evaluation.EvaluationListener;
import dev.vinyl.evaluation.EvaluationOptions;
import dev.vinyl.evaluation.EvaluationPart;
import dev.vinyl.evaluation.Evaluator;
import dev.vinyl.evaluation.OpenedModel;
import dev.vinyl.evaluation.PartScorer;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.Metric.FittedTemperature;
import dev.vinyl.evaluation.report.ScoringSize;
import dev.vinyl.nativeconfig.Device;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.Tiling;
import dev.vinyl.runtime.image.ImageSize;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.Function;
import org.jspecify.annotations.Nullable;

/** What a task does: it scores the samples of one part. */
final class ScoringTask implements Function<ScoringTask.Images, ScoringTask.Answer> {
  private final String job;
  private final DatasetSource dataset;
  private final ArrayList<ShippedModel> models;
  private final ArrayList<@Nullable FittedTemperature> temperatures = new ArrayList<>();
  private final Device.Kind device;
  private final int batch;
  private final ScoringSize size;
  private final ArrayList<Metric> metrics;
  private final @Nullable Windows windows;
  private final @Nullable String masks;

  /** A {@link Tiling} on its way. */
  private record Windows(int height, int width, double overlap) implements Serializable {
    Tiling tiling() {
      Tiling tiling = height == 0 ? Tiling.auto() : Tiling.of(height, width);
      return tiling.withOverlap(overlap);
    }
  }

  /**
   * The samples of a part.
   *
   * @param index of the part
   * @param from index of the first sample among all
   */
  record Images(int index, int from, ArrayList<SampleRow> samples) implements Serializable {}

  /**
   * What became of a part. A model or a label that is wrong is so at each try: it is an answer
   * rather than an error, after which Spark would try again.
   *
   * @param index of the part
   * @param part what was found; none if there is a failure
   * @param failure one line why there are no scores
   */
  record Answer(int index, @Nullable Packed part, @Nullable String failure)
      implements Serializable {}

  /**
   * A job's task.
   *
   * @param id of the job, new for each: data sets are opened anew
   */
  ScoringTask(
      String id,
      DatasetSource dataset,
      List<ShippedModel> models,
      Device.Kind device,
      PartScorer.Job job) {
    EvaluationOptions options = job.options();
    this.job = id;
    this.dataset = dataset;
    this.models = new ArrayList<>(models);
    job.temperatures().forEach(temperature -> temperatures.add(temperature.orElse(null)));
    this.device = device;
    this.batch = job.batch();
    this.size = options.size();
    this.metrics = new ArrayList<>(options.metrics());
    this.windows =
        options
            .running()
            .tiling()
            .map(
                tiling -> {
                  Optional<ImageSize> window = tiling.window();
                  return new Windows(
                      window.map(ImageSize::height).orElse(0),
                      window.map(ImageSize::width).orElse(0),
                      tiling.overlap());
                })
            .orElse(null);
    this.masks = options.masks().map(folder -> folder.toAbsolutePath().toString()).orElse(null);
  }

  @Override
  public Answer call(Images images) throws IOException {
    try {
      EvaluationOptions options = options();
      SegmenterOptions running = options.running();
      String way = running.session().provider() + " " + running.tiling();
      try (ExecutorModels.Lease<OpenedModel> lease =
          ExecutorModels.take(
              OpenedModel.class, models, way, file -> OpenedModel.open(file, running))) {
        List<OpenedModel> named = new ArrayList<>();
        for (int m = 0; m < models.size(); m++) {
          named.add(lease.models().get(m).named(models.get(m).name()));
        }
        SegmentationDataset opened = ExecutorDatasets.open(job, dataset);
        List<Sample> samples = images.samples().stream().map(SampleRow::sample).toList();
        EvaluationPart part =
            new Evaluator(opened, samples, options)
                .score(
                    named,
                    temperatures.stream().map(Optional::ofNullable).toList(),
                    images.from(),
                    EvaluationListener.NONE);
        return new Answer(images.index(), Packed.of(part), null);
      }
    } catch (EvaluationException | IllegalStateException | IllegalArgumentException e) {
      return new Answer(images.index(), null, String.valueOf(e.getMessage()));
    }
  }

  private EvaluationOptions options() throws IOException {
    SegmenterOptions running = TaskDevice.running(device).withMaxBatch(batch);
    EvaluationOptions options =
        EvaluationOptions.defaults()
            .withRunning(windows == null ? running : running.withTiling(windows.tiling()))
            .withSize(size)
            .withMetrics(metrics);
    return masks == null ? options : options.withMasks(Path.of(masks));
  }
}
