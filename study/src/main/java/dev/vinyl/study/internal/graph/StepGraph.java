package dev.vinyl.study.internal.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Steps in an order in which each stands behind all that it begins with. Immutable. */
public final class StepGraph {
  private final List<Step> steps;
  private final List<List<Integer>> inputs = new ArrayList<>();
  private final List<List<Integer>> dependents = new ArrayList<>();

  /**
   * A graph.
   *
   * @throws IllegalArgumentException if two steps have one name, or one begins with a step that
   *     does not stand before it
   */
  public StepGraph(List<Step> steps) {
    this.steps = List.copyOf(steps);
    Map<String, Integer> places = new LinkedHashMap<>();
    for (Step step : this.steps) {
      int place = places.size();
      List<Integer> before = new ArrayList<>();
      for (String input : step.inputs()) {
        Integer found = places.get(input);
        if (found == null) {
          throw new IllegalArgumentException(
              "%s begins with %s, which does not stand before it".formatted(step.name(), input));
        }
        before.add(found);
        dependents.get(found).add(place);
      }
      if (places.put(step.name(), place) != null) {
        throw new IllegalArgumentException("two steps are named " + step.name());
      }
      inputs.add(List.copyOf(before));
      dependents.add(new ArrayList<>());
    }
  }

  /** The steps in their order. */
  public List<Step> steps() {
    return steps;
  }

  /** The places of the steps that one begins with. */
  List<Integer> inputs(int step) {
    return inputs.get(step);
  }

  /** The places of the steps that begin with this one. */
  List<Integer> dependents(int step) {
    return dependents.get(step);
  }
}
