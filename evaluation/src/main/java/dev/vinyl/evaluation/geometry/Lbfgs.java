package dev.vinyl.evaluation.geometry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Finds the lowest point of a smooth convex function by L-BFGS (Nocedal 1980) with steps that are
 * halved until they bring enough (Armijo 1966). Deterministic.
 */
final class Lbfgs {
  private static final int HISTORY = 10;
  private static final double ENOUGH = 1e-4;
  private static final int HALVINGS = 40;

  private final Objective objective;
  private final Deque<Step> history = new ArrayDeque<>();
  private double[] point;
  private double[] gradient;
  private double value;
  private int iterations;

  private Lbfgs(Objective objective, double[] start) {
    this.objective = objective;
    this.point = start.clone();
    this.gradient = new double[start.length];
    this.value = objective.evaluate(point, gradient);
  }

  /** A function with its gradient. */
  interface Objective {
    /** The value at a point; overwrites the gradient. */
    double evaluate(double[] point, double[] gradient);
  }

  /** A step that was taken, the change of the gradient, and 1 / their product. */
  private static final class Step {
    private final double[] moved;
    private final double[] turned;
    private final double inverse;

    Step(double[] moved, double[] turned) {
      this.moved = moved;
      this.turned = turned;
      this.inverse = 1 / dot(moved, turned);
    }
  }

  /**
   * Goes down from a point until no component of the gradient is larger than the tolerance, no step
   * brings anything, or there were enough iterations.
   */
  static Lbfgs minimize(Objective objective, double[] start, int maxIterations, double tolerance) {
    Lbfgs search = new Lbfgs(objective, start);
    while (search.iterations < maxIterations && search.steepest() > tolerance) {
      if (!search.step()) {
        break;
      }
      search.iterations++;
    }
    return search;
  }

  double[] point() {
    return point;
  }

  double value() {
    return value;
  }

  int iterations() {
    return iterations;
  }

  private double steepest() {
    double steepest = 0;
    for (double g : gradient) {
      steepest = Math.max(steepest, Math.abs(g));
    }
    return steepest;
  }

  private boolean step() {
    double[] direction = direction();
    double slope = dot(gradient, direction);
    double length = history.isEmpty() ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    double[] nextGradient = new double[point.length];
    for (int i = 0; i < HALVINGS; i++) {
      double[] next = sum(point, length, direction);
      double nextValue = objective.evaluate(next, nextGradient);
      if (nextValue <= value + ENOUGH * length * slope) {
        remember(next, nextGradient);
        point = next;
        gradient = nextGradient;
        value = nextValue;
        return true;
      }
      length /= 2;
    }
    return false;
  }

  private void remember(double[] next, double[] nextGradient) {
    double[] moved = sum(next, -1, point);
    double[] turned = sum(nextGradient, -1, gradient);
    if (dot(moved, turned) > 0) {
      history.addLast(new Step(moved, turned));
    }
    if (history.size() > HISTORY) {
      history.removeFirst();
    }
  }

  /** Minus the gradient times an estimate of the inverse of the second derivatives. */
  private double[] direction() {
    double[] direction = sum(new double[point.length], -1, gradient);
    Deque<Double> factors = new ArrayDeque<>();
    for (Iterator<Step> newest = history.descendingIterator(); newest.hasNext(); ) {
      Step step = newest.next();
      double factor = step.inverse * dot(step.moved, direction);
      factors.addFirst(factor);
      direction = sum(direction, -factor, step.turned);
    }
    Step last = history.peekLast();
    if (last != null) {
      double scale = 1 / (last.inverse * dot(last.turned, last.turned));
      direction = sum(new double[point.length], scale, direction);
    }
    for (Step step : history) {
      double back = step.inverse * dot(step.turned, direction);
      direction = sum(direction, factors.removeFirst() - back, step.moved);
    }
    return direction;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] sum(double[] a, double factor, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + factor * b[i];
    }
    return sum;
  }
}
