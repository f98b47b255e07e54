package dev.vinyl.export.weights;

import static dev.vinyl.export.weights.WeightFileException.shown;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The zip that {@code torch.save} writes: a folder with {@code data.pkl}, {@code data/KEY} for each
 * storage and perhaps {@code byteorder}. It is read in place and never unpacked. Nothing in it is
 * compressed, and its entries together are no longer than the file, so whatever is read is bounded
 * by what is there.
 */
final class TorchZip implements Closeable {
  private static final int MOST_ENTRIES = 200_000;
  private static final int LONGEST_PICKLE = 16 << 20;
  private static final int LONGEST_STORAGE = Integer.MAX_VALUE - Long.BYTES;
  private static final String PICKLE = "/data.pkl";

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new HashMap<>();
  private final String prefix;
  private final ByteOrder order;

  private TorchZip(Path file, ZipFile zip) throws IOException {
    this.file = file;
    this.zip = zip;
    collectEntries();
    prefix = findPrefix();
    order = findOrder();
  }

  /** Opens a file and checks its table of contents. */
  static TorchZip open(Path file) throws IOException {
    ZipFile zip = openZip(file);
    try {
      return new TorchZip(file, zip);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipFile openZip(Path file) throws IOException {
    try {
      return new ZipFile(file.toFile());
    } catch (ZipException | IllegalArgumentException e) {
      throw damaged(file, e);
    } catch (IOException e) {
      throw WeightFileException.reading(file, e);
    }
  }

  private static WeightFileException damaged(Path file, Exception cause) {
    return new WeightFileException(
        file, "cut short or damaged: %s; copy it again".formatted(cause.getMessage()));
  }

  private void collectEntries() throws IOException {
    if (zip.size() > MOST_ENTRIES) {
      throw new WeightFileException(
          file, "has %d entries, and %d are the most".formatted(zip.size(), MOST_ENTRIES));
    }
    long room = Files.size(file);
    for (ZipEntry entry : list()) {
      checkName(entry.getName());
      checkSize(entry);
      room -= entry.getSize();
      if (room < 0) {
        throw new WeightFileException(file, "damaged: its entries claim more than its own size");
      }
      if (entries.put(entry.getName(), entry) != null) {
        throw new WeightFileException(file, "has the entry %s twice".formatted(of(entry)));
      }
    }
  }

  /** Names are decoded only here, and one may be no UTF-8. */
  private List<? extends ZipEntry> list() throws IOException {
    try {
      return Collections.list(zip.entries());
    } catch (IllegalArgumentException e) {
      throw damaged(file, e);
    }
  }

  private void checkName(String name) throws IOException {
    if (name.startsWith("/")
        || name.contains("\\")
        || name.matches("[A-Za-z]:.*")
        || List.of(name.split("/", -1)).contains("..")) {
      throw new WeightFileException(
          file, "has an entry that leads out of its folder: " + shown(name));
    }
  }

  private void checkSize(ZipEntry entry) throws IOException {
    if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
      throw new WeightFileException(
          file,
          "its entry %s is compressed, which torch.save never does; save it again"
              .formatted(of(entry)));
    }
    if (entry.getSize() < 0 || entry.getSize() > LONGEST_STORAGE) {
      throw new WeightFileException(
          file,
          "its entry %s has %d bytes, and 2 GiB is the most".formatted(of(entry), entry.getSize()));
    }
  }

  /** The folder that everything is in; its name is that under which the file was saved. */
  private String findPrefix() throws IOException {
    List<String> pickles =
        entries.keySet().stream()
            .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.lastIndexOf('/'))
            .toList();
    if (pickles.size() != 1) {
      throw new WeightFileException(
          file,
          "is a zip with %d data.pkl instead of 1, not a file of torch.save"
              .formatted(pickles.size()));
    }
    String pickle = pickles.get(0);
    return pickle.substring(0, pickle.length() - PICKLE.length());
  }

  private ByteOrder findOrder() throws IOException {
    @Nullable ZipEntry entry = entries.get(prefix + "/byteorder");
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN; // older versions did not say; all common machines are so
    }
    String text = entry.getSize() > 20 ? "?" : new String(bytes(entry), StandardCharsets.US_ASCII);
    return switch (text) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw new WeightFileException(file, "has the byte order " + shown(text));
    };
  }

  /** Of the storages. */
  ByteOrder order() {
    return order;
  }

  /** The values that stand for all but the storages, as a pickle. */
  byte[] pickle() throws IOException {
    ZipEntry entry = entry(prefix + PICKLE);
    if (entry.getSize() > LONGEST_PICKLE) {
      throw new WeightFileException(
          file,
          "its data.pkl has %d bytes, and %d are the most"
              .formatted(entry.getSize(), LONGEST_PICKLE));
    }
    return bytes(entry);
  }

  /** How many bytes a storage has; 0 where it is missing, as PyTorch leaves out empty ones. */
  long storageBytes(String key) {
    @Nullable ZipEntry entry = entries.get(storageName(key));
    return entry == null ? 0 : entry.getSize();
  }

  /** A storage's bytes, whose checksum is right. */
  byte[] storage(String key) throws IOException {
    return bytes(entry(storageName(key)));
  }

  private String storageName(String key) {
    return prefix + "/data/" + key;
  }

  private ZipEntry entry(String name) throws IOException {
    @Nullable ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw new WeightFileException(file, "has no entry " + shown(name));
    }
    return entry;
  }

  private byte[] bytes(ZipEntry entry) throws IOException {
    byte[] bytes = new byte[(int) entry.getSize()];
    CRC32 checksum = new CRC32();
    try (InputStream in = zip.getInputStream(entry)) {
      if (in.readNBytes(bytes, 0, bytes.length) != bytes.length) {
        throw new ZipException("it ends too early");
      }
    } catch (ZipException e) {
      throw new WeightFileException(
          file,
          "cut short or damaged: entry %s: %s; copy it again".formatted(of(entry), e.getMessage()));
    } catch (IOException e) {
      throw WeightFileException.reading(file, e);
    }
    checksum.update(bytes);
    if (checksum.getValue() != entry.getCrc()) {
      throw new WeightFileException(
          file, "damaged: entry %s does not have its checksum; copy it again".formatted(of(entry)));
    }
    return bytes;
  }

  private static String of(ZipEntry entry) {
    return shown(entry.getName());
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
