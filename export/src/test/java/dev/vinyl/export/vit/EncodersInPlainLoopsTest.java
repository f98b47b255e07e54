package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.pretrained.EncoderFamily;
import dev.vinyl.export.pretrained.PretrainedEncoder;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Encoders of which there are no golden values, against their authors' forward pass in plain loops
 * over the authors' names: DINOv2's SwiGLU and DeiT's distillation token. One block of 2 heads on 8
 * numbers, an image of 2 x 2 patches of 4 x 4 pixels.
 */
final class EncodersInPlainLoopsTest {
  private static final int DIM = 8;
  private static final int HEADS = 2;
  private static final int HIDDEN = 12;
  private static final int SIDE = 8;
  private static final int PATCH = 4;
  private static final double EPSILON = 1e-6; // in the code of both

  private final Random random = new Random(4);
  private final Map<String, Parameter> weights = new LinkedHashMap<>();
  private final float[] image = normal(3 * SIDE * SIDE, 1);

  private void put(String name, long... shape) {
    long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    weights.put(name, new Parameter(name, shape, normal((int) count, 0.5)));
  }

  private float[] normal(int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  private void putEncoder(int leading, boolean layerScale) {
    put("cls_token", 1, 1, DIM);
    put("pos_embed", 1, leading + 4, DIM);
    put("patch_embed.proj.weight", DIM, 3, PATCH, PATCH);
    put("patch_embed.proj.bias", DIM);
    for (String norm : List.of("blocks.0.norm1", "blocks.0.norm2", "norm")) {
      put(norm + ".weight", DIM);
      put(norm + ".bias", DIM);
    }
    putLinear("blocks.0.attn.qkv", DIM, 3 * DIM);
    putLinear("blocks.0.attn.proj", DIM, DIM);
    if (layerScale) {
      put("blocks.0.ls1.gamma", DIM);
      put("blocks.0.ls2.gamma", DIM);
    }
  }

  private void putLinear(String name, int in, int out) {
    put(name + ".weight", out, in);
    put(name + ".bias", out);
  }

  @Test
  void dinov2GiantsSwiglu() throws Exception {
    putEncoder(1, true);
    putLinear("blocks.0.mlp.w12", DIM, 2 * HIDDEN);
    putLinear("blocks.0.mlp.w3", HIDDEN, DIM);

    double[][] expected = forward(Stream.of("cls_token"));

    Map<String, float[]> found = run(EncoderFamily.DINOV2);
    assertClose(found, "cls", expected, 0, 1);
    assertClose(found, "patches", expected, 1, 5);
  }

  @Test
  void deitsDistillationToken() throws Exception {
    putEncoder(2, false);
    put("dist_token", 1, 1, DIM);
    putLinear("blocks.0.mlp.fc1", DIM, HIDDEN);
    putLinear("blocks.0.mlp.fc2", HIDDEN, DIM);

    double[][] expected = forward(Stream.of("cls_token", "dist_token"));

    Map<String, float[]> found = run(EncoderFamily.DEIT);
    assertClose(found, "cls", expected, 0, 1);
    assertClose(found, "registers", expected, 1, 2);
    assertClose(found, "patches", expected, 2, 6);
  }

  private static void assertClose(
      Map<String, float[]> found, String name, double[][] expected, int first, int end) {
    float[] values = Objects.requireNonNull(found.get(name));
    assertThat(values).hasSize((end - first) * DIM);
    for (int i = 0; i < values.length; i++) {
      assertThat((double) values[i])
          .as(name)
          .isCloseTo(expected[first + i / DIM][i % DIM], within(2e-5));
    }
  }

  private Map<String, float[]> run(EncoderFamily family) throws Exception {
    PretrainedEncoder encoder =
        PretrainedEncoder.of(
                Path.of("encoder.safetensors"),
                ParameterSet.of(List.copyOf(weights.values())),
                new PretrainedEncoder.Choices(family, HEADS, null, null, null))
            .orElseThrow();
    GraphBuilder g = new GraphBuilder(new Graph("tokens", 17, Dialect.STANDARD));
    Value input = g.graph().input("image", DataType.FLOAT, Shape.batch(3, SIDE, SIDE));
    VisionTransformer transformer = new VisionTransformer(g, encoder.config(), "");
    VisionTransformer.Steps steps = transformer.encoded(transformer.embedPatches(input));
    OnnxModel model =
        new OnnxModel(g.graph())
            .output("cls", steps.classToken())
            .output("patches", steps.patches());
    if (encoder.config().variant().registers() > 0) {
      model.output("registers", steps.registers());
    }
    try (GraphRunner runner = new GraphRunner(model)) {
      return runner
          .feed("image", image, 1, 3, SIDE, SIDE)
          .feed(encoder.parameters())
          .run()
          .values();
    }
  }

  /** The tokens after the final norm, [leading + patches][D]. */
  private double[][] forward(Stream<String> leading) {
    List<double[]> tokens = new ArrayList<>();
    leading.forEach(name -> tokens.add(row(name, 0)));
    for (int patch = 0; patch < 4; patch++) {
      tokens.add(embedded(patch / 2 * PATCH, patch % 2 * PATCH));
    }
    double[][] x = tokens.toArray(double[][]::new);
    for (int t = 0; t < x.length; t++) {
      x[t] = sum(x[t], row("pos_embed", t));
    }
    double[][] attended = attention(x);
    for (int t = 0; t < x.length; t++) {
      x[t] = sum(x[t], scaled(attended[t], "blocks.0.ls1.gamma"));
      double[] mlp = mlp(norm(x[t], "blocks.0.norm2"));
      x[t] = norm(sum(x[t], scaled(mlp, "blocks.0.ls2.gamma")), "norm");
    }
    return x;
  }

  private double[] embedded(int top, int left) {
    double[] token = new double[DIM];
    for (int d = 0; d < DIM; d++) {
      token[d] = at("patch_embed.proj.bias", d);
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < PATCH; y++) {
          for (int x = 0; x < PATCH; x++) {
            token[d] +=
                at("patch_embed.proj.weight", ((d * 3 + c) * PATCH + y) * PATCH + x)
                    * image[(c * SIDE + top + y) * SIDE + left + x];
          }
        }
      }
    }
    return token;
  }

  private double[][] attention(double[][] x) {
    int size = DIM / HEADS;
    double[][] qkv = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      qkv[t] = linear(norm(x[t], "blocks.0.norm1"), "blocks.0.attn.qkv", 3 * DIM);
    }
    double[][] mixed = new double[x.length][DIM];
    for (int h = 0; h < HEADS; h++) {
      for (int t = 0; t < x.length; t++) {
        double[] weight = new double[x.length];
        double all = 0;
        for (int s = 0; s < x.length; s++) {
          double product = 0;
          for (int i = 0; i < size; i++) {
            product += qkv[t][h * size + i] * qkv[s][DIM + h * size + i];
          }
          weight[s] = Math.exp(product / Math.sqrt(size));
          all += weight[s];
        }
        for (int s = 0; s < x.length; s++) {
          for (int i = 0; i < size; i++) {
            mixed[t][h * size + i] += weight[s] / all * qkv[s][2 * DIM + h * size + i];
          }
        }
      }
    }
    double[][] out = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      out[t] = linear(mixed[t], "blocks.0.attn.proj", DIM);
    }
    return out;
  }

  /**
   * DINOv2: {@code x12 = w12(x); x1, x2 = x12.chunk(2); w3(silu(x1) * x2)}. Else {@code
   * fc2(gelu(fc1(x)))}.
   */
  private double[] mlp(double[] x) {
    boolean swiglu = weights.containsKey("blocks.0.mlp.w12.weight");
    double[] hidden = new double[HIDDEN];
    if (swiglu) {
      double[] both = linear(x, "blocks.0.mlp.w12", 2 * HIDDEN);
      for (int i = 0; i < HIDDEN; i++) {
        hidden[i] = both[i] / (1 + Math.exp(-both[i])) * both[HIDDEN + i];
      }
      return linear(hidden, "blocks.0.mlp.w3", DIM);
    }
    double[] first = linear(x, "blocks.0.mlp.fc1", HIDDEN);
    for (int i = 0; i < HIDDEN; i++) {
      hidden[i] = first[i] * (1 + erf(first[i] / Math.sqrt(2))) / 2;
    }
    return linear(hidden, "blocks.0.mlp.fc2", DIM);
  }

  /** By its power series, which is exact enough up to 5. */
  private static double erf(double x) {
    assertThat(Math.abs(x)).isLessThan(5);
    double term = x;
    double sum = x;
    for (int n = 1; n < 120; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  private double[] linear(double[] x, String name, int out) {
    double[] y = new double[out];
    for (int o = 0; o < out; o++) {
      y[o] = at(name + ".bias", o);
      for (int i = 0; i < x.length; i++) {
        y[o] += at(name + ".weight", o * x.length + i) * x[i];
      }
    }
    return y;
  }

  private double[] norm(double[] x, String name) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    double[] y = new double[x.length];
    for (int d = 0; d < x.length; d++) {
      double normal = (x[d] - mean) / Math.sqrt(variance + EPSILON);
      y[d] = normal * at(name + ".weight", d) + at(name + ".bias", d);
    }
    return y;
  }

  private double[] scaled(double[] x, String name) {
    double[] y = x.clone();
    for (int d = 0; d < x.length && weights.containsKey(name); d++) {
      y[d] *= at(name, d);
    }
    return y;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int d = 0; d < a.length; d++) {
      sum[d] += b[d];
    }
    return sum;
  }

  private double[] row(String name, int row) {
    double[] values = new double[DIM];
    for (int d = 0; d < DIM; d++) {
      values[d] = at(name, row * DIM + d);
    }
    return values;
  }

  private double at(String name, int index) {
    return Objects.requireNonNull(weights.get(name), name).values()[index];
  }
}
