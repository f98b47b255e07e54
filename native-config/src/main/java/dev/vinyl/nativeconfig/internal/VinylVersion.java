package dev.vinyl.nativeconfig.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Which version of Vinyl runs: what reports, records and exported models carry. */
public final class VinylVersion {
  private VinylVersion() {}

  /** The version that the build wrote down, such as {@code 0.1.0}. */
  public static String current() {
    try (InputStream file = VinylVersion.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(Objects.requireNonNull(file, "version.properties is not on the class path"));
      return Objects.requireNonNull(properties.getProperty("version"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
