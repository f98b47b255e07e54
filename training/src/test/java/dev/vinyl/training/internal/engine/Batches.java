package dev.vinyl.training.internal.engine;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.loop.TensorInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Batches of noise to train any model on. */
final class Batches {
  private Batches() {}

  /**
   * Noise for images and labels, half of the patches of each image hidden, and targets that two
   * classes share.
   */
  static List<TensorInput> noise(TrainableModel model, int images, long seed) {
    Graph graph = new Graph("inputs", 17, Dialect.STANDARD);
    model.buildForTraining(new GraphBuilder(graph));
    Random random = new Random(seed);
    List<TensorInput> inputs = new ArrayList<>();
    for (Value input : graph.inputs()) {
      long[] shape = new long[input.rank()];
      shape[0] = images;
      int each = 1;
      for (int axis = 1; axis < shape.length; axis++) {
        shape[axis] = input.shape().size(axis);
        each *= (int) shape[axis];
      }
      inputs.add(
          input.type() == DataType.INT64
              ? longs(
                  input.name(),
                  random.longs((long) images * each, 0, model.classes()).toArray(),
                  shape)
              : floats(input.name(), floats(input.name(), images, each, random), shape));
    }
    return inputs;
  }

  private static float[] floats(String name, int images, int each, Random random) {
    float[] values = new float[images * each];
    for (int image = 0; image < images; image++) {
      int first = image * each;
      switch (name) {
        case "masked" -> {
          for (int i = 0; i < each; i++) {
            values[first + i] = (i + image) % 2;
          }
        }
        case "targets" -> {
          float share = random.nextFloat();
          values[first + image % each] = share;
          values[first + (image + 1) % each] = 1 - share;
        }
        default -> {
          for (int i = 0; i < each; i++) {
            values[first + i] = random.nextFloat();
          }
        }
      }
    }
    return values;
  }

  static TensorInput floats(String name, float[] values, long... shape) {
    FloatBuffer buffer = direct(Float.BYTES * values.length).asFloatBuffer();
    return new TensorInput(name, shape, buffer.put(0, values));
  }

  static TensorInput longs(String name, long[] values, long... shape) {
    LongBuffer buffer = direct(Long.BYTES * values.length).asLongBuffer();
    return new TensorInput(name, shape, buffer.put(0, values));
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
