package dev.vinyl.runtime;

import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageDecoder;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.Preprocessor;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.model.ModelException;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import dev.vinyl.runtime.model.OnnxModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Divides pictures into classes with a model that Vinyl exported.
 *
 * <pre>{@code
 * try (Segmenter segmenter = Segmenter.open(Path.of("pets.onnx"))) {
 *   Segmentation answer = segmenter.segment(ImageSource.of(Path.of("cat.jpg")));
 *   System.out.println(answer.fraction("pet"));
 *   ImageFiles.writeIndexedPng(answer.mask(), Palette.standard(), Path.of("cat-mask.png"));
 * }
 * }</pre>
 *
 * <p>The file says itself how pictures are prepared and what its classes are called. A segmenter is
 * meant to be opened once and shared: all methods may be called from any number of threads. What it
 * returns holds no native memory and stays valid after {@link #close()}.
 */
public final class Segmenter implements AutoCloseable {
  private static final String INPUT = "image";
  private static final String OUTPUT = "logits";
  private static final int CHANNELS = 3;

  /** Larger batches are slower on a processor: what lies between the layers leaves its cache. */
  private static final int PICTURES_A_RUN = 8;

  /** A model with a very large output runs fewer pictures at once: 64 Mi values are 256 MiB. */
  private static final int VALUES_A_RUN = 1 << 26;

  private final OnnxModel model;
  private final ModelMetadata metadata;
  private final Preprocessor preprocessor;
  private final ImageDecoder decoder = new ImageDecoder();
  private final int classes;
  private final int picturesARun;

  /** Buffers that no thread is using; there are never more than threads have run at once. */
  private final Queue<Buffers> free = new ConcurrentLinkedQueue<>();

  private Segmenter(OnnxModel model) {
    this.model = model;
    this.metadata = model.metadata();
    this.preprocessor = new Preprocessor(metadata.preprocess());
    this.classes = metadata.classNames().size();
    this.picturesARun = Math.max(1, Math.min(PICTURES_A_RUN, VALUES_A_RUN / outputSize()));
  }

  /**
   * Opens a model with {@link SessionSettings#forInference()}.
   *
   * @throws ModelException if the file is missing, no ONNX model, none of Vinyl's, or made for
   *     something else
   */
  public static Segmenter open(Path model) throws ModelException {
    return open(model, SessionSettings.forInference());
  }

  /**
   * Opens a model. The caller closes the segmenter.
   *
   * @param model an ONNX file from {@code vinyl export --task segment}
   * @param settings threads and memory of ONNX Runtime
   * @throws ModelException if the file is missing, no ONNX model, none of Vinyl's, or made for
   *     something else
   * @throws IllegalStateException if ONNX Runtime or OpenCV cannot be loaded here
   */
  public static Segmenter open(Path model, SessionSettings settings) throws ModelException {
    OnnxModel opened = OnnxModel.open(model, settings);
    try {
      check(opened);
      return new Segmenter(opened);
    } catch (ModelException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static void check(OnnxModel model) throws ModelException {
    ModelMetadata metadata = model.metadata();
    if (!metadata.task().equals(ModelTask.SEGMENT)) {
      throw new ModelException(
          model.name(),
          "the model is for task '%s' but task '%s' is needed; export one with --task %2$s"
              .formatted(metadata.task(), ModelTask.SEGMENT));
    }
    int classes = metadata.classNames().size();
    if (classes < 1 || classes > ClassMask.IGNORE) {
      throw new ModelException(
          model.name(),
          "a model for masks has 1..%d classes, its metadata names %d; export the model again"
              .formatted(ClassMask.IGNORE, classes));
    }
    PreprocessSpec input = metadata.preprocess();
    if ((long) classes * input.height() * input.width() > VALUES_A_RUN) {
      throw new ModelException(
          model.name(),
          "its output [%d, %d, %d] is too large for this version; use a model with a smaller input"
              .formatted(classes, input.height(), input.width()));
    }
    model.requireInput(INPUT, -1, CHANNELS, input.height(), input.width());
    model.requireOutput(OUTPUT, -1, classes, input.height(), input.width());
  }

  /** What the model says about itself: classes, preparation, where it comes from. */
  public ModelMetadata metadata() {
    return metadata;
  }

  /**
   * Decodes and segments one picture.
   *
   * @throws ImageException if the picture cannot be read
   * @throws IllegalStateException after {@link #close()}, or if ONNX Runtime fails
   */
  public Segmentation segment(ImageSource source) throws ImageException {
    model.checkOpen();
    return segment(decoder.decode(source));
  }

  /**
   * Segments one picture.
   *
   * @throws IllegalStateException after {@link #close()}, or if ONNX Runtime fails
   */
  public Segmentation segment(RgbImage picture) {
    return segment(List.of(picture)).get(0);
  }

  /**
   * Segments pictures, of any sizes. The model runs on several at once, by its own choice.
   *
   * @return an answer for each picture, in their order; empty for an empty list
   * @throws IllegalStateException after {@link #close()}, or if ONNX Runtime fails
   */
  public List<Segmentation> segment(List<RgbImage> pictures) {
    model.checkOpen();
    List<Segmentation> answers = new ArrayList<>(pictures.size());
    for (int from = 0; from < pictures.size(); from += picturesARun) {
      int to = Math.min(from + picturesARun, pictures.size());
      answers.addAll(run(pictures.subList(from, to)));
    }
    return answers;
  }

  private List<Segmentation> run(List<RgbImage> pictures) {
    int n = pictures.size();
    Buffers buffers = borrow(n);
    try {
      FloatBuffer in = buffers.input.slice(0, n * inputSize());
      FloatBuffer out = buffers.output.slice(0, n * outputSize());
      for (int i = 0; i < n; i++) {
        preprocessor.preprocess(pictures.get(i), in, i * inputSize());
      }
      int height = metadata.preprocess().height();
      int width = metadata.preprocess().width();
      model.run(
          INPUT,
          in,
          new long[] {n, CHANNELS, height, width},
          OUTPUT,
          out,
          new long[] {n, classes, height, width});
      List<Segmentation> answers = new ArrayList<>(n);
      for (int i = 0; i < n; i++) {
        answers.add(answer(pictures.get(i), out, i * outputSize()));
      }
      return answers;
    } finally {
      free.add(buffers);
    }
  }

  private Segmentation answer(RgbImage picture, FloatBuffer out, int offset) {
    float[] logits = new float[outputSize()];
    out.get(offset, logits);
    PreprocessSpec size = metadata.preprocess();
    LogitMap map = new LogitMap(classes, size.height(), size.width(), logits);
    return new Segmentation(
        ImageSource.of(new byte[0], "picture given as pixels"),
        metadata.classNames(),
        map,
        picture.width(),
        picture.height(),
        null);
  }

  /** Values of one picture's input [3, H, W]. */
  private int inputSize() {
    return CHANNELS * metadata.preprocess().height() * metadata.preprocess().width();
  }

  /** Values of one picture's output [C, H, W]. */
  private int outputSize() {
    return classes * metadata.preprocess().height() * metadata.preprocess().width();
  }

  private Buffers borrow(int pictures) {
    @Nullable Buffers buffers = free.poll();
    return buffers != null && buffers.input.capacity() >= pictures * inputSize()
        ? buffers
        : new Buffers(direct(pictures * inputSize()), direct(pictures * outputSize()));
  }

  private static FloatBuffer direct(int values) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(values, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Waits for calls under way in other threads, then frees the model. May be called again. */
  @Override
  public void close() {
    model.close();
    free.clear();
  }

  /** Memory outside the heap, which ONNX Runtime reads and writes without copying. */
  private record Buffers(FloatBuffer input, FloatBuffer output) {}
}
