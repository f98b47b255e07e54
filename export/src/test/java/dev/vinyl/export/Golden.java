package dev.vinyl.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.Safetensors;
import dev.vinyl.export.weights.SafetensorsFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;

/** PyTorch's numbers for the same model, where their folder is there. */
public final class Golden {
  private final Path folder;

  private Golden(Path folder) {
    this.folder = folder;
  }

  /** The small model, 32 px; skips the test where the folder is missing. */
  public static Golden small() {
    Path folder = Path.of(System.getProperty("vinyl.shared", "../shared"), "golden", "small");
    Assumptions.assumeTrue(
        Files.isDirectory(folder), "skipped: PyTorch's golden values are not in " + folder);
    return new Golden(folder);
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

  public SafetensorsFile values() throws IOException {
    return Safetensors.read(folder.resolve("golden.safetensors"));
  }

  /**
   * The segmentation model before its first step. The head comes from the PyTorch file: the golden
   * file's {@code mlp.*} were stored after the eight AdamW steps.
   */
  public ParameterSet segmentationWeights() throws IOException {
    ParameterSet encoder = Safetensors.read(folder.resolve("encoder.safetensors")).parameters();
    VitConfig config = config();
    int rows = 3 * config.patchSize() * config.patchSize();
    try (ZipFile zip = new ZipFile(folder.resolve("segmentation.pth").toFile())) {
      // the head is the last of the state dict, and each tensor a numbered entry of raw float32
      int last = encoder.size() + 1;
      Parameter weight =
          new Parameter("mlp.weight", new long[] {rows, config.dim()}, floats(zip, last - 1));
      Parameter bias = new Parameter("mlp.bias", new long[] {rows}, floats(zip, last));
      return encoder.renamed(name -> "encoder." + name).and(ParameterSet.of(List.of(weight, bias)));
    }
  }

  private static float[] floats(ZipFile zip, int entry) throws IOException {
    try (InputStream in = zip.getInputStream(zip.getEntry("segmentation/data/" + entry))) {
      byte[] bytes = in.readAllBytes();
      float[] values = new float[bytes.length / Float.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return values;
    }
  }

  public Parameter value(String name) throws IOException {
    return values().parameter(name);
  }
}
