package dev.vinyl.export.weights;

import dev.vinyl.runtime.io.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * Reads parameters from a file of any kind that is known, told apart by its content: safetensors,
 * or what {@code torch.save} writes.
 *
 * <pre>{@code
 * ParameterSet encoder = WeightFiles.read(Path.of("encoder.pth")).parameters();
 * }</pre>
 */
public final class WeightFiles {
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] OLD_TORCH = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa85019");
  private static final byte[] TAR = "ustar".getBytes(StandardCharsets.US_ASCII);
  private static final int TAR_PLACE = 257;

  private WeightFiles() {}

  /**
   * What a file holds.
   *
   * @param parameters in the file's order
   * @param metadata free text by key; empty if there is none
   */
  public record Content(ParameterSet parameters, Map<String, String> metadata) {

    /** Copies the metadata. */
    public Content {
      metadata = Map.copyOf(metadata);
    }
  }

  /**
   * Reads a file whose tensors are all float32, float16 or bfloat16.
   *
   * @throws WeightFileException if there is no such file, it is of no known kind, or it is damaged;
   *     the message is one line that names the file
   */
  public static Content read(Path file) throws IOException {
    byte[] start = start(file);
    if (holds(start, 0, ZIP)) {
      PyTorchCheckpoint checkpoint = PyTorchCheckpoint.read(file);
      return new Content(checkpoint.parameters(), checkpoint.values());
    }
    if (holds(start, 0, OLD_TORCH) || holds(start, TAR_PLACE, TAR)) {
      throw new WeightFileException(
          file,
          "is of PyTorch's old format; load it and save it again with PyTorch 1.6 or newer, in its"
              + " zip format");
    }
    SafetensorsFile safetensors = Safetensors.read(file);
    return new Content(safetensors.parameters(), safetensors.metadata());
  }

  private static byte[] start(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long wanted = Math.min(channel.size(), TAR_PLACE + TAR.length);
      ByteBuffer bytes = ByteBuffer.allocate((int) wanted);
      FileBytes.readFully(channel, bytes, 0);
      return bytes.array();
    } catch (IOException e) {
      throw WeightFileException.reading(file, e);
    }
  }

  private static boolean holds(byte[] bytes, int place, byte[] part) {
    return bytes.length >= place + part.length
        && Arrays.equals(bytes, place, place + part.length, part, 0, part.length);
  }
}
