package dev.vinyl.export.inference;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.InferenceOperators;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.image.ChannelOrder;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.PreprocessSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Preprocessing written into the graph: input {@code picture} [B, H, W, 3] uint8, red, green, blue,
 * of any height and width, to what a {@link PreprocessSpec} makes of it. Resized values are rounded
 * to whole numbers, as images in memory are; they differ by 1 from OpenCV's where that calculates
 * in fixed point.
 */
final class ImageInput {
  static final String NAME = "picture";

  private final GraphBuilder g;
  private final Graph graph;
  private final PreprocessSpec spec;

  private ImageInput(GraphBuilder g, PreprocessSpec spec) {
    this.g = g;
    this.graph = g.graph();
    this.spec = spec;
  }

  /**
   * Declares the input and gives the model's image [B, 3, height, width].
   *
   * @throws IllegalArgumentException if the fit is another than to stretch
   */
  static Value write(GraphBuilder g, PreprocessSpec spec) {
    if (spec.fit() != Fit.STRETCH) {
      throw new IllegalArgumentException(
          "preprocessing in the file (--with-preprocessing) stretches images, but the model's fit is %s; export it without"
              .formatted(spec.fit().name().toLowerCase(Locale.ROOT)));
    }
    return new ImageInput(g, spec).image();
  }

  private Value image() {
    Shape any = Shape.batch(Shape.FREE, Shape.FREE, 3);
    Value image = graph.input(NAME, DataType.UINT8, any);
    Value pixels = g.cast(g.transpose(image, 0, 3, 1, 2), DataType.FLOAT);
    Value whole = emit("Round", pixelsOfSize(pixels));
    if (spec.channelOrder() == ChannelOrder.BGR) {
      whole = g.gather(whole, graph.integers(2, 1, 0), 1);
    }
    Value centred = g.sub(g.mul(whole, spec.scale()), perChannel(spec.mean()));
    return g.div(centred, perChannel(spec.std()));
  }

  private Value pixelsOfSize(Value pixels) {
    InferenceOperators operators = new InferenceOperators(g);
    int height = spec.height();
    int width = spec.width();
    return switch (spec.interpolation()) {
      case NEAREST, LINEAR ->
          operators.resize(
              pixels, spec.interpolation().name().toLowerCase(Locale.ROOT), height, width);
      case CUBIC -> clipped(operators.resize(pixels, "cubic", height, width));
      case AREA -> area(pixels);
    };
  }

  private Value clipped(Value pixels) {
    List<Value> inputs = List.of(pixels, graph.scalar(0), graph.scalar(255));
    return graph.emit("", "Clip", inputs, DataType.FLOAT, pixels.shape(), Map.of()).output();
  }

  /** Each pixel is the mean of the rectangle that it covers: rows and columns as two products. */
  private Value area(Value pixels) {
    Value rows = shares(pixels, 2, spec.height()); // [height, h]
    Value columns = g.transpose(shares(pixels, 3, spec.width()), 1, 0); // [w, width]
    Shape squeezed = pixels.shape().with(2, spec.height());
    Value lower = matMul(rows, pixels, squeezed);
    return matMul(lower, columns, squeezed.with(3, spec.width()));
  }

  /**
   * How much of each of n source pixels belongs to each target pixel: the length that [i s, (i + 1)
   * s) and [j, j + 1) have in common, over s = n / target.
   *
   * @return [target, n]
   */
  private Value shares(Value pixels, int axis, int target) {
    Value shape = g.shapeOf(pixels);
    Value count = g.slice(shape, 0, axis, axis + 1); // int64 [1]
    Value scale = g.mul(g.cast(count, DataType.FLOAT), 1f / target); // [1]
    float[] steps = new float[target];
    for (int i = 0; i < target; i++) {
      steps[i] = i;
    }
    Value i = graph.tensor(steps, target, 1);
    Value j = new InferenceOperators(g).indices(count);
    Value one = graph.scalar(1);
    Shape all = Shape.of(target, Shape.FREE);
    Value from = binary("Max", g.mul(i, scale), j, all);
    Value to = binary("Min", g.mul(g.add(i, one), scale), g.add(j, one), all);
    return g.div(emit("Relu", g.sub(to, from)), scale);
  }

  private Value matMul(Value a, Value b, Shape shape) {
    return binary("MatMul", a, b, shape);
  }

  private Value binary(String operator, Value a, Value b, Shape shape) {
    return graph.emit("", operator, List.of(a, b), DataType.FLOAT, shape, Map.of()).output();
  }

  private Value emit(String operator, Value x) {
    return graph.emit("", operator, List.of(x), x.type(), x.shape(), Map.of()).output();
  }

  private Value perChannel(List<Float> numbers) {
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i);
    }
    return graph.tensor(values, values.length, 1, 1);
  }
}
