package dev.vinyl.training.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ONNX Runtime's tensors over some pictures of a batch, in the model's order: training sessions go
 * by the order of the map and not by its names. Nothing is copied.
 */
final class Feed implements AutoCloseable {
  private final OrtEnvironment environment;
  private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();

  private Feed(OrtEnvironment environment) {
    this.environment = environment;
  }

  /** The whole batch. */
  static Feed of(OrtEnvironment environment, List<TensorInput> inputs) throws OrtException {
    return of(environment, inputs, Part.whole(inputs));
  }

  /** The pictures of a part. */
  static Feed of(OrtEnvironment environment, List<TensorInput> inputs, Part part)
      throws OrtException {
    Feed feed = new Feed(environment);
    try {
      for (TensorInput input : inputs) {
        feed.add(input, part);
      }
      return feed;
    } catch (OrtException | RuntimeException e) {
      feed.close();
      throw e;
    }
  }

  /** Adds a float32 scalar. */
  Feed with(String name, float value) throws OrtException {
    FloatBuffer scalar =
        ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    scalar.put(0, value);
    tensors.put(name, OnnxTensor.createTensor(environment, scalar, new long[0]));
    return this;
  }

  private void add(TensorInput input, Part part) throws OrtException {
    long[] shape = input.shape();
    int elements = input.elements() / part.of();
    shape[0] = shape[0] / part.of() * part.size();
    Buffer window =
        input
            .data()
            .duplicate()
            .limit((part.from() + part.size()) * elements)
            .position(part.from() * elements);
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
