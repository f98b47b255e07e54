package dev.vinyl.evaluation.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
import dev.vinyl.data.internal.arrow.ResumableArrowFile;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.evaluation.geometry.EncoderFeatures;
import dev.vinyl.evaluation.geometry.EncoderGeometry.ProbeKind;
import dev.vinyl.evaluation.geometry.GeometryAnalysis;
import dev.vinyl.evaluation.geometry.GeometryReport;
import dev.vinyl.export.Golden;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.inference.ExportSettings;
import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.InferenceModel;
import dev.vinyl.export.vit.PositionResampling;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.Preprocessor;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.model.ModelException;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From images through files of features to their geometry, with real models. */
class FeatureFilesTest {
  private static final VitConfig TINY = new VitConfig(128, 16, 128, 1, 2, 16, 64);
  private static final VitConfig NARROW = new VitConfig(128, 16, 32, 1, 2, 16, 64);
  private static final int BATCHED = 256; // ViNy's images in 8 MiB

  @TempDir private static Path shared;

  @TempDir private Path folder;
  private final Path data = shared.resolve("pets");
  private Path model = shared.resolve("tiny.onnx");

  @BeforeAll
  static void drawImages() throws IOException {
    SyntheticPets.write(shared.resolve("pets"), new SyntheticPets.Spec(20, 80, 3));
    exportUntrained(shared.resolve("tiny.onnx"), TINY);
  }

  @Test
  void tokensAndLabelsAreThoseOfTheImagesOneByOne() throws IOException {
    OxfordPets pets = OxfordPets.open(data);
    FeatureStore store =
        FeatureExtractor.standard()
            .withLayers(true)
            .extract(
                model,
                FeatureImages.of(pets),
                folder.resolve("f.arrow"),
                FeatureExtractor.Listener.NONE)
            .store();

    assertThat(store.ids()).hasSize(20);
    assertThat(store.info().layers()).containsExactly("tokens", "layer_01");
    Sample sample = pets.samples(Split.TEST).get(1);
    int index = store.ids().indexOf(sample.id());
    assertThat(store.split(index)).isEqualTo(Split.TEST);
    LabelledImage image = pets.load(sample);
    assertThat(store.tokens("tokens", index)).containsExactly(answer(image, "tokens"));
    assertThat(store.tokens("layer_01", index)).containsExactly(answer(image, "layer_01"));
    assertCounted(store.composition(index), Resizing.resizeNearest(image.target(), 128, 128));
  }

  private static void assertCounted(PatchComposition found, ClassMask target) {
    int[] counts = new int[64 * 3];
    for (int y = 0; y < 128; y++) {
      for (int x = 0; x < 128; x++) {
        counts[(y / 16 * 8 + x / 16) * 3 + target.get(x, y)]++;
      }
    }
    for (int i = 0; i < counts.length; i++) {
      assertThat(found.pixels(i / 3, i % 3)).isEqualTo(counts[i]);
    }
  }

  private float[] answer(LabelledImage image, String output) throws IOException {
    ByteBuffer in = ByteBuffer.allocateDirect(4 * 3 * 128 * 128).order(ByteOrder.nativeOrder());
    ByteBuffer out = ByteBuffer.allocateDirect(4 * 64 * 128).order(ByteOrder.nativeOrder());
    try (BatchModel opened =
        BatchModel.open(model, SessionSettings.forInference().withIntraOpThreads(1))) {
      new Preprocessor(opened.metadata().preprocess())
          .preprocess(image.image(), in.asFloatBuffer(), 0);
      opened.run(1, in, Map.of(output, out));
    }
    float[] tokens = new float[64 * 128];
    out.asFloatBuffer().get(tokens);
    return tokens;
  }

  @Test
  void filesSayWhereAnImageLies() throws IOException {
    OxfordPets pets = OxfordPets.open(data);
    FeatureStore store = extract(false, FeatureImages.of(pets), "f.arrow").store();
    Sample sample = pets.samples(Split.TEST).get(1);
    RgbImage image = pets.load(sample).image();

    assertThat(store.info().fitting()).contains(new FeatureInfo.Fitting(Fit.STRETCH, 0));
    assertThat(store.placement(store.ids().indexOf(sample.id())))
        .contains(
            Placement.stretched(
                CropBox.whole(image.width(), image.height()), new ImageSize(128, 128)));
  }

  /** Which say neither how images were fitted nor how large they are; these were stretched. */
  @Test
  void filesOfBeforeGiveTheSameNumbers() throws IOException {
    FeatureImages images = FeatureImages.of(OxfordPets.open(data));
    FeatureStore now = extract(false, images, "now.arrow").store();
    FeatureStore before = FeatureStore.open(withoutFitting(now, folder.resolve("before.arrow")));

    assertThat(before.info().fitting()).isEmpty();
    assertThat(before.placement(3)).isEmpty();
    assertThat(before.tokens("tokens", 3)).containsExactly(now.tokens("tokens", 3));
    GeometryAnalysis analysis = new GeometryAnalysis(1, 10, 2, Set.of(ProbeKind.KNN));
    GeometryReport expected =
        analysis.analyse(
            List.of(new EncoderFeatures("a", now, "tokens")),
            images,
            GeometryAnalysis.Listener.NONE);
    GeometryReport found =
        analysis.analyse(
            List.of(new EncoderFeatures("a", before, "tokens")),
            images,
            GeometryAnalysis.Listener.NONE);
    assertThat(found.toJson()).isEqualTo(expected.toJson()).contains("\"pixelMiou\" : 0.");
  }

  private static Path withoutFitting(FeatureStore now, Path file) throws IOException {
    FeatureInfo info = now.info();
    FeatureInfo old =
        new FeatureInfo(
            info.model(),
            info.modelHash(),
            info.dataset(),
            info.imagesHash(),
            info.rows(),
            info.columns(),
            info.dimension(),
            info.patchSize(),
            info.classNames(),
            info.foreground(),
            info.layers(),
            info.float16(),
            Optional.empty());
    List<ImageFeatures> all = new ArrayList<>();
    for (int i = 0; i < now.ids().size(); i++) {
      all.add(
          new ImageFeatures(
              now.ids().get(i),
              new ImageSize(1, 1),
              now.split(i),
              now.composition(i),
              List.of(now.tokens("tokens", i))));
    }
    try (ResumableArrowFile written = ResumableArrowFile.open(file, old.schema())) {
      written.write(FeatureBatch.of(old, all));
      written.finish();
    }
    return file;
  }

  @Test
  void halfPrecisionKeepsElevenBits() throws IOException {
    FeatureImages images = FeatureImages.of(OxfordPets.open(data));
    FeatureStore whole = extract(false, images, "whole.arrow").store();
    FeatureStore half = extract(true, images, "half.arrow").store();

    assertThat(Files.size(half.path())).isLessThan(Files.size(whole.path()) * 6 / 10);
    float[] exact = whole.tokens("tokens", 3);
    float[] rounded = half.tokens("tokens", 3);
    for (int i = 0; i < exact.length; i++) {
      assertThat(Math.abs(rounded[i] - exact[i]))
          .isLessThanOrEqualTo(Math.max(Math.abs(exact[i]), 1 / 16384f) / 2048);
    }
  }

  /** As the README says. */
  @Test
  void halfPrecisionIsReadByArrowsOwnLibrary() throws IOException {
    FeatureStore half =
        extract(true, FeatureImages.of(OxfordPets.open(data)), "half.arrow").store();
    float[] first = half.tokens("tokens", 0);
    try (BufferAllocator allocator = new RootAllocator();
        FileChannel channel = FileChannel.open(half.path());
        ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      assertThat(reader.loadNextBatch()).isTrue();
      Float2Vector tokens =
          (Float2Vector) ((FixedSizeListVector) root.getVector("tokens")).getDataVector();
      for (int i = 0; i < first.length; i++) {
        assertThat(tokens.getValueAsFloat(i)).isEqualTo(first[i]);
      }
    }
  }

  /** Two batches and a piece of the third; the second is given up, as it may be spoilt. */
  @Test
  void goesOnWithWhatAKilledRunLeft() throws IOException {
    Path many = Files.createDirectory(folder.resolve("many"));
    for (int i = 0; i < 2 * BATCHED + 40; i++) {
      BufferedImage dot = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
      dot.setRGB(i % 2, i / 2 % 2, 0x10101 * (i % 251) + i);
      ImageIO.write(dot, "png", many.resolve("p%04d.png".formatted(i)).toFile());
    }
    FeatureImages images = FeatureImages.of(UnlabelledImages.open(many));
    Path expected = extract(false, images, "expected.arrow").store().path();
    Path target = folder.resolve("again.arrow");
    Path partial = ResumableArrowFile.partial(target);
    byte[] whole = Files.readAllBytes(expected);
    int cut = whole.length - 500_000; // inside of the third batch
    try (FileChannel channel =
        FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(whole, 0, cut));
    }
    assertThatThrownBy(() -> FeatureStore.open(partial)).hasMessageContaining("its end is missing");
    int[] first = {-1};
    FeatureExtractor.standard()
        .extract(model, images, target, (done, total) -> first[0] = first[0] < 0 ? done : first[0]);

    assertThat(first[0]).isBetween(BATCHED, BATCHED + 64);
    assertThat(target).hasSameBinaryContentAs(expected);
    assertThat(partial).doesNotExist();
  }

  @Test
  void anotherExtractionsRemainsAreNotContinued() throws IOException {
    Path target = folder.resolve("f.arrow");
    FeatureImages images = FeatureImages.of(OxfordPets.open(data));
    Path half = extract(true, images, "half.arrow").store().path();
    Files.copy(half, ResumableArrowFile.partial(target));

    assertThatThrownBy(() -> extract(false, images, "f.arrow"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("f.arrow.partial")
        .hasMessageContaining("delete it to begin anew");
    assertThat(target).doesNotExist();
  }

  @Test
  void badImagesAreSkippedAndListed() throws IOException {
    SyntheticPets.write(folder.resolve("pets"), new SyntheticPets.Spec(20, 80, 3));
    OxfordPets pets = OxfordPets.open(folder.resolve("pets"));
    Sample bad = pets.samples(Split.TRAIN).get(2);
    Files.write(bad.image(), new byte[0]);
    FeatureExtractor.Result result = extract(false, FeatureImages.of(pets), "f.arrow");

    assertThat(result.store().ids()).hasSize(19).doesNotContain(bad.id());
    assertThat(result.skipped())
        .singleElement()
        .satisfies(skipped -> assertThat(skipped.reason()).contains(bad.image().toString()));
  }

  @Test
  void otherArrowFilesAndModelsWithoutTokensAreNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("text.arrow"), "no arrow file at all");
    assertThatThrownBy(() -> FeatureStore.open(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("text.arrow");
    EncoderDecoder segmenter = new EncoderDecoder(TINY, new SegmentationHead(3));
    ModelMetadata masks = metadata(ModelTask.SEGMENT, TINY, List.of("pet", "background", "border"));
    Path file = folder.resolve("masks.onnx");
    new ModelExporter(segmenter, TrainingArtifacts.initialParameters(segmenter, 1), masks)
        .export(file);
    model = file;
    assertThatThrownBy(() -> extract(false, FeatureImages.of(OxfordPets.open(data)), "none.arrow"))
        .isInstanceOf(FeatureException.class)
        .hasMessageContaining("masks.onnx gives no tokens");
    assertThat(folder.resolve("none.arrow.partial")).doesNotExist();
  }

  @Test
  void geometryOfFilesIsThatOfPyTorch() throws IOException {
    assertGeometryOfPyTorch("small");
  }

  @Test
  @Tag("slow")
  void geometryOfVinysFilesIsThatOfPyTorch() throws IOException {
    assertGeometryOfPyTorch("viny");
  }

  /** PyTorch's own images, as PNG files of the model's size, so that nothing is resized. */
  private void assertGeometryOfPyTorch(String name) throws IOException {
    Golden golden = Golden.of(name);
    VitConfig config = golden.config();
    Path encoder = folder.resolve(name + ".onnx");
    export(
        encoder,
        config,
        InferenceModel.features(config, false),
        golden.encoderWeights().renamed(n -> n.startsWith("encoder.") ? n : "encoder." + n));
    Path images = Files.createDirectory(folder.resolve("golden"));
    writeImages(golden.values().bytes("geometry_image"), config.imageWidth(), images);
    FeatureStore store =
        FeatureExtractor.standard()
            .extract(
                encoder,
                FeatureImages.of(UnlabelledImages.open(images)),
                folder.resolve("golden.arrow"),
                FeatureExtractor.Listener.NONE)
            .store();
    GeometryReport report =
        GeometryAnalysis.standard(1)
            .analyse(
                List.of(new EncoderFeatures(name, store, "tokens")),
                GeometryAnalysis.Listener.NONE);

    JsonNode expected = golden.json().get("geometry");
    JsonNode found = JsonMapper.builder().build().readTree(report.toJson()).at("/encoders/0");
    assertThat(found.get("images").asInt()).isEqualTo(expected.get("images").asInt());
    assertSame(found.get("withinImageVariance"), expected.get("withinImageVariance"));
    assertSame(found.get("acrossImageVariance"), expected.get("acrossImageVariance"));
    JsonNode curve = expected.get("cosineByDistance");
    assertThat(found.get("cosineByDistance")).hasSize(curve.size());
    for (int d = 1; d <= curve.size(); d++) {
      assertSame(found.get("cosineByDistance").get(d - 1), curve.get(Integer.toString(d)));
    }
    assertThat(found.get("probe").isNull()).isTrue();
    assertThat(found.get("alignment").isNull()).isTrue();
  }

  private static void assertSame(JsonNode found, JsonNode expected) {
    assertThat(found.asDouble()).isCloseTo(expected.asDouble(), withinPercentage(0.01));
  }

  private static void writeImages(ByteBuffer pixels, int size, Path into) throws IOException {
    for (int i = 0; i < pixels.capacity() / (3 * size * size); i++) {
      BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < size * size; p++) {
        int at = 3 * size * size * i + p;
        int rgb =
            (pixels.get(at) & 0xff) << 16
                | (pixels.get(at + size * size) & 0xff) << 8
                | (pixels.get(at + 2 * size * size) & 0xff);
        image.setRGB(p % size, p / size, rgb);
      }
      ImageIO.write(image, "png", into.resolve("%03d.png".formatted(i)).toFile());
    }
  }

  @Test
  void anEncoderIsWhollyAlignedWithItselfAndProbesSeeLabels() throws IOException {
    model = folder.resolve("narrow.onnx"); // draws of spectra cost the cube of the dimension
    exportUntrained(model, NARROW);
    FeatureStore store = extract(false, FeatureImages.of(OxfordPets.open(data)), "f.arrow").store();
    GeometryReport report =
        GeometryAnalysis.standard(1)
            .analyse(
                List.of(
                    new EncoderFeatures("a", store, "tokens"),
                    new EncoderFeatures("b", store, "tokens")),
                GeometryAnalysis.Listener.NONE);
    JsonNode json = JsonMapper.builder().build().readTree(report.toJson());

    assertThat(json.at("/cka/0/1").asDouble()).isCloseTo(1, withinPercentage(1e-9));
    assertThat(json.at("/encoders/0/probe/paper").asDouble()).isBetween(0.3, 1.0);
    assertThat(json.at("/encoders/0/probe/heldOut").asDouble()).isBetween(0.1, 1.0);
    assertThat(json.at("/encoders/0/intervals/probe/heldOut")).hasSize(2);
    assertThat(json.at("/encoders/0/alignment/silhouetteByClass/pet").isNumber()).isTrue();
    assertThat(json.at("/maps/0/encoders/1/border/cosines")).hasSize(8);
  }

  @Test
  void tokensThatAreNoNumbersAreNotWritten() throws IOException {
    VitConfig four = new VitConfig(4, 4, 32, 1, 2, 16, 64);
    Graph graph = new Graph("features", 17, Dialect.STANDARD);
    GraphBuilder g = new GraphBuilder(graph);
    Value image = graph.input("image", DataType.FLOAT, Shape.batch(3, 4, 4));
    Value tokens = g.reshape(g.mul(image, Float.POSITIVE_INFINITY), Shape.batch(1, 48));
    OnnxModel onnx = new OnnxModel(graph).output("tokens", tokens);
    metadata(ModelTask.FEATURES, four, List.of()).toProperties().forEach(onnx::metadata);
    model = Files.write(folder.resolve("infinite.onnx"), onnx.toBytes());

    assertThatThrownBy(() -> extract(false, FeatureImages.of(OxfordPets.open(data)), "none.arrow"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(model + ": its output 'tokens' holds ")
        .hasMessageContaining("which is no score");
    assertThat(folder.resolve("none.arrow")).doesNotExist();
  }

  @Test
  void pixelsOf255HaveNoClassInFeaturesAndGeometry() throws IOException {
    Path pets = folder.resolve("pets");
    SyntheticPets.write(pets, new SyntheticPets.Spec(20, 128, 3));
    for (Sample sample : OxfordPets.open(pets).samples(Split.TEST)) {
      BufferedImage trimap = ImageIO.read(sample.mask().toFile());
      for (int i = 0; i < 128 * 24; i++) { // a row of patches, and half of the next
        trimap.getRaster().setSample(i % 128, i / 128, 0, 255);
      }
      ImageIO.write(trimap, "png", sample.mask().toFile());
    }
    OxfordPets ignoring = OxfordPets.open(pets);
    FeatureStore store = extract(false, FeatureImages.of(ignoring), "ignoring.arrow").store();
    String id = ignoring.samples(Split.TEST).get(0).id();
    PatchComposition patches = store.composition(store.ids().indexOf(id));

    assertThat(patches.majority().get(3, 0)).isEqualTo(ClassMask.IGNORE);
    assertThat(patches.majority().get(3, 1)).isLessThan(3);
    assertThat(patches.share(8 + 3, 0) + patches.share(8 + 3, 1) + patches.share(8 + 3, 2))
        .isEqualTo(0.5);
    GeometryReport report =
        GeometryAnalysis.standard(1)
            .analyse(
                List.of(new EncoderFeatures("a", store, "tokens")), GeometryAnalysis.Listener.NONE);
    JsonNode json = JsonMapper.builder().build().readTree(report.toJson());
    assertThat(json.at("/encoders/0/probe/heldOut").asDouble()).isBetween(0.1, 1.0);
  }

  @Test
  void anEncoderForAnySizeTakesWhatItIsToldOrItsOwn() throws IOException {
    VitConfig wide = NARROW.withImageSize(48, 160);
    ParameterSet weights = untrained(NARROW);
    ParameterSet resampled = PositionResampling.resize(weights, "encoder.", NARROW, wide);
    Path any = folder.resolve("any.onnx");
    exporter(NARROW, weights).settings(ExportSettings.defaults().withAnySize(true)).export(any);
    Path own = folder.resolve("own.onnx");
    exporter(NARROW, weights).export(own);
    Path one = folder.resolve("one.onnx");
    exporter(wide, resampled).export(one);

    assertSameTokens(features(any, Optional.empty()), features(own, Optional.empty()), 8, 8);
    Optional<ImageSize> told = Optional.of(new ImageSize(160, 48));
    assertSameTokens(features(any, told), features(one, Optional.empty()), 3, 10);
    assertSameTokens(features(one, told), features(one, Optional.empty()), 3, 10);

    assertThatThrownBy(() -> features(any, Optional.of(new ImageSize(160, 50))))
        .isInstanceOf(ModelException.class)
        .hasMessage(any + ": patch size must divide the input of 160 x 50 pixels, got 16");
    assertThatThrownBy(() -> features(own, told))
        .isInstanceOf(FeatureException.class)
        .hasMessage(
            own
                + " takes images of height and width 128,128 alone; export it with --image-size any"
                + " to choose others");
  }

  private FeatureStore features(Path encoder, Optional<ImageSize> size) throws IOException {
    Path out = Files.createTempDirectory(folder, "features").resolve("f.arrow");
    return FeatureExtractor.standard()
        .withImageSize(size)
        .extract(
            encoder, FeatureImages.of(OxfordPets.open(data)), out, FeatureExtractor.Listener.NONE)
        .store();
  }

  private static void assertSameTokens(
      FeatureStore found, FeatureStore wanted, int rows, int columns) {
    assertThat(found.info().rows()).isEqualTo(rows);
    assertThat(found.info().columns()).isEqualTo(columns);
    float[] values = wanted.tokens("tokens", 7);
    float[] other = found.tokens("tokens", 7);
    assertThat(other).hasSameSizeAs(values);
    for (int i = 0; i < values.length; i++) {
      assertThat(other[i]).isCloseTo(values[i], within(1e-4f));
    }
  }

  private FeatureExtractor.Result extract(boolean float16, FeatureImages images, String file)
      throws IOException {
    return FeatureExtractor.standard()
        .withFloat16(float16)
        .extract(model, images, folder.resolve(file), FeatureExtractor.Listener.NONE);
  }

  private static void exportUntrained(Path file, VitConfig config) throws IOException {
    export(file, config, InferenceModel.features(config, true), untrained(config));
  }

  private static ParameterSet untrained(VitConfig config) {
    return TrainingArtifacts.initialParameters(
            new EncoderDecoder(config, new SegmentationHead(3)), 1)
        .withoutPrefix("encoder.")
        .renamed(name -> "encoder." + name);
  }

  private static ModelExporter exporter(VitConfig config, ParameterSet weights) {
    return new ModelExporter(
        InferenceModel.features(config, false),
        weights,
        metadata(ModelTask.FEATURES, config, List.of()));
  }

  private static void export(
      Path file, VitConfig config, InferenceModel features, ParameterSet weights)
      throws IOException {
    new ModelExporter(features, weights, metadata(ModelTask.FEATURES, config, List.of()))
        .export(file);
  }

  private static ModelMetadata metadata(String task, VitConfig config, List<String> classes) {
    return new ModelMetadata(
        task,
        PreprocessSpec.unitRange(config.imageHeight(), config.imageWidth(), Interpolation.NEAREST),
        classes,
        config.patchSize(),
        Map.of());
  }
}
