package dev.vinyl.runtime.internal.model;

import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Prepared images, which are float32, in the type that a file takes. Buffers are used again; there
 * are as many as runs at once. Thread-safe.
 */
final class InputConversion {
  private static final int WHITE = 255;

  private final Queue<ByteBuffer> spare = new ConcurrentLinkedQueue<>();

  /**
   * Converts images: to float16 by rounding to the nearest, to uint8 likewise, held within 0..255.
   *
   * @param taken what the file takes
   * @param images float32 in native byte order, all that remain
   * @return direct, as many images from position 0 on; to be given to {@link #done}
   */
  ByteBuffer convert(TensorSpec taken, ByteBuffer images) {
    FloatBuffer values = images.order(ByteOrder.nativeOrder()).asFloatBuffer();
    ByteBuffer converted = buffer(values.remaining() * taken.type().bytes());
    while (values.hasRemaining()) {
      float value = values.get();
      if (taken.type() == TensorSpec.Type.FLOAT16) {
        converted.putShort(Fp16Conversions.floatToFp16(value));
      } else {
        converted.put((byte) Math.min(WHITE, Math.max(0, Math.round(value))));
      }
    }
    return converted.flip();
  }

  /** Takes a buffer back. */
  void done(ByteBuffer converted) {
    spare.add(converted);
  }

  private ByteBuffer buffer(int bytes) {
    ByteBuffer used = spare.poll();
    return used != null && used.capacity() >= bytes
        ? used.clear()
        : ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
