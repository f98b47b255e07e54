package dev.vinyl.export.weights;

import static dev.vinyl.export.weights.WeightFileException.shown;

import dev.vinyl.runtime.internal.io.FileBytes;
import dev.vinyl.runtime.internal.io.NotDownloaded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads parameters from a file of any kind that is known, told apart by its content: safetensors,
 * or what {@code torch.save} writes; or the list ({@code *.index.json}) of weights in several such
 * files beside it.
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
  private static final byte PICKLE = (byte) 0x80;
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F'};
  private static final int MOST_NAMED = 12;

  private WeightFiles() {}

  /**
   * What a file holds.
   *
   * @param parameters in the file's order
   * @param metadata free text by key; empty if there is none
   * @param remarks on what was taken and what was left unread; a line each
   * @param files that were read: the file itself, and those that it lists
   */
  public record Content(
      ParameterSet parameters,
      Map<String, String> metadata,
      List<String> remarks,
      List<Path> files) {

    /** Copies the collections. */
    public Content {
      metadata = Map.copyOf(metadata);
      remarks = List.copyOf(remarks);
      files = List.copyOf(files);
    }
  }

  /**
   * Reads a file's tensors of floats; others are left out and named in the remarks.
   *
   * @throws WeightFileException if there is no such file, it is of no known kind, or it is damaged;
   *     the message is one line that names the file
   */
  public static Content read(Path file) throws IOException {
    return read(file, null);
  }

  /**
   * Reads a file's tensors of floats; others are left out and named in the remarks.
   *
   * @param key which of the state dicts in what {@code torch.save} wrote, as in {@code model_ema};
   *     null for the most usual
   * @throws WeightFileException if there is no such file, it is of no known kind, it is damaged, or
   *     has no such key; the message is one line that names the file
   */
  public static Content read(Path file, @Nullable String key) throws IOException {
    try {
      return isJson(start(file)) && key == null ? readShards(file) : readOne(file, key);
    } catch (IOException e) {
      throw WeightFileException.reading(file, e);
    }
  }

  private static Content readOne(Path file, @Nullable String key) throws IOException {
    byte[] start = start(file);
    if (holds(start, 0, ZIP)) {
      PyTorchCheckpoint checkpoint = PyTorchCheckpoint.read(file, key);
      Map<String, Dtype> types = new LinkedHashMap<>();
      for (String name : checkpoint.names()) {
        types.put(name, checkpoint.dtype(name));
      }
      List<String> remarks = new ArrayList<>(checkpoint.remarks());
      remarks.addAll(remarks(types));
      ParameterSet parameters = checkpoint.parameters(name -> isFloat(types, name));
      return new Content(parameters, checkpoint.values(), remarks, List.of(file));
    }
    if (holds(start, 0, OLD_TORCH) || holds(start, TAR_PLACE, TAR)) {
      throw new WeightFileException(
          file,
          "is of PyTorch's old format, from before 1.6; convert it in Python:"
              + " torch.save(torch.load('OLD', map_location='cpu'), 'NEW')");
    }
    if (start.length > 1 && start[0] == PICKLE && start[1] >= 2 && start[1] <= 5) {
      throw new WeightFileException(
          file,
          "is a pickle that torch.save did not write; load it in Python, and write its tensors by"
              + " torch.save or safetensors");
    }
    if (holds(start, 0, HDF5)) {
      throw new WeightFileException(
          file, "is HDF5, as Keras writes it; only PyTorch's files and safetensors are read");
    }
    Optional<String> reason = NotDownloaded.reason(start);
    if (reason.isPresent()) {
      throw new WeightFileException(file, reason.get());
    }
    if (key != null) {
      throw new WeightFileException(file, "is safetensors, which has no keys; leave the key away");
    }
    Safetensors safetensors = Safetensors.read(file);
    Map<String, Dtype> types = new LinkedHashMap<>();
    safetensors.tensors().forEach(tensor -> types.put(tensor.name(), tensor.dtype()));
    ParameterSet parameters = safetensors.parameters(name -> isFloat(types, name));
    return new Content(parameters, safetensors.metadata(), remarks(types), List.of(file));
  }

  private static boolean isFloat(Map<String, Dtype> types, String name) {
    Dtype type = types.get(name);
    return type != null && FloatValues.canRead(type);
  }

  /** On the types that are not read as they are. */
  private static List<String> remarks(Map<String, Dtype> types) {
    Map<Dtype, List<String>> byType = new EnumMap<>(Dtype.class);
    types.forEach((name, type) -> byType.computeIfAbsent(type, t -> new ArrayList<>()).add(name));
    List<String> remarks = new ArrayList<>();
    byType.forEach(
        (type, names) -> {
          if (type == Dtype.F64) {
            remarks.add("rounded %d tensors of F64 to F32".formatted(names.size()));
          } else if (!FloatValues.canRead(type)) {
            List<String> patterns = ParameterNames.patterns(names);
            int more = patterns.size() - MOST_NAMED;
            remarks.add(
                "left tensors of %s, which are no floats that are read: %s%s"
                    .formatted(
                        type,
                        String.join(", ", patterns.subList(0, patterns.size() - Math.max(0, more))),
                        more > 0 ? " and %d more".formatted(more) : ""));
          }
        });
    return remarks;
  }

  private static Content readShards(Path file) throws IOException {
    Map<Path, Set<String>> shards = ShardIndex.read(file).shards();
    List<String> missing =
        shards.keySet().stream()
            .filter(shard -> !Files.isRegularFile(shard))
            .map(shard -> shown(String.valueOf(shard.getFileName())))
            .toList();
    if (!missing.isEmpty()) {
      throw new WeightFileException(
          file,
          "lists weights in %d files, and %d are not beside it: %s; download them into its folder"
              .formatted(
                  shards.size(),
                  missing.size(),
                  String.join(", ", missing.subList(0, Math.min(missing.size(), MOST_NAMED)))));
    }
    List<Parameter> parameters = new ArrayList<>();
    Set<String> remarks = new LinkedHashSet<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Path> files = new ArrayList<>(List.of(file));
    remarks.add("joined the %d files that it lists".formatted(shards.size()));
    for (Map.Entry<Path, Set<String>> shard : shards.entrySet()) {
      Path path = shard.getKey();
      Content content = readOne(path, null);
      for (String name : shard.getValue()) {
        content.parameters().find(name).ifPresent(parameters::add);
      }
      if (content.remarks().isEmpty()
          && !content.parameters().names().containsAll(shard.getValue())) {
        throw new WeightFileException(
            path, "lacks tensors that %s lists there".formatted(file.getFileName()));
      }
      content.remarks().forEach(remark -> remarks.add(path.getFileName() + ": " + remark));
      metadata.putAll(content.metadata());
      files.add(path);
    }
    return new Content(ParameterSet.of(parameters), metadata, List.copyOf(remarks), files);
  }

  private static boolean isJson(byte[] start) {
    return new String(start, StandardCharsets.UTF_8).stripLeading().startsWith("{");
  }

  private static byte[] start(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long wanted = Math.min(channel.size(), NotDownloaded.BYTES);
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
