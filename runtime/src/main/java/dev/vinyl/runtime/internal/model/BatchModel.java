package dev.vinyl.runtime.internal.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.model.ModelDescription;
import dev.vinyl.runtime.model.ModelException;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that takes a batch of prepared images and answers into buffers of the caller, without a
 * copy on the way. What {@link dev.vinyl.runtime.Segmenter} stands on; for programs that keep
 * tensors of their own.
 *
 * <pre>{@code
 * try (BatchModel model = BatchModel.open(Path.of("encoder.onnx"), SessionSettings.forInference())) {
 *   TensorSpec tokens = model.output("tokens").orElseThrow();
 *   ByteBuffer in = ByteBuffer.allocateDirect(8 * model.input().bytes());
 *   ByteBuffer out = ByteBuffer.allocateDirect(8 * tokens.bytes());
 *   model.run(8, in, Map.of("tokens", out));
 * }
 * }</pre>
 *
 * <p>Everything is checked on the Java side before native code sees it. Thread-safe, as long as
 * each thread has buffers of its own; {@link #close()} waits for runs under way.
 */
public final class BatchModel implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BatchModel.class);

  private final ModelSession session;
  private final ModelDescription description;
  private final ModelTensors tensors;
  private final boolean anySize;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed; // guarded by lock
  private volatile boolean oneByOne;
  private final InputConversion conversion = new InputConversion();

  private BatchModel(
      ModelSession session, ModelDescription description, ModelTensors tensors, boolean anySize) {
    this.anySize = anySize;
    this.session = session;
    this.description = description;
    this.tensors = tensors;
  }

  /**
   * Opens a model of Vinyl's, or another one beside which there is a {@link ModelDescription} as
   * YAML. The caller closes it.
   *
   * @throws ModelException if the file is missing or no ONNX model, if nothing says how to run it,
   *     or if its tensors are not what that says
   * @throws IllegalStateException if ONNX Runtime cannot be loaded here
   */
  public static BatchModel open(Path file, SessionSettings settings) throws ModelException {
    return open(ModelSource.of(file), settings);
  }

  /** Opens a model from anywhere; as {@link #open(Path, SessionSettings)}. */
  public static BatchModel open(ModelSource model, SessionSettings settings) throws ModelException {
    return open(model, settings, Optional.empty());
  }

  /**
   * Opens a model from anywhere for images of another size than its description says, if it {@link
   * #takesAnySize}; else as {@link #open(Path, SessionSettings)}.
   *
   * @param wanted height and width, which are rounded up to what the description allows; empty for
   *     those of the description
   * @throws ModelException also if the patch of one of Vinyl's models does not divide them
   */
  public static BatchModel open(
      ModelSource model, SessionSettings settings, Optional<ImageSize> wanted)
      throws ModelException {
    ModelSession session = ModelSession.open(model, settings);
    try {
      ModelDescription description = model.describe(session.properties());
      if (wanted.isPresent() && takesAnySize(session, description)) {
        description = ofSize(session, description, wanted.get());
      }
      return new BatchModel(
          session,
          description,
          ModelTensors.of(session, description),
          takesAnySize(session, description));
    } catch (ModelException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** What errors call the model: the path it was opened by. */
  public String name() {
    return session.name();
  }

  /** What the model says about itself: task, classes, preparation, where it comes from. */
  public ModelMetadata metadata() {
    return description.metadata();
  }

  /** How the model is run. */
  public ModelDescription description() {
    return description;
  }

  /**
   * What {@link #run} takes: float32, three channels, in the description's layout. Where the file
   * takes float16 or uint8, they are converted.
   */
  public TensorSpec input() {
    return tensors.input();
  }

  /** What it gives, in the order of the file; outputs of other types are left out. */
  public List<TensorSpec> outputs() {
    return tensors.outputs();
  }

  /** The output of a name, if there is one. */
  public Optional<TensorSpec> output(String name) {
    return tensors.outputs().stream().filter(output -> output.name().equals(name)).findFirst();
  }

  /** The number of images that every run takes, where the file fixes it. */
  public OptionalInt fixedBatch() {
    return tensors.fixedBatch();
  }

  /**
   * All outputs as the file declares them, those too that {@link #outputs()} leaves out, for
   * people: {@code alpha FLOAT16 [-1, 1, 512, 512]}, where -1 is any size.
   */
  public List<String> declaredOutputs() {
    return tensors.declared();
  }

  /**
   * Runs the model. Where the file fixes the batch, all buffers must hold that many images, and
   * what is computed for those beyond {@code images} means nothing.
   *
   * <p>Where ONNX Runtime fails on several images at once, as in files that were made for one
   * behind an input for any number, they are run one by one, and so are all later ones.
   *
   * <p>Outputs of floating point numbers hold numbers only when this returns. NaN and +infinity are
   * errors. So is -infinity, but for classes' scores: there it takes a class out of the choice, and
   * is an error only where no class of a pixel is left.
   *
   * @param images how many, at least 1 and no more than {@link #fixedBatch()}
   * @param input direct; from its position on, the images in native byte order
   * @param outputs direct buffers by the names of those outputs that are wanted, at least one; each
   *     receives its tensor from its position on, in native byte order. Positions and limits stay
   * @throws IllegalArgumentException if a buffer is not direct or too small, or an output unknown
   * @throws IllegalStateException after {@link #close()}, if ONNX Runtime fails, or if the model
   *     answers with what is no number
   */
  public void run(int images, ByteBuffer input, Map<String, ByteBuffer> outputs) {
    int batch = tensors.fixedBatch().orElse(images);
    if (images < 1 || images > batch) {
      throw new IllegalArgumentException(
          "%s takes 1..%d images at once, got %d".formatted(name(), batch, images));
    }
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("name at least one output of " + name());
    }
    ByteBuffer in = part(input(), batch, input);
    Map<TensorSpec, ByteBuffer> out = new LinkedHashMap<>();
    outputs.forEach(
        (output, buffer) -> {
          TensorSpec spec = requireOutput(output);
          out.put(spec, part(spec, batch, buffer));
        });
    lock.readLock().lock();
    try {
      checkOpen();
      runBatchOrOneByOne(batch, in, out);
    } catch (OrtException e) {
      throw new IllegalStateException(
          "%s: ONNX Runtime failed to run the model: %s".formatted(name(), ModelSession.oneLine(e)),
          e);
    } finally {
      lock.readLock().unlock();
    }
    out.forEach(
        (spec, values) -> new OutputCheck(spec, description).require(name(), values, images));
  }

  private static boolean takesAnySize(ModelSession session, ModelDescription description)
      throws ModelException {
    return (description.isForeign() || description.metadata().anySize())
        && ModelTensors.leavesSizeOpen(session, description);
  }

  private static ModelDescription ofSize(
      ModelSession session, ModelDescription description, ImageSize size) throws ModelException {
    try {
      return description.withInputSize(size);
    } catch (IllegalArgumentException e) {
      throw new ModelException(session.name(), String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Whether height and width of its input may be chosen: the file leaves them open, and the model
   * is another's or was exported for any.
   */
  public boolean takesAnySize() {
    return anySize;
  }

  /**
   * Height and width of the part of an image that becomes one input, where it may be chosen.
   *
   * @param wanted what {@link #open(ModelSource, SessionSettings, Optional)} was asked for
   * @return the input's own where nothing was wanted, or where the file leaves them open and the
   *     model was opened for what was wanted; else {@code wanted}
   */
  public ImageSize windowSize(Optional<ImageSize> wanted) {
    PreprocessSpec input = metadata().preprocess();
    ImageSize own = new ImageSize(input.width(), input.height());
    return anySize ? own : wanted.orElse(own);
  }

  private void runBatchOrOneByOne(int batch, ByteBuffer in, Map<TensorSpec, ByteBuffer> out)
      throws OrtException {
    if (batch == 1 || fixedBatch().isPresent()) {
      run(0, batch, in, out);
    } else if (oneByOne) {
      runOneByOne(batch, in, out);
    } else {
      try {
        run(0, batch, in, out);
      } catch (OrtException e) {
        runOneByOne(batch, in, out);
        oneByOne = true;
        log.info(
            "{} runs images one by one, because it failed on {} at once: {}",
            name(),
            batch,
            ModelSession.oneLine(e));
      }
    }
  }

  private void runOneByOne(int batch, ByteBuffer in, Map<TensorSpec, ByteBuffer> out)
      throws OrtException {
    for (int i = 0; i < batch; i++) {
      run(i, 1, in, out);
    }
  }

  /** Runs some of the images. */
  private void run(int from, int count, ByteBuffer in, Map<TensorSpec, ByteBuffer> out)
      throws OrtException {
    List<OnnxTensor> opened = new ArrayList<>();
    TensorSpec taken = tensors.taken();
    boolean converts = taken.type() != input().type();
    ByteBuffer given =
        converts
            ? conversion.convert(taken, in.slice(from * input().bytes(), count * input().bytes()))
            : in;
    try {
      OnnxTensor images = open(opened, taken, converts ? 0 : from, count, given);
      Map<String, OnnxTensor> results = new LinkedHashMap<>();
      for (Map.Entry<TensorSpec, ByteBuffer> wanted : out.entrySet()) {
        TensorSpec spec = wanted.getKey();
        results.put(spec.name(), open(opened, spec, from, count, wanted.getValue()));
      }
      session.run(Map.of(input().name(), images), results);
    } finally {
      opened.forEach(OnnxTensor::close);
      if (converts) {
        conversion.done(given);
      }
    }
  }

  private TensorSpec requireOutput(String output) {
    return output(output)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s has no output '%s', it has %s".formatted(name(), output, outputs())));
  }

  /** A view of what a batch takes of a buffer, from its position on. */
  private static ByteBuffer part(TensorSpec spec, int batch, ByteBuffer buffer) {
    long bytes = (long) batch * spec.bytes();
    if (!buffer.isDirect() || buffer.remaining() < bytes) {
      throw new IllegalArgumentException(
          "the buffer for %d x %s must be direct and hold %d bytes, got %d bytes%s"
              .formatted(
                  batch, spec, bytes, buffer.remaining(), buffer.isDirect() ? "" : " on the heap"));
    }
    return buffer.slice(buffer.position(), (int) bytes).order(ByteOrder.nativeOrder());
  }

  private OnnxTensor open(
      List<OnnxTensor> opened, TensorSpec spec, int from, int count, ByteBuffer batch)
      throws OrtException {
    ByteBuffer part =
        batch.slice(from * spec.bytes(), count * spec.bytes()).order(ByteOrder.nativeOrder());
    OnnxTensor tensor = tensor(spec, part, shape(count, spec), session.environment());
    opened.add(tensor);
    return tensor;
  }

  static OnnxTensor tensor(TensorSpec spec, ByteBuffer bytes, long[] shape, OrtEnvironment ort)
      throws OrtException {
    return switch (spec.type()) {
      case FLOAT32 -> OnnxTensor.createTensor(ort, bytes.asFloatBuffer(), shape);
      case FLOAT64 -> OnnxTensor.createTensor(ort, bytes.asDoubleBuffer(), shape);
      case FLOAT16, BOOL, UINT8 ->
          OnnxTensor.createTensor(ort, bytes, shape, spec.type().onnxType());
      case INT32 -> OnnxTensor.createTensor(ort, bytes.asIntBuffer(), shape);
      case INT64 -> OnnxTensor.createTensor(ort, bytes.asLongBuffer(), shape);
    };
  }

  static long[] shape(int batch, TensorSpec spec) {
    long[] shape = new long[1 + spec.shape().size()];
    shape[0] = batch;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = spec.shape().get(i - 1);
    }
    return shape;
  }

  /**
   * Does nothing while the model is open.
   *
   * @throws IllegalStateException after {@link #close()}
   */
  public void checkOpen() {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException(name() + ": the model was closed; open it again to use it");
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Waits for runs under way, then frees the session. Does nothing the second time. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
