package dev.vinyl.export.weights;

import java.util.ArrayList;
import java.util.List;

/** The values that a pickle works on, with marks between them. */
final class PickleStack {
  private final List<PickleValue> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();

  void push(PickleValue value) {
    values.add(value);
  }

  void mark() {
    marks.add(values.size());
  }

  /** Takes the uppermost value off. */
  PickleValue pop() throws PickleException {
    peek();
    return values.remove(values.size() - 1);
  }

  /** The uppermost value, which stays; one below the last mark is out of reach. */
  PickleValue peek() throws PickleException {
    int lowest = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    if (values.size() <= lowest) {
      throw new PickleException("it takes a value where there is none");
    }
    return values.get(values.size() - 1);
  }

  /** Takes off the mark and the values above it, lowest first. */
  List<PickleValue> popToMark() throws PickleException {
    if (marks.isEmpty()) {
      throw new PickleException("it goes back to a mark where there is none");
    }
    return pop(values.size() - marks.remove(marks.size() - 1));
  }

  /** Takes so many values off, lowest first. */
  List<PickleValue> pop(int count) throws PickleException {
    int lowest = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    if (values.size() - count < lowest) {
      throw new PickleException("it takes %d values where there are fewer".formatted(count));
    }
    List<PickleValue> upper = values.subList(values.size() - count, values.size());
    List<PickleValue> taken = List.copyOf(upper);
    upper.clear();
    return taken;
  }

  /** Whether there is this one value and no mark. */
  boolean holdsOnlyOne() {
    return values.size() == 1 && marks.isEmpty();
  }
}
