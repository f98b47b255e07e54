package dev.vinyl.export.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.vinyl.export.inference.ExportSettings.CalibrationMethod;
import dev.vinyl.export.inference.ExportSettings.Precision;
import dev.vinyl.export.inference.ExportSettings.Variant;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bytedeco.onnx.global.onnx;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the settings change in a file. */
class ExportSettingsTest {
  private static final EncoderDecoder MICRO =
      new EncoderDecoder(VitConfig.micro(), new SegmentationHead(3));

  private static final int NEWEST_THAT_IS_CHECKED = 22; // by ONNX 1.17

  @TempDir Path folder;

  @BeforeAll
  static void loadTrainingLibrary() {
    OnnxRuntimeLibrary.loadForTraining();
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23})
  void everyOpsetIsSoundAndAnswersTheSame(int opset) throws Exception {
    Path file = export(ExportSettings.defaults().withOpset(opset));

    assertThat(proto(file).getOpsetImportList())
        .singleElement()
        .matches(o -> o.getVersion() == opset);
    assertSound(file);
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 16, 21, 23})
  void oldAndNewOpsetsHoldIntegersToo(int opset) throws Exception {
    for (Precision precision : List.of(Precision.INT8, Precision.INT8_STATIC)) {
      assertSound(export(ExportSettings.defaults().withOpset(opset).withPrecision(precision)));
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void imagesOfAnySizeGoInAsTheyAre(Precision precision) throws Exception {
    ExportSettings settings = ExportSettings.defaults().withPrecision(precision);

    Path file = export(settings.withPreprocessing(true)); // compared on images of odd sizes

    assertThat(proto(file).getGraph().getInputList())
        .extracting(i -> i.getName())
        .containsExactly("picture");
    assertSound(file);
  }

  @Test
  void halfPrecisionStoresHalvesAndKeepsNormsInSingles() throws Exception {
    ModelProto proto = proto(export(ExportSettings.defaults().withPrecision(Precision.FP16)));

    Map<String, Integer> types =
        proto.getGraph().getInitializerList().stream()
            .collect(Collectors.toMap(TensorProto::getName, TensorProto::getDataType));
    for (NodeProto node : proto.getGraph().getNodeList()) {
      if (node.getOpType().equals("Gemm")) {
        assertThat(types.get(node.getInput(1))).isEqualTo(TensorProto.DataType.FLOAT16_VALUE);
      } else if (node.getOpType().equals("LayerNormalization")) {
        assertThat(types.get(node.getInput(1))).isEqualTo(TensorProto.DataType.FLOAT_VALUE);
      }
    }
    assertThat(proto.getGraph().getInput(0).getType().getTensorType().getElemType())
        .isEqualTo(TensorProto.DataType.FLOAT_VALUE);
    assertThat(proto.getGraph().getOutput(0).getType().getTensorType().getElemType())
        .isEqualTo(TensorProto.DataType.FLOAT_VALUE);
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"INT8", "INT8_STATIC"})
  void everyProductWithWeightsIsInIntegers(Precision precision) throws Exception {
    for (Variant variant : Variant.values()) {
      Path file = export(ExportSettings.defaults().withVariant(variant).withPrecision(precision));

      assertThat(operators(file)).doesNotContain("Gemm");
    }
  }

  /** -63..63 for each column by its own largest value. */
  @Test
  void weightsAreRoundedByTheLargestOfTheirColumn() throws Exception {
    ParameterSet weights = weights();
    Parameter head = weights.get("mlp.weight"); // [192, 48]

    ModelProto proto = proto(export(ExportSettings.defaults().withPrecision(Precision.INT8)));

    byte[] integers = raw(proto, "mlp.weight.int8"); // [48, 192]
    int out = (int) head.shape()[0];
    int in = (int) head.shape()[1];
    for (int row : new int[] {0, 7, out - 1}) {
      double largest = 0;
      for (int i = 0; i < in; i++) {
        largest = Math.max(largest, Math.abs(head.values()[row * in + i]));
      }
      for (int i = 0; i < in; i++) {
        double scaled = head.values()[row * in + i] / largest * 63;
        assertThat((double) integers[i * out + row]).isCloseTo(scaled, within(0.501));
      }
    }
  }

  @Test
  void acceleratorsGetIntegersAroundZero() throws Exception {
    ModelProto proto =
        proto(export(ExportSettings.defaults().withPrecision(Precision.INT8_STATIC)));

    for (NodeProto node : proto.getGraph().getNodeList()) {
      if (node.getOpType().equals("QuantizeLinear")) {
        assertThat(raw(proto, node.getInput(2))).containsExactly((byte) 0);
      }
    }
    assertThat(operators(proto)).contains("QuantizeLinear", "DequantizeLinear");
  }

  @Test
  void scalesDependOnTheMethod() throws Exception {
    ExportSettings fixed = ExportSettings.defaults().withPrecision(Precision.INT8_STATIC);

    byte[] all = Files.readAllBytes(export(fixed.withCalibration(CalibrationMethod.MIN_MAX)));
    byte[] most = Files.readAllBytes(export(fixed.withCalibration(CalibrationMethod.PERCENTILE)));

    assertThat(all).isNotEqualTo(most);
  }

  @Test
  void onlyOnnxRuntimeGetsItsOwnOperators() throws Exception {
    ModelProto portable = proto(export(ExportSettings.defaults()));
    ModelProto optimized = proto(export(ExportSettings.defaults().withVariant(Variant.OPTIMIZED)));

    assertThat(portable.getGraph().getNodeList()).extracting(NodeProto::getDomain).containsOnly("");
    assertThat(operators(optimized)).contains("Attention", "Gelu");
    assertThat(optimized.getOpsetImport(0).getVersion()).isEqualTo(23);
  }

  @Test
  void anOptimizedModelHasTheNewestOpsetAlone() {
    ExportSettings optimized = ExportSettings.defaults().withVariant(Variant.OPTIMIZED);

    assertThat(optimized.withVariant(Variant.PORTABLE).opset()).isEqualTo(17);
    assertThatThrownBy(() -> optimized.withOpset(22))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("need the Attention of opset 23, got opset 22")
        .hasMessageContaining("portable");
  }

  /** ONNX Runtime 1.24.1, findings/onnxruntime-attention-in-half-precision.sh. */
  @Test
  void attentionKeepsSingles() throws Exception {
    ModelProto half =
        proto(
            export(
                ExportSettings.defaults()
                    .withVariant(Variant.OPTIMIZED)
                    .withPrecision(Precision.FP16)));
    Set<String> casts =
        half.getGraph().getNodeList().stream()
            .filter(n -> n.getOpType().equals("Cast"))
            .filter(n -> n.getAttribute(0).getI() == 1) // float32
            .flatMap(n -> n.getOutputList().stream())
            .collect(Collectors.toSet());
    Map<String, String> reshaped =
        half.getGraph().getNodeList().stream()
            .filter(n -> n.getOpType().equals("Reshape"))
            .collect(Collectors.toMap(n -> n.getOutput(0), n -> n.getInput(0)));

    assertThat(half.getGraph().getNodeList())
        .filteredOn(n -> n.getOpType().equals("Attention"))
        .isNotEmpty()
        .flatExtracting(NodeProto::getInputList)
        .allMatch(input -> casts.contains(input) || casts.contains(reshaped.get(input)));
  }

  @Test
  void aMaskIsDecidedInTheFile() throws Exception {
    Path file = folder.resolve("mask.onnx");
    new ModelExporter(SegmentationHead.maskOutput(MICRO), weights(), metadata()).export(file);

    assertThat(proto(file).getGraph().getOutputList())
        .extracting(o -> o.getName())
        .containsExactly("mask", "confidence");
    assertSound(file);
  }

  @Test
  void aPageStandsBesideTheFile() throws Exception {
    export(ExportSettings.defaults());

    assertThat(folder.resolve("model.onnx.md"))
        .content()
        .contains("| task | segment |")
        .contains("| classes | pet, background, border |")
        .contains("| output | `logits` float [B, 3, 64, 64] |")
        .contains("resized to 64 x 64 (linear)")
        .contains("| seed | 1 |")
        .contains("same class 100.000 %");
  }

  @Test
  void anAnswerThatIsOffLeavesNoFile() throws Exception {
    ParameterSet good = weights();
    List<Parameter> bad = new ArrayList<>();
    for (Parameter parameter : good) {
      float[] values = parameter.values().clone();
      if (parameter.name().endsWith("layers.1.1.network.1.weight")) {
        values[0] = 1e9f; // one weight of an output takes all the range of its column
      }
      bad.add(new Parameter(parameter.name(), parameter.shape(), values));
    }
    Path file = folder.resolve("off.onnx");
    ModelExporter exporter =
        new ModelExporter(MICRO, ParameterSet.of(bad), metadata())
            .settings(ExportSettings.defaults().withPrecision(Precision.FP16));

    assertThatThrownBy(() -> exporter.export(file))
        .isInstanceOf(ModelExporter.MismatchException.class)
        .hasMessageContaining("off.onnx: not written")
        .hasMessageContaining("logits");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    ExportSettings settings = ExportSettings.defaults();

    assertThatThrownBy(() -> settings.withOpset(12)).hasMessageContaining("13..23, got 12");
    assertThatThrownBy(() -> settings.withOpset(16).withPrecision(Precision.FP16))
        .hasMessageContaining("take 17 or more");
    assertThatThrownBy(
            () ->
                new ModelExporter(MICRO, weights(), metadata())
                    .settings(settings.withPrecision(Precision.INT8_STATIC))
                    .export(folder.resolve("no-images.onnx")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs images");
  }

  private Path export(ExportSettings settings) throws IOException {
    Path file = folder.resolve("model.onnx");
    new ModelExporter(MICRO, weights(), metadata())
        .settings(settings)
        .images(images())
        .export(file);
    return file;
  }

  private static ParameterSet weights() {
    return TrainingArtifacts.initialParameters(MICRO, 1);
  }

  private static List<RgbImage> images() {
    List<RgbImage> images = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      byte[] pixels = new byte[3 * (60 + 13 * n) * 71];
      new Random(n).nextBytes(pixels);
      images.add(new RgbImage(60 + 13 * n, 71, pixels));
    }
    return images;
  }

  private static ModelMetadata metadata() {
    return new ModelMetadata(
        ModelTask.SEGMENT,
        PreprocessSpec.imageNet(64, Interpolation.LINEAR),
        List.of("pet", "background", "border"),
        8,
        Map.of("seed", "1"));
  }

  /** By ONNX's own checker; what is newer than that has run in ONNX Runtime, in the export. */
  private static void assertSound(Path file) throws IOException {
    if (proto(file).getOpsetImport(0).getVersion() > NEWEST_THAT_IS_CHECKED) {
      return;
    }
    assertThatCode(() -> onnx.check_model(file.toString(), true, false, false))
        .doesNotThrowAnyException();
  }

  private static ModelProto proto(Path file) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(file));
  }

  private static byte[] raw(ModelProto proto, String initializer) {
    return proto.getGraph().getInitializerList().stream()
        .filter(t -> t.getName().equals(initializer))
        .findFirst()
        .orElseThrow()
        .getRawData()
        .toByteArray();
  }

  private static Set<String> operators(Path file) throws IOException {
    return operators(proto(file));
  }

  private static Set<String> operators(ModelProto proto) {
    return proto.getGraph().getNodeList().stream()
        .map(NodeProto::getOpType)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
