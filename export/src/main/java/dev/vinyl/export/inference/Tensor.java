package dev.vinyl.export.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** What a session is fed with, to be fed again and again: values, row-major, and their shape. */
@FunctionalInterface
interface Tensor {

  /** Copies it to where ONNX Runtime reads it; the caller closes. */
  OnnxTensor open(OrtEnvironment environment) throws OrtException;

  /** float32. */
  static Tensor floats(float[] values, long... shape) {
    return environment ->
        OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape.clone());
  }

  /** uint8. */
  static Tensor bytes(byte[] values, long... shape) {
    return environment ->
        OnnxTensor.createTensor(
            environment, ByteBuffer.wrap(values), shape.clone(), OnnxJavaType.UINT8);
  }
}
