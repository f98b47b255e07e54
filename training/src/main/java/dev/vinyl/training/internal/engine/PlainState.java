package dev.vinyl.training.internal.engine;

import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.Safetensors;
import dev.vinyl.export.weights.WeightFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link PlainSessionEngine} carries from step to step: the trainable parameters, their
 * moments and, if it is kept, their running average. In a file it is safetensors: {@code
 * weight/NAME}, {@code first_moment/NAME}, {@code second_moment/NAME}, {@code average/NAME}, and
 * the step in the metadata.
 */
final class PlainState {
  private static final String STEP = "step";
  private static final String WEIGHT = "weight/";
  private static final String FIRST_MOMENT = "first_moment/";
  private static final String SECOND_MOMENT = "second_moment/";
  private static final String AVERAGE = "average/";

  private final TensorBlock weights;
  private final TensorBlock firstMoments;
  private final TensorBlock secondMoments;
  private final @Nullable TensorBlock average;
  private long step;

  private PlainState(ParameterSet trainable, boolean averages) {
    weights = TensorBlock.of(trainable);
    firstMoments = weights.zeros();
    secondMoments = weights.zeros();
    average = averages ? TensorBlock.of(trainable) : null;
  }

  /** Before the first step. */
  static PlainState initial(ParameterSet trainable, boolean averages) {
    return new PlainState(trainable, averages);
  }

  /**
   * Where a saved state left off.
   *
   * @throws IOException if the file is not such a state, or one of another model; it is named
   */
  static PlainState read(Path file, ParameterSet trainable, boolean averages) throws IOException {
    Safetensors saved = Safetensors.read(file);
    PlainState state = new PlainState(trainable, averages);
    state.step = step(saved);
    state.weights.set(part(saved, WEIGHT, trainable));
    state.firstMoments.set(part(saved, FIRST_MOMENT, trainable));
    state.secondMoments.set(part(saved, SECOND_MOMENT, trainable));
    int parts = 3;
    if (state.average != null) {
      state.average.set(part(saved, AVERAGE, trainable));
      parts++;
    }
    if (saved.names().size() > parts * trainable.size()) {
      throw foreign(saved, "it has tensors that this one's has not");
    }
    return state;
  }

  private static WeightFileException foreign(Safetensors saved, String how) {
    return new WeightFileException(saved.path(), "is a state of another model or engine, " + how);
  }

  private static long step(Safetensors saved) throws IOException {
    try {
      return Long.parseLong(saved.metadata().getOrDefault(STEP, "none"));
    } catch (NumberFormatException e) {
      throw new WeightFileException(saved.path(), "is no state of a training, it names no step");
    }
  }

  private static ParameterSet part(Safetensors saved, String prefix, ParameterSet expected)
      throws IOException {
    List<Parameter> found = new ArrayList<>();
    for (Parameter parameter : expected) {
      String name = prefix + parameter.name();
      @Nullable Parameter its = saved.contains(name) ? saved.parameter(name) : null;
      if (its == null || !Arrays.equals(its.shape(), parameter.shape())) {
        throw foreign(saved, "it has no " + prefix + parameter);
      }
      found.add(its.renamed(parameter.name()));
    }
    return ParameterSet.of(found);
  }

  /** Writes the state, atomically. */
  void write(Path file) throws IOException {
    ParameterSet all =
        prefixed(weights, WEIGHT)
            .and(prefixed(firstMoments, FIRST_MOMENT))
            .and(prefixed(secondMoments, SECOND_MOMENT));
    if (average != null) {
      all = all.and(prefixed(average, AVERAGE));
    }
    Safetensors.write(all, Map.of(STEP, Long.toString(step)), file);
  }

  private static ParameterSet prefixed(TensorBlock block, String prefix) {
    return block.get().renamed(name -> prefix + name);
  }

  /** Takes a step. */
  void update(AdamWUpdate update, TensorBlock gradients, float rate) {
    step++;
    update.apply(step, rate, weights, gradients, firstMoments, secondMoments);
    if (average != null) {
      update.average(average, weights, step);
    }
  }

  long step() {
    return step;
  }

  /** What training works on. */
  TensorBlock weights() {
    return weights;
  }

  /** What training gives: the average if there is one, else the weights. */
  TensorBlock result() {
    return average != null ? average : weights;
  }
}
