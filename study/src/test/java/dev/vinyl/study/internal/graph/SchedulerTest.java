package dev.vinyl.study.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SchedulerTest {
  private final Memory store = new Memory();
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger changes = new AtomicInteger();
  private final Set<String> failing = new TreeSet<>();

  /** Keeps results in memory, and counts what it is asked. */
  private static final class Memory implements StepStore {
    private final Map<String, Kept> kept = new HashMap<>();
    private int lookups;

    @Override
    public synchronized Optional<Kept> find(Step step) {
      lookups++;
      return Optional.ofNullable(kept.get(step.identity()));
    }

    @Override
    public synchronized void finish(Step step, Kept result) {
      kept.put(step.identity(), result);
    }

    @Override
    public synchronized void fail(Step step, Kept failure) {
      kept.put(step.identity(), failure);
    }
  }

  private static Step step(String name, String... inputs) {
    return new Step(name, "fake", "identity of " + name, List.of(inputs));
  }

  private Scheduler run(StepGraph graph, String wanted, boolean retry, int jobs)
      throws IOException {
    Scheduler scheduler =
        new Scheduler(graph, store, (step, state, kept) -> changes.incrementAndGet())
            .prepare(step -> step.name().matches(wanted), retry);
    scheduler.run(
        step -> {
          ran.add(step.name());
          if (failing.contains(step.name())) {
            throw new IOException("disk\nfull");
          }
          return JsonNodeFactory.instance.objectNode();
        },
        jobs,
        () -> false);
    return scheduler;
  }

  private static StepGraph diamond() {
    return new StepGraph(
        List.of(
            step("root"),
            step("left", "root"),
            step("right", "root"),
            step("end", "left", "right"),
            step("alone")));
  }

  @Test
  void runsEachStepOnceBehindItsInputs() throws IOException {
    run(diamond(), ".*", false, 1);
    assertThat(ran).containsExactly("root", "left", "right", "end", "alone");
    run(diamond(), ".*", false, 1);
    assertThat(ran).hasSize(5);
  }

  @Test
  void failureStopsOnlyWhatBeginsWithIt() throws IOException {
    failing.add("left");
    Scheduler scheduler = run(diamond(), ".*", false, 1);
    assertThat(ran).containsExactly("root", "left", "right", "alone");
    assertThat(scheduler.state(3)).isEqualTo(StepState.BLOCKED);
    assertThat(store.find(step("left")).map(StepStore.Kept::reason)).contains("disk full");

    Scheduler again = run(diamond(), ".*", false, 1);
    assertThat(ran).hasSize(4);
    assertThat(again.count(StepState.FAILED)).isEqualTo(1);
    assertThat(again.count(StepState.BLOCKED)).isEqualTo(1);

    failing.clear();
    Scheduler retried = run(diamond(), ".*", true, 1);
    assertThat(ran.subList(4, 6)).containsExactly("left", "end");
    assertThat(retried.count(StepState.DONE)).isEqualTo(5);
  }

  @Test
  void runsWhatIsWantedAndWhatThatNeedsAndNotWhatIsDone() throws IOException {
    run(diamond(), "left", false, 1);
    assertThat(ran).containsExactly("root", "left");
    store.kept.remove("identity of root"); // such as to save room: nobody needs it any more
    run(diamond(), "left", false, 1);
    assertThat(ran).hasSize(2);
    run(diamond(), "end", false, 1);
    assertThat(ran.subList(2, 5)).containsExactly("root", "right", "end");
  }

  @Test
  void stopsBeforeTheNextStep() throws IOException {
    Scheduler scheduler =
        new Scheduler(diamond(), store, (step, state, kept) -> {}).prepare(step -> true, false);
    scheduler.run(
        step -> {
          ran.add(step.name());
          return JsonNodeFactory.instance.objectNode();
        },
        1,
        () -> ran.size() == 2);
    assertThat(ran).containsExactly("root", "left");
    assertThat(scheduler.count(StepState.WAITING)).isEqualTo(3);
  }

  @Test
  void thousandStepsAreLookedAtAFixedNumberOfTimes() throws IOException {
    List<Step> steps = new ArrayList<>(List.of(step("root")));
    IntStream.range(0, 499).forEach(i -> steps.add(step("tune-" + i, "root")));
    IntStream.range(0, 499).forEach(i -> steps.add(step("score-" + i, "tune-" + i)));
    String[] scores = IntStream.range(0, 499).mapToObj(i -> "score-" + i).toArray(String[]::new);
    steps.add(step("table", scores));
    run(new StepGraph(steps), ".*", false, 4);
    assertThat(ran).hasSize(1000).doesNotHaveDuplicates().startsWith("root").endsWith("table");
    for (int i = 0; i < 499; i++) {
      assertThat(ran.indexOf("tune-" + i)).isLessThan(ran.indexOf("score-" + i));
    }
    assertThat(store.lookups).isEqualTo(1000);
    assertThat(changes).hasValue(3000); // waiting, running, done
  }

  @Test
  void graphRefusesAStepBeforeItsInput() {
    assertThatThrownBy(() -> new StepGraph(List.of(step("b", "a"), step("a"))))
        .hasMessageContaining("b begins with a");
    assertThatThrownBy(() -> new StepGraph(List.of(step("a"), step("a"))))
        .hasMessageContaining("two steps are named a");
  }
}
