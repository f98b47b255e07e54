package dev.vinyl.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A result as compressed bytes, which are small on their way to the driver and can be kept. */
final class Packed implements Serializable {
  /** What Vinyl's results are made of, and nothing else. */
  private static final ObjectInputFilter KNOWN =
      ObjectInputFilter.Config.createFilter("dev.vinyl.**;java.lang.*;java.math.*;java.util.*;!*");

  private final byte[] bytes;

  /** Takes over what {@link #bytes} gave. */
  Packed(byte[] bytes) {
    this.bytes = bytes;
  }

  static Packed of(Serializable value) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(new GZIPOutputStream(packed))) {
      out.writeObject(value);
    }
    return new Packed(packed.toByteArray());
  }

  /** What can be written to a file; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /**
   * What was packed in this application.
   *
   * @throws IOException if it is something else
   */
  <T> T unpack(Class<T> type) throws IOException {
    return unpack(type, info -> ObjectInputFilter.Status.UNDECIDED);
  }

  /**
   * What was packed into a file, which somebody may have changed: nothing but Vinyl's own types.
   *
   * @param packages of other classes that may be in it, as those of a user's metrics
   * @throws IOException if it is something else
   */
  <T> T unpackOnly(Class<T> type, Set<String> packages) throws IOException {
    return unpack(
        type,
        info -> {
          Class<?> found = info.serialClass();
          boolean allowed = found != null && packages.contains(found.getPackageName());
          return allowed ? ObjectInputFilter.Status.ALLOWED : KNOWN.checkInput(info);
        });
  }

  private <T> T unpack(Class<T> type, ObjectInputFilter filter) throws IOException {
    try (ObjectInputStream in =
        new ObjectInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)))) {
      in.setObjectInputFilter(filter);
      return type.cast(in.readObject());
    } catch (ClassNotFoundException | ClassCastException e) {
      throw new IOException("not a %s of this version".formatted(type.getSimpleName()), e);
    }
  }
}
