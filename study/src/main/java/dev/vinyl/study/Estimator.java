package dev.vinyl.study;

import dev.vinyl.data.Split;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.study.internal.graph.Scheduler;
import dev.vinyl.study.internal.graph.Step;
import dev.vinyl.study.internal.graph.StepState;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.stage.Stage;
import dev.vinyl.training.stage.StageConfig;
import dev.vinyl.training.stage.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Says how long the steps of a plan would take: a few training steps of each stage are taken in a
 * folder that goes afterwards. A forward pass counts as a third of a training step. Decoding for
 * the first time, validation and starting are left out.
 */
final class Estimator {
  private static final int STEPS = 5;
  private static final int FORWARD = 3;

  private final GridPlan plan;
  private final StudyData data;
  private final StepWork work;
  private final Training.Engine engine;
  private final SessionSettings session;
  private final Path temporary;
  private final Map<String, Double> speeds = new LinkedHashMap<>();

  Estimator(
      GridPlan plan,
      StudyData data,
      StepWork work,
      Training.Engine engine,
      SessionSettings session,
      Path temporary) {
    this.plan = plan;
    this.data = data;
    this.work = work;
    this.engine = engine;
    this.session = session;
    this.temporary = temporary;
  }

  StudyEstimate estimate(Scheduler scheduler) throws IOException {
    Map<String, StudyEstimate.Kind> kinds = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    List<Step> steps = plan.graph().steps();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      boolean waits = scheduler.state(i) == StepState.WAITING;
      StudyEstimate.Kind before =
          kinds.getOrDefault(
              step.kind(), new StudyEstimate.Kind(step.kind(), 0, 0, 0, 0, Double.NaN));
      double seconds = waits ? seconds(step) : 0;
      kinds.put(
          step.kind(),
          new StudyEstimate.Kind(
              step.kind(),
              before.steps() + 1,
              before.done() + (scheduler.state(i) == StepState.DONE ? 1 : 0),
              before.waiting() + (waits ? 1 : 0),
              before.seconds() + seconds,
              speeds.getOrDefault(step.kind(), Double.NaN)));
      if (waits) {
        names.add(step.name());
      }
    }
    return new StudyEstimate(List.copyOf(kinds.values()), names);
  }

  private double seconds(Step step) throws IOException {
    Task task = plan.task(step);
    if (task instanceof Task.Pretrain pretrain) {
      return training(step, pretrain.config().common(), pretrain.size(), work.stage(pretrain));
    }
    if (task instanceof Task.Classify classify) {
      int images = (classify.breeds() ? data.breeds() : data.classes()).samples(Split.TRAIN).size();
      return training(step, classify.config().common(), images, work.stage(classify));
    }
    if (task instanceof Task.Spatial spatial) {
      return training(step, spatial.config(), data.trainable(), work.stage(spatial));
    }
    if (task instanceof Task.FineTune tune) {
      return training(step, tune.config().common(), tune.size(), work.stage(tune));
    }
    if (task instanceof Task.Given) {
      return 0;
    }
    double forward =
        FORWARD * speeds.values().stream().mapToDouble(v -> v).max().orElse(Double.NaN);
    if (Double.isNaN(forward)) {
      return 0; // nothing trains, so this is little
    }
    return task instanceof Task.Geometry geometry
        ? geometry.names().size() * Math.min(geometry.images(), labelled()) / forward
        : data.labelled().samples(Split.TEST).size() / forward;
  }

  private int labelled() throws IOException {
    return data.trainable() + data.labelled().samples(Split.TEST).size();
  }

  private double training(Step step, StageConfig config, int images, Stage stage)
      throws IOException {
    Double speed = speeds.get(step.kind());
    if (speed == null) {
      speed = measure(stage, temporary.resolve(step.kind()));
      speeds.put(step.kind(), speed);
    }
    return (double) config.epochs() * images / speed;
  }

  /** Images a second, without the first step, which warms up; of that where there is no other. */
  private double measure(Stage stage, Path folder) throws IOException {
    AtomicBoolean stop = new AtomicBoolean();
    double[] sums = new double[3]; // seconds, images, steps
    new Training(stage, engine, session)
        .stop(stop::get)
        .listener(
            new TrainingListener() {
              @Override
              public void stepFinished(StepReport report) {
                if (sums[2] == 1) {
                  sums[0] = 0;
                  sums[1] = 0;
                }
                sums[0] += report.images() / report.imagesPerSecond();
                sums[1] += report.images();
                sums[2]++;
                if (sums[2] >= STEPS) {
                  stop.set(true);
                }
              }
            })
        .run(folder);
    return sums[1] / sums[0];
  }
}
