package dev.vinyl.export.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.Graph.Node;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
  private final GraphBuilder g = new GraphBuilder(new Graph("test", 17, Dialect.STANDARD));

  @Test
  void shapesAreWrittenAsPeopleWriteThem() {
    assertThat(Shape.batch(3, 128, 128)).hasToString("[B, 3, 128, 128]");
    assertThat(Shape.rows(64, 768)).hasToString("[64B, 768]");
    assertThat(Shape.of()).hasToString("[]");
  }

  @Test
  void reshapeCountsElementsOfTheWholeBatch() {
    Value x = floats("x", Shape.batch(64, 128));

    assertThat(g.reshape(x, Shape.rows(64, 128)).shape()).isEqualTo(Shape.rows(64, 128));
    assertRefused(() -> g.reshape(x, Shape.of(64, 128)), "Reshape: x [B, 64, 128] to [64, 128]");
    assertRefused(() -> g.reshape(x, Shape.rows(64, 64)), "x [B, 64, 128] to [64B, 64]");
  }

  @Test
  void elementwiseOperatorsBroadcastFromTheBack() {
    Value x = floats("x", Shape.batch(3, 4));

    assertThat(g.add(x, floats("row", Shape.of(4))).shape()).isEqualTo(x.shape());
    assertThat(g.mul(floats("one", Shape.of(1, 1, 4)), x).shape()).isEqualTo(x.shape());
    assertRefused(
        () -> g.add(x, floats("three", Shape.of(3))),
        "Add: x [B, 3, 4] and three [3] do not broadcast");
    assertRefused(
        () -> g.sub(x, floats("fixed", Shape.of(2, 3, 4))),
        "Sub: x [B, 3, 4] and fixed [2, 3, 4] do not broadcast");
    assertRefused(() -> g.add(x, g.graph().integers(1, 2, 3, 4)), "x [B, 3, 4] is FLOAT");
  }

  @Test
  void matrixProductsFitInside() {
    Value q = floats("q", Shape.batch(8, 64, 16));
    Value k = floats("k", Shape.batch(8, 64, 16));

    assertThat(g.matMul(q, false, k, true, 0.25f).shape()).isEqualTo(Shape.batch(8, 64, 64));
    assertRefused(
        () -> g.matMul(q, k), "matrix product: q [B, 8, 64, 16] and k [B, 8, 64, 16] do not fit");
    Value w = g.graph().parameter("w", Initializer.linear(16), 32, 16);
    Value rows = floats("rows", Shape.rows(64, 16));
    assertThat(g.linear(rows, w, null).shape()).isEqualTo(Shape.rows(64, 32));
    assertRefused(
        () -> g.linear(rows, w, floats("bias", Shape.of(16))),
        "Gemm: the bias bias [16] does not fit the product [64B, 32]");
  }

  @Test
  void layerNormTakesAsManyScalesAsTheLastAxisHas() {
    Value x = floats("x", Shape.batch(3, 4));
    Value good = floats("good", Shape.of(4));

    assertRefused(
        () -> g.layerNorm(x, good, floats("bad", Shape.of(3)), 1e-5f),
        "LayerNormalization: bad [3] does not fit the last axis of x [B, 3, 4]");
  }

  @Test
  void cutsAndJoinsKeepToAxesOfFixedSize() {
    Value x = floats("x", Shape.batch(6, 4));

    assertThat(g.slice(x, 1, 2, 5).shape()).isEqualTo(Shape.batch(3, 4));
    assertThat(g.concat(1, x, floats("y", Shape.batch(1, 4))).shape()).isEqualTo(Shape.batch(7, 4));
    assertRefused(() -> g.slice(x, 0, 0, 1), "Slice: axis 0 of x [B, 6, 4] grows with the batch");
    assertRefused(() -> g.slice(x, 1, 5, 7), "Slice: 5..7 is not within axis 1");
    assertRefused(
        () -> g.concat(1, x, floats("z", Shape.batch(1, 5))),
        "Concat over axis 1: [x [B, 6, 4], z");
  }

  @Test
  void labelsFitTheLogits() {
    Value logits = floats("logits", Shape.batch(3, 8, 8));
    Value labels = g.graph().input("labels", DataType.INT64, Shape.batch(8, 8));

    assertThat(g.crossEntropy(logits, labels, 255).shape()).isEqualTo(Shape.of());
    Value small = g.graph().input("small", DataType.INT64, Shape.batch(4, 4));
    assertRefused(
        () -> g.crossEntropy(logits, small, 255), "labels small [B, 4, 4] for logits [B, 3, 8, 8]");
  }

  @Test
  void namesAreUnique() {
    floats("x", Shape.of(1));

    assertRefused(() -> floats("x", Shape.of(1)), "the name 'x' is empty or taken");
  }

  @Test
  void standardGraphRefusesOnnxRuntimesOwnOperators() {
    Value x = floats("x", Shape.of(4));

    assertThatThrownBy(
            () ->
                g.graph().emit(Graph.MICROSOFT, "Gelu", List.of(x), x.type(), x.shape(), Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Gelu");
  }

  @Test
  void modelHasItsInputsParametersAndOutputsUnderTheirNames() throws Exception {
    Value x = floats("x", Shape.batch(4));
    Value w = g.graph().parameter("w", Initializer.linear(4), 2, 4);
    Value free = g.graph().parameter("free", Initializer.zeros(), 2);
    Value y = g.linear(x, w, free);
    OnnxModel model = new OnnxModel(g.graph()).output("y", y);
    model.initializer("w", new float[] {1, 2, 3, 4, 5, 6, 7, 8}).metadata("key", "value");

    ModelProto proto = ModelProto.parseFrom(model.toBytes());

    assertThat(proto.getGraph().getInputList())
        .extracting(i -> i.getName())
        .containsExactly("x", "free");
    assertThat(proto.getGraph().getInitializer(0).getName()).isEqualTo("w");
    assertThat(proto.getGraph().getInitializer(0).getDimsList()).containsExactly(2L, 4L);
    assertThat(proto.getGraph().getOutput(0).getName()).isEqualTo("y");
    NodeProto gemm = proto.getGraph().getNode(0);
    assertThat(gemm.getOutputList()).containsExactly("y");
    assertThat(gemm.getInputList()).containsExactly("x", "w", "free");
    assertThat(proto.getOpsetImport(0).getVersion()).isEqualTo(17);
    assertThat(proto.getMetadataProps(0).getValue()).isEqualTo("value");
    assertThat(model.toBytes()).isEqualTo(model.toBytes());
  }

  private Value floats(String name, Shape shape) {
    return g.graph().input(name, DataType.FLOAT, shape);
  }

  /** Two heads of length 3 over 4 tokens of length 5. */
  @Test
  void attentionIsOneOperatorWhereTheOpsetHasIt() {
    for (int opset : List.of(17, 22, 23)) {
      GraphBuilder g = new GraphBuilder(new Graph("attention", opset, Dialect.STANDARD));
      Value x = g.graph().input("x", DataType.FLOAT, Shape.rows(4, 5));
      Value weight = g.graph().parameter("w", Initializer.linear(5), 18, 5);

      assertThat(g.attention(x, 4, weight, null, 2, 0.5f).shape()).isEqualTo(Shape.rows(4, 6));
      assertThat(g.graph().nodes().stream().map(Node::operator).toList().contains("Attention"))
          .isEqualTo(opset == 23);
      assertRefused(
          () -> g.attention(x, 8, weight, null, 2, 1),
          "Attention: x [4B, 5], w [18, 5], 8 tokens and 2 heads do not fit");
      assertRefused(
          () -> g.attention(x, 4, weight, null, 4, 1),
          "Attention: x [4B, 5], w [18, 5], 4 tokens and 4 heads do not fit");
    }
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
