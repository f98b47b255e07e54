package dev.vinyl.training.loop;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version that the build wrote down. */
final class BuildVersion {
  private BuildVersion() {}

  static String version() {
    Properties properties = new Properties();
    try (InputStream in = BuildVersion.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the resource build.properties cannot be read", e);
    }
    return properties.getProperty("version", "unknown");
  }
}
