package dev.vinyl.training.internal.loop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunDirectory.Existing;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingListener.StepReport;
import dev.vinyl.training.loop.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Trains scripted tasks in runs below a folder. */
record Runs(Path parent) {

  Path folder(String name) {
    return parent.resolve(name);
  }

  /** Begins the run, or resumes it if it is there, and trains until the plan ends or breaks off. */
  TrainingResult train(
      String name,
      TrainingPlan plan,
      ScriptedTask task,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    try (RunWriter run =
        RunWriter.begin(folder(name), Existing.RESUME, RunDirectoryTest.manifest())) {
      return new Trainer(plan, run, listener, stop).train(task);
    }
  }

  TrainingResult train(String name, TrainingPlan plan, ScriptedTask task) throws IOException {
    return train(name, plan, task, TrainingListener.NONE, () -> false);
  }

  /** As {@link #train}, asked to stop while it takes this step. */
  TrainingResult trainAndStopIn(long step, String name, TrainingPlan plan, ScriptedTask task)
      throws IOException {
    AtomicBoolean stop = new AtomicBoolean();
    return train(name, plan, task, afterStep(step, () -> stop.set(true)), stop::get);
  }

  /** As {@link #train}, and ends without a further word after this step, like a killed process. */
  void trainAndDieAfter(long step, String name, TrainingPlan plan, ScriptedTask task)
      throws IOException {
    try {
      train(name, plan, task, afterStep(step, Runs::die), () -> false);
    } catch (Killed e) {
      return;
    }
    throw new AssertionError("there was no step " + step);
  }

  private static TrainingListener afterStep(long number, Runnable action) {
    return new TrainingListener() {
      @Override
      public void stepFinished(StepReport step) {
        if (step.step() == number) {
          action.run();
        }
      }
    };
  }

  private static void die() {
    throw new Killed();
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  List<String> checkpoints(String name) throws IOException {
    return new Checkpoints(RunDirectory.open(folder(name)).checkpoints())
        .list().stream().map(path -> String.valueOf(path.getFileName())).toList();
  }

  Path checkpoint(String name, String checkpoint) {
    return folder(name).resolve("checkpoints").resolve(checkpoint);
  }

  /** The lines of a run's metrics without what depends on the machine. */
  List<String> metrics(String name) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder(name).resolve("metrics.jsonl"))) {
      ObjectNode node = (ObjectNode) new ObjectMapper().readTree(line);
      node.remove(List.of("time", "imagesPerSecond", "seconds", "dataWaitSeconds"));
      lines.add(node.toString());
    }
    return lines;
  }
}
