package dev.vinyl.evaluation;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.evaluation.metric.Metric.FittedTemperature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Scores the images of an evaluation somewhere else than in this process, in parts. */
@FunctionalInterface
public interface PartScorer {
  /**
   * Scores all images, each part by {@link Evaluator#score}.
   *
   * @param listener is told of progress and of skipped images; not of scored ones, whose masks are
   *     elsewhere
   * @return the parts, put together
   * @throws IOException one line
   */
  EvaluationPart score(Job job, EvaluationListener listener) throws IOException;

  /**
   * What is to be scored.
   *
   * @param samples of the data set, in the order of results
   * @param models files of models; all can be read
   * @param temperatures of each model
   * @param batch how many images are taken through the models at once. Scores are the same to the
   *     last digit if parts begin at multiples of it.
   */
  record Job(
      SegmentationDataset dataset,
      List<Sample> samples,
      List<Path> models,
      List<Optional<FittedTemperature>> temperatures,
      EvaluationOptions options,
      int batch) {

    /** Takes copies. */
    public Job {
      samples = List.copyOf(samples);
      models = List.copyOf(models);
      temperatures = List.copyOf(temperatures);
    }
  }
}
