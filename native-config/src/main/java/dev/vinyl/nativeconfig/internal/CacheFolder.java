package dev.vinyl.nativeconfig.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the files of one user are kept that can be made again at any time. */
public final class CacheFolder {
  /** Names another folder: {@code -Dvinyl.cache=FOLDER}. */
  public static final String PROPERTY = "vinyl.cache";

  private CacheFolder() {}

  /** This user's folder, whether or not it exists yet; empty where the user has no home. */
  public static Optional<Path> current() {
    return of(
        Platform.current(),
        System.getProperty(PROPERTY),
        System.getProperty("user.home"),
        System.getenv());
  }

  static Optional<Path> of(
      Platform platform,
      @Nullable String chosen,
      @Nullable String home,
      Map<String, String> environment) {
    if (chosen != null && !chosen.isBlank()) {
      return Optional.of(Path.of(chosen).toAbsolutePath());
    }
    if (platform.isWindows()) {
      return absolute(environment.get("LOCALAPPDATA")).map(folder -> folder.resolve("vinyl"));
    }
    // Where a user has no entry in the system's list, the JVM says "?": no home, no absolute path.
    if (platform.isMac()) {
      return absolute(home).map(folder -> folder.resolve("Library/Caches/vinyl"));
    }
    return absolute(environment.get("XDG_CACHE_HOME"))
        .or(() -> absolute(home).map(folder -> folder.resolve(".cache")))
        .map(folder -> folder.resolve("vinyl"));
  }

  private static Optional<Path> absolute(@Nullable String folder) {
    try {
      return Optional.ofNullable(folder).map(Path::of).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
