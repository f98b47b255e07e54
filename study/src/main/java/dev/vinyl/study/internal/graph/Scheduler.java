package dev.vinyl.study.internal.graph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.evaluation.internal.json.Json;
import dev.vinyl.nativeconfig.internal.VinylVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of a graph that are not done, each after those that it begins with, several at
 * once. What fails stops nothing but what begins with it. Each step and each edge is looked at a
 * fixed number of times.
 */
public final class Scheduler {
  private static final int MOST_REASON = 500;

  /** Does the work of steps; called by several threads at once. */
  @FunctionalInterface
  public interface Work {
    /**
     * Runs a step.
     *
     * @return what it found; null if it was stopped before its end
     * @throws Exception if it fails
     */
    @Nullable ObjectNode run(Step step) throws Exception;
  }

  /** Hears of every change; called by several threads, one at a time. */
  @FunctionalInterface
  public interface Observer {
    /** A step is in another state; what is kept of it if it has ended. */
    void changed(Step step, StepState state, StepStore.@Nullable Kept kept);
  }

  private final StepGraph graph;
  private final StepStore store;
  private final Observer observer;
  private final StepState[] states;
  private final int[] missing;
  private final PriorityQueue<Integer> ready = new PriorityQueue<>();
  private int running;

  /** What is kept of the steps is looked up once, in {@link #prepare}. */
  public Scheduler(StepGraph graph, StepStore store, Observer observer) {
    this.graph = graph;
    this.store = store;
    this.observer = observer;
    this.states = new StepState[graph.steps().size()];
    this.missing = new int[states.length];
    Arrays.fill(states, StepState.LEFT);
  }

  /**
   * Finds out what is there and what has to run: the steps that are wanted and not done, and those
   * that they begin with, as far as those are not done.
   *
   * @param wanted by their steps
   * @param retryFailed whether steps that failed before run again
   * @return this
   * @throws IOException if what is kept cannot be read
   */
  public synchronized Scheduler prepare(Predicate<Step> wanted, boolean retryFailed)
      throws IOException {
    List<Step> steps = graph.steps();
    List<Optional<StepStore.Kept>> kept = new ArrayList<>();
    for (Step step : steps) {
      kept.add(store.find(step));
    }
    boolean[] needed = new boolean[steps.size()];
    for (int i = steps.size() - 1; i >= 0; i--) {
      StepStore.Kept found = kept.get(i).orElse(null);
      if (found != null && (found.state() == StepState.DONE || !retryFailed)) {
        states[i] = found.state();
      } else if (needed[i] || wanted.test(steps.get(i))) {
        states[i] = StepState.WAITING;
        graph.inputs(i).forEach(input -> needed[input] = true);
      }
    }
    for (int i = 0; i < steps.size(); i++) {
      if (states[i] == StepState.WAITING) {
        enqueue(i);
      }
      boolean ended = states[i] == StepState.DONE || states[i] == StepState.FAILED;
      observer.changed(steps.get(i), states[i], ended ? kept.get(i).orElse(null) : null);
    }
    return this;
  }

  private void enqueue(int step) {
    for (int input : graph.inputs(step)) {
      if (states[input] == StepState.FAILED || states[input] == StepState.BLOCKED) {
        states[step] = StepState.BLOCKED;
        return;
      }
      missing[step] += states[input] == StepState.DONE ? 0 : 1;
    }
    if (missing[step] == 0) {
      ready.add(step);
    }
  }

  /**
   * Runs all that has to run.
   *
   * @param jobs how many steps run at once, at least 1
   * @param stopped asked before each step; if so, none begins any more
   * @throws IOException if the thread is interrupted; what runs is interrupted too
   */
  public void run(Work work, int jobs, BooleanSupplier stopped) throws IOException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      Thread thread = new Thread(() -> runSteps(work, stopped), "study-" + (i + 1));
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a study ran", e);
    }
  }

  private void runSteps(Work work, BooleanSupplier stopped) {
    while (true) {
      int step = take(stopped);
      if (step < 0) {
        return;
      }
      long start = System.nanoTime();
      StepStore.@Nullable Kept kept = attempt(work, graph.steps().get(step), start);
      ended(step, kept);
    }
  }

  private StepStore.@Nullable Kept attempt(Work work, Step step, long start) {
    try {
      @Nullable ObjectNode result = work.run(step);
      if (result == null) {
        return null;
      }
      StepStore.Kept kept =
          new StepStore.Kept(StepState.DONE, seconds(start), "", VinylVersion.current(), result);
      store.finish(step, kept);
      return kept;
    } catch (Exception | OutOfMemoryError | LinkageError e) {
      return failure(step, e, start);
    }
  }

  private StepStore.Kept failure(Step step, Throwable thrown, long start) {
    StepStore.Kept kept =
        new StepStore.Kept(
            StepState.FAILED,
            seconds(start),
            reason(thrown),
            VinylVersion.current(),
            Json.mapper().createObjectNode());
    try {
      store.fail(step, kept);
    } catch (IOException e) {
      // Such as on a full disk: then it is only said, and the step runs again the next time.
      thrown.addSuppressed(e);
    }
    return kept;
  }

  /** In one line. */
  static String reason(Throwable thrown) {
    String message = thrown.getMessage();
    boolean speaks =
        message != null
            && !message.isBlank()
            && (thrown instanceof IOException
                || thrown.getClass() == IllegalArgumentException.class
                || thrown.getClass() == IllegalStateException.class);
    String text = speaks ? String.valueOf(message) : thrown.toString();
    String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
    return line.length() > MOST_REASON ? line.substring(0, MOST_REASON) + "…" : line;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** The first step in the graph's order that can run; -1 if none will any more. */
  private synchronized int take(BooleanSupplier stopped) {
    while (true) {
      if (stopped.getAsBoolean() || (ready.isEmpty() && running == 0)) {
        notifyAll();
        return -1;
      }
      Integer next = ready.poll();
      if (next != null) {
        running++;
        set(next, StepState.RUNNING, null);
        return next;
      }
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return -1;
      }
    }
  }

  private synchronized void ended(int step, StepStore.@Nullable Kept kept) {
    running--;
    if (kept == null) {
      set(step, StepState.LEFT, null);
    } else {
      set(step, kept.state(), kept);
      for (int dependent : graph.dependents(step)) {
        if (kept.state() == StepState.FAILED) {
          block(dependent);
        } else if (states[dependent] == StepState.WAITING && --missing[dependent] == 0) {
          ready.add(dependent);
        }
      }
    }
    notifyAll();
  }

  private void block(int step) {
    if (states[step] == StepState.WAITING) {
      set(step, StepState.BLOCKED, null);
      graph.dependents(step).forEach(this::block);
    }
  }

  private void set(int step, StepState state, StepStore.@Nullable Kept kept) {
    states[step] = state;
    observer.changed(graph.steps().get(step), state, kept);
  }

  /** Where a step stands, by its place. */
  public synchronized StepState state(int step) {
    return states[step];
  }

  /** How many steps are in a state. */
  public synchronized int count(StepState state) {
    return (int) Arrays.stream(states).filter(s -> s == state).count();
  }
}
