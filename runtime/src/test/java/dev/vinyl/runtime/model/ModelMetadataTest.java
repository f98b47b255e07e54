package dev.vinyl.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.runtime.image.ChannelOrder;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelMetadataTest {
  private static final PreprocessSpec SPEC =
      new PreprocessSpec(
          96,
          128,
          Interpolation.AREA,
          ChannelOrder.BGR,
          1f / 255,
          List.of(0.1f, 1f / 3, -2.5e-8f),
          List.of(0.229f, Float.MIN_NORMAL, 1e10f));

  private static final ModelMetadata METADATA =
      new ModelMetadata(
          "segment",
          SPEC,
          List.of("pet, or so", "background", "border = edge"),
          16,
          Map.of("seed", "1", "recipe", "paper"));

  @Test
  void readsBackWhatItWroteToTheLastBit() throws ModelException {
    ModelMetadata read = ModelMetadata.fromProperties(METADATA.toProperties(), "pets.onnx");

    assertThat(read).isEqualTo(METADATA);
    assertThat(read.provenance().keySet()).containsExactly("recipe", "seed");
  }

  @ParameterizedTest
  @CsvSource({"LETTERBOX, 0", "CROP, 0", "CENTER_CROP, 0", "CENTER_CROP, 256"})
  void readsBackHowImagesAreFitted(Fit fit, int resize) throws ModelException {
    ModelMetadata fitted =
        new ModelMetadata("features", SPEC.withFit(fit, resize), List.of(), 8, Map.of());
    Map<String, String> properties = fitted.toProperties();

    assertThat(properties)
        .containsEntry("vinyl.preprocess.fit", fit.name().toLowerCase(Locale.ROOT));
    assertThat(ModelMetadata.fromProperties(properties, "f.onnx")).isEqualTo(fitted);
  }

  @Test
  void readsBackThatItTakesAnySize() throws ModelException {
    ModelMetadata any = new ModelMetadata("features", SPEC, List.of(), 16, true, Map.of());

    assertThat(any.toProperties()).containsEntry("vinyl.any_size", "true");
    assertThat(ModelMetadata.fromProperties(any.toProperties(), "f.onnx")).isEqualTo(any);
    assertThat(METADATA.toProperties()).doesNotContainKey("vinyl.any_size");
  }

  @Test
  void aLargerInputIsCutFromALargerImage() {
    PreprocessSpec spec = SPEC.withFit(Fit.CENTER_CROP, 120); // 96 x 128 of 120
    ModelMetadata any = new ModelMetadata("features", spec, List.of(), 16, true, Map.of());

    ModelMetadata larger = any.withInputSize(240, 192);

    assertThat(larger.preprocess().height()).isEqualTo(240);
    assertThat(larger.preprocess().width()).isEqualTo(192);
    assertThat(larger.preprocess().resize()).isEqualTo(240);
    assertThat(larger.anySize()).isTrue();
    assertThatThrownBy(() -> any.withInputSize(96, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("patch size must divide the input of 100 x 96 pixels, got 16");
  }

  @Test
  void filesOfBeforeAreStretched() throws ModelException {
    Map<String, String> old = new LinkedHashMap<>(METADATA.toProperties());
    old.remove("vinyl.preprocess.fit");

    assertThat(ModelMetadata.fromProperties(old, "pets.onnx")).isEqualTo(METADATA);
  }

  @Test
  void readsBackAModelWithoutClasses() throws ModelException {
    ModelMetadata features = new ModelMetadata("features", SPEC, List.of(), 8, Map.of());

    assertThat(ModelMetadata.fromProperties(features.toProperties(), "f.onnx")).isEqualTo(features);
  }

  @Test
  void writesTheDocumentedKeys() {
    ModelMetadata plain =
        new ModelMetadata(
            "segment",
            PreprocessSpec.imageNet(128, Interpolation.NEAREST),
            List.of("pet", "background"),
            16,
            Map.of("seed", "7"));

    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("vinyl.format", "1");
    expected.put("vinyl.task", "segment");
    expected.put("vinyl.preprocess.height", "128");
    expected.put("vinyl.preprocess.width", "128");
    expected.put("vinyl.preprocess.fit", "stretch");
    expected.put("vinyl.preprocess.interpolation", "nearest");
    expected.put("vinyl.preprocess.channel_order", "rgb");
    expected.put("vinyl.preprocess.scale", "0.003921569");
    expected.put("vinyl.preprocess.mean", "0.485,0.456,0.406");
    expected.put("vinyl.preprocess.std", "0.229,0.224,0.225");
    expected.put("vinyl.classes", "pet\nbackground");
    expected.put("vinyl.patch_size", "16");
    expected.put("vinyl.provenance.seed", "7");
    assertThat(plain.toProperties()).containsExactlyEntriesOf(expected);
  }

  @Test
  void passesOverWhatOthersWrote() throws ModelException {
    Map<String, String> properties = new LinkedHashMap<>(METADATA.toProperties());
    properties.put("author", "somebody");

    assertThat(ModelMetadata.fromProperties(properties, "pets.onnx")).isEqualTo(METADATA);
  }

  @Test
  void saysThatAForeignModelIsNoVinylModel() {
    assertThatThrownBy(() -> ModelMetadata.fromProperties(Map.of("author", "x"), "yolo.onnx"))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("yolo.onnx: this is no Vinyl model")
        .hasMessageContaining("vinyl export")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vinyl.format",
        "vinyl.task",
        "vinyl.preprocess.height",
        "vinyl.preprocess.width",
        "vinyl.preprocess.interpolation",
        "vinyl.preprocess.channel_order",
        "vinyl.preprocess.scale",
        "vinyl.preprocess.mean",
        "vinyl.preprocess.std",
        "vinyl.classes",
        "vinyl.patch_size"
      })
  void namesTheMissingKey(String key) {
    Map<String, String> properties = new LinkedHashMap<>(METADATA.toProperties());
    properties.remove(key);

    assertThatThrownBy(() -> ModelMetadata.fromProperties(properties, "pets.onnx"))
        .isInstanceOf(ModelException.class)
        .hasMessage("pets.onnx: metadata key %s is missing; export the model again", key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vinyl.format                   | 2        | vinyl.format is '2'",
        "vinyl.task                     | ' '      | task must have a name",
        "vinyl.preprocess.height        | tall     | vinyl.preprocess.height must be a whole number",
        "vinyl.preprocess.height        | 0        | at least 1 x 1",
        "vinyl.preprocess.width         | 1.5      | vinyl.preprocess.width must be a whole number",
        "vinyl.preprocess.fit           | padded   | must be one of stretch, letterbox, crop, center_crop",
        "vinyl.preprocess.resize        | 256      | resize is the shorter side before a center_crop",
        "vinyl.preprocess.interpolation | lanczos  | must be one of nearest, linear, area, cubic",
        "vinyl.preprocess.channel_order | grey     | must be one of rgb, bgr",
        "vinyl.preprocess.scale         | none     | vinyl.preprocess.scale must be a number",
        "vinyl.preprocess.scale         | NaN      | scale must be a number above 0",
        "vinyl.preprocess.mean          | 1,2      | mean must be 3 finite numbers",
        "vinyl.preprocess.mean          | 1,,2     | vinyl.preprocess.mean must be a number",
        "vinyl.preprocess.std           | 1,0,1    | std must be 3 numbers above 0",
        "vinyl.patch_size               | 7        | patch size must divide",
        "vinyl.patch_size               | 0        | patch size must divide",
      })
  void namesTheKeyWithAnImpossibleValue(String key, String value, String problem) {
    Map<String, String> properties = new LinkedHashMap<>(METADATA.toProperties());
    properties.put(key, value);

    assertThatThrownBy(() -> ModelMetadata.fromProperties(properties, "pets.onnx"))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("pets.onnx: ")
        .hasMessageContaining(problem)
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesClassNamesThatCannotBeToldApart() {
    assertThatThrownBy(() -> new ModelMetadata("segment", SPEC, List.of("a", "a"), 16, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must differ");
    assertThatThrownBy(() -> new ModelMetadata("segment", SPEC, List.of("a\nb"), 16, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one line");
  }
}
