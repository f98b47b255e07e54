package dev.vinyl.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vinyl.export.graph.Graph.ParameterSpec;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;

/** PyTorch's numbers for the same models, where their folder is there. */
public final class Golden {
  private final Path folder;

  private Golden(Path folder) {
    this.folder = folder;
  }

  /** The small model, 32 px, or ViNy; skips the test where the folder is missing. */
  public static Golden of(String model) {
    Path folder = Path.of(System.getProperty("vinyl.shared", "../shared"), "golden", model);
    Assumptions.assumeTrue(
        Files.isDirectory(folder), "skipped: PyTorch's golden values are not in " + folder);
    return new Golden(folder);
  }

  /** The small model, 32 px; skips the test where the folder is missing. */
  public static Golden small() {
    return of("small");
  }

  public VitConfig config() throws IOException {
    JsonNode c = json().get("config");
    return new VitConfig(
        c.get("image").asInt(),
        c.get("patch").asInt(),
        c.get("dim").asInt(),
        c.get("depth").asInt(),
        c.get("heads").asInt(),
        c.get("dim_head").asInt(),
        c.get("mlp").asInt());
  }

  public JsonNode json() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("golden.json").toFile());
  }

  /** One of the model's files. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  public Safetensors values() throws IOException {
    return Safetensors.read(folder.resolve("golden.safetensors"));
  }

  public Parameter value(String name) throws IOException {
    return values().parameter(name);
  }

  /** Encoder, mask token and decoder before a step. */
  public ParameterSet maskedImageWeights() throws IOException {
    return encoderWeights().and(values().parameters(n -> n.matches("mask_token|decoder\\..*")));
  }

  /** Encoder and a classifier without a bias. */
  public ParameterSet classificationWeights() throws IOException {
    Parameter weight = value("class_weight");
    int classes = (int) weight.shape()[0];
    return encoderWeights()
        .and(
            ParameterSet.of(
                List.of(
                    new Parameter("classifier.weight", weight.shape(), weight.values()),
                    new Parameter("classifier.bias", new long[] {classes}, new float[classes]))));
  }

  /** Encoder and head of the segmentation model before its first step. */
  public ParameterSet segmentationWeights() throws IOException {
    return hasSegmentationHead() ? torch("segmentation", "") : encoderWeights().and(fittedHead());
  }

  /**
   * Whether the head is known. The golden file's {@code mlp.*} were stored after the eight AdamW
   * steps, so that only the small model's, which has a PyTorch file, is.
   */
  public boolean hasSegmentationHead() {
    return Files.exists(folder.resolve("segmentation.pth"));
  }

  private ParameterSet fittedHead() throws IOException {
    ParameterSet later = values().parameters(n -> n.startsWith("mlp."));
    return HeadFit.near(later, config(), value("tokens").values(), value("logits").values());
  }

  /** The encoder alone, with its prefix. */
  public ParameterSet encoderWeights() throws IOException {
    return torch("encoder", "encoder.");
  }

  /**
   * A PyTorch file: its tensors are numbered entries of raw float32 in the order of the state dict,
   * which is that of the gradient norms.
   */
  private ParameterSet torch(String name, String prefix) throws IOException {
    Map<String, long[]> sizes =
        TrainingArtifacts.parameters(new EncoderDecoder(config(), new SegmentationHead(3))).stream()
            .collect(Collectors.toMap(ParameterSpec::name, ParameterSpec::sizes));
    List<String> names = new ArrayList<>();
    json().at("/segmentation/gradientNorm").fieldNames().forEachRemaining(names::add);
    names.removeIf(n -> !n.startsWith(prefix));
    List<Parameter> parameters = new ArrayList<>();
    try (ZipFile zip = new ZipFile(folder.resolve(name + ".pth").toFile())) {
      for (String parameter : names) {
        long[] shape = Objects.requireNonNull(sizes.get(parameter), parameter);
        float[] values = floats(zip, name + "/data/" + parameters.size());
        parameters.add(new Parameter(parameter, shape, values));
      }
    }
    return ParameterSet.of(parameters);
  }

  private static float[] floats(ZipFile zip, String entry) throws IOException {
    try (InputStream in = zip.getInputStream(zip.getEntry(entry))) {
      byte[] bytes = in.readAllBytes();
      float[] values = new float[bytes.length / Float.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return values;
    }
  }
}
