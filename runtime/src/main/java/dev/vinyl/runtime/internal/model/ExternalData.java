package dev.vinyl.runtime.internal.model;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The files beside an ONNX file that hold its tensors, and the file's bytes with other names for
 * them. It knows just as much of the format as that takes (onnx.proto's field numbers), so that
 * {@code runtime} needs no protobuf.
 */
final class ExternalData {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH = 2;
  private static final int FOUR_BYTES = 5;

  /** A model whose tensors lie elsewhere is small; a larger one is not read into Java's memory. */
  private static final long MOST_BYTES = 256 << 20;

  /** Messages on the way from a model to the tensors in it. */
  private enum Message {
    MODEL,
    GRAPH,
    FUNCTION,
    NODE,
    ATTRIBUTE,
    SPARSE_TENSOR,
    TENSOR,
    ENTRY,
    OTHER;

    /** What a field of this message holds. */
    Message field(int number) {
      return switch (this) {
        case MODEL -> number == 7 ? GRAPH : number == 25 ? FUNCTION : OTHER;
        case GRAPH ->
            switch (number) {
              case 1 -> NODE;
              case 5 -> TENSOR;
              case 15 -> SPARSE_TENSOR;
              default -> OTHER;
            };
        case FUNCTION -> number == 7 ? NODE : OTHER;
        case NODE -> number == 5 ? ATTRIBUTE : OTHER;
        case ATTRIBUTE ->
            switch (number) {
              case 5, 10 -> TENSOR;
              case 6, 11 -> GRAPH;
              case 22, 23 -> SPARSE_TENSOR;
              default -> OTHER;
            };
        case SPARSE_TENSOR -> number == 1 || number == 2 ? TENSOR : OTHER;
        case TENSOR -> number == 13 ? ENTRY : OTHER;
        case ENTRY, OTHER -> OTHER;
      };
    }
  }

  private final Path folder;
  private final byte[] model;
  private final Set<String> locations = new LinkedHashSet<>();

  private ExternalData(Path folder, byte[] model) {
    this.folder = folder;
    this.model = model;
  }

  /**
   * Reads a model file.
   *
   * @throws IOException if it cannot be read or is no ONNX file
   */
  static ExternalData of(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException("too large to hold no tensors");
    }
    Path parent = file.toAbsolutePath().getParent();
    ExternalData data =
        new ExternalData(parent == null ? file.toAbsolutePath() : parent, Files.readAllBytes(file));
    data.rename(
        location -> {
          data.locations.add(location);
          return location;
        });
    return data;
  }

  /**
   * The files by the names that the model has for them, in its order. Only names of files below the
   * model's folder are followed.
   *
   * @throws IOException if one is absolute or leads out of the folder by {@code ..}
   */
  Map<String, Path> files() throws IOException {
    Map<String, Path> files = new LinkedHashMap<>();
    for (String location : locations) {
      Path relative;
      try {
        relative = Path.of(location);
      } catch (InvalidPathException e) {
        throw new IOException("no name of a file: " + location, e);
      }
      for (Path part : relative) {
        if (part.toString().equals("..")) {
          throw new IOException("leads out of the model's folder: " + location);
        }
      }
      if (relative.isAbsolute() || location.isEmpty()) {
        throw new IOException("leads out of the model's folder: " + location);
      }
      files.put(location, folder.resolve(relative));
    }
    return files;
  }

  /** Whether one of the files is a link, or lies behind one, to a place outside of the folder. */
  boolean leadsOut() throws IOException {
    Path real = folder.toRealPath();
    for (Path file : files().values()) {
      if (!file.toRealPath().startsWith(real)) {
        return true;
      }
    }
    return false;
  }

  /** The deepest folder that all files really lie below. */
  Path realFolder() throws IOException {
    Path common = null;
    for (Path file : files().values()) {
      Path parent = file.toRealPath().getParent();
      while (common != null && parent != null && !parent.startsWith(common)) {
        common = common.getParent();
      }
      common = common == null ? parent : common;
    }
    return common == null ? folder : common;
  }

  /** The model's bytes, with the files' real names relative to {@link #realFolder()}. */
  byte[] withRealNames() throws IOException {
    Path common = realFolder();
    Map<String, String> names = new LinkedHashMap<>();
    for (Map.Entry<String, Path> file : files().entrySet()) {
      String name = common.relativize(file.getValue().toRealPath()).toString();
      names.put(file.getKey(), name.replace(File.separatorChar, '/'));
    }
    return rename(location -> names.getOrDefault(location, location));
  }

  private byte[] rename(UnaryOperator<String> names) throws IOException {
    try {
      return rewrite(Message.MODEL, ByteBuffer.wrap(model), names);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException("no ONNX file", e);
    }
  }

  private static byte[] rewrite(Message message, ByteBuffer from, UnaryOperator<String> names) {
    ByteArrayOutputStream to = new ByteArrayOutputStream(from.remaining());
    boolean isLocation = false;
    while (from.hasRemaining()) {
      long tag = varint(from);
      int field = (int) (tag >>> 3);
      put(to, tag);
      switch ((int) tag & 7) {
        case VARINT -> put(to, varint(from));
        case EIGHT_BYTES -> copy(from, Long.BYTES, to);
        case FOUR_BYTES -> copy(from, Integer.BYTES, to);
        case LENGTH -> {
          ByteBuffer part = slice(from);
          Message inner = message.field(field);
          if (message == Message.ENTRY) {
            String text = StandardCharsets.UTF_8.decode(part.duplicate()).toString();
            isLocation |= field == 1 && text.equals("location");
            part =
                field == 2 && isLocation
                    ? ByteBuffer.wrap(names.apply(text).getBytes(StandardCharsets.UTF_8))
                    : part;
          } else if (inner != Message.OTHER) {
            part = ByteBuffer.wrap(rewrite(inner, part, names));
          }
          put(to, part.remaining());
          copy(part, part.remaining(), to);
        }
        default -> throw new IllegalArgumentException("no field starts with " + tag);
      }
    }
    return to.toByteArray();
  }

  private static ByteBuffer slice(ByteBuffer from) {
    long length = varint(from);
    if (length < 0 || length > from.remaining()) {
      throw new IllegalArgumentException("a field is cut off");
    }
    ByteBuffer part = from.slice(from.position(), (int) length);
    from.position(from.position() + (int) length);
    return part;
  }

  private static void copy(ByteBuffer from, int bytes, ByteArrayOutputStream to) {
    if (bytes > from.remaining()) {
      throw new IllegalArgumentException("a field is cut off");
    }
    to.write(from.array(), from.arrayOffset() + from.position(), bytes);
    from.position(from.position() + bytes);
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = from.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 64 bits");
  }

  private static void put(ByteArrayOutputStream to, long varint) {
    long rest = varint;
    while ((rest & ~0x7fL) != 0) {
      to.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    to.write((int) rest);
  }
}
