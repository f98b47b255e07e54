package dev.vinyl.training.internal.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.vinyl.training.loop.TensorInput;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ONNX Runtime's tensors over some images of a batch, in the model's order: training sessions go by
 * the order of the map and not by its names. Nothing is copied.
 */
final class Inputs implements AutoCloseable {
  private final OrtEnvironment environment;
  private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();

  private Inputs(OrtEnvironment environment) {
    this.environment = environment;
  }

  /** The whole batch. */
  static Inputs of(OrtEnvironment environment, List<TensorInput> inputs) throws OrtException {
    return of(environment, inputs, MicroBatch.whole(inputs));
  }

  /** The images of a micro-batch. */
  static Inputs of(OrtEnvironment environment, List<TensorInput> inputs, MicroBatch microBatch)
      throws OrtException {
    Inputs bound = new Inputs(environment);
    try {
      for (TensorInput input : inputs) {
        bound.add(input, microBatch);
      }
      return bound;
    } catch (OrtException | RuntimeException e) {
      bound.close();
      throw e;
    }
  }

  /** Adds a float32 scalar. */
  Inputs with(String name, float value) throws OrtException {
    FloatBuffer scalar =
        ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    scalar.put(0, value);
    tensors.put(name, OnnxTensor.createTensor(environment, scalar, new long[0]));
    return this;
  }

  private void add(TensorInput input, MicroBatch microBatch) throws OrtException {
    long[] shape = input.shape();
    int elements = input.elements() / microBatch.of();
    shape[0] = shape[0] / microBatch.of() * microBatch.size();
    Buffer window =
        input
            .data()
            .duplicate()
            .limit((microBatch.from() + microBatch.size()) * elements)
            .position(microBatch.from() * elements);
    tensors.put(
        input.name(),
        window instanceof FloatBuffer floats
            ? OnnxTensor.createTensor(environment, floats, shape)
            : OnnxTensor.createTensor(environment, (LongBuffer) window, shape));
  }

  Map<String, OnnxTensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    tensors.values().forEach(OnnxTensor::close);
  }
}
