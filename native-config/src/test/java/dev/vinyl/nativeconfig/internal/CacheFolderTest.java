package dev.vinyl.nativeconfig.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the paths in these tests are Unix paths")
class CacheFolderTest {
  private static final Platform LINUX = new Platform("linux-x86_64");
  private static final Platform MAC = new Platform("macosx-arm64");
  private static final Platform WINDOWS = new Platform("windows-x86_64");

  @Test
  void usesTheSystemsCustomaryFolder() {
    assertThat(CacheFolder.of(LINUX, null, "/home/ada", Map.of()))
        .contains(Path.of("/home/ada/.cache/vinyl"));
    assertThat(CacheFolder.of(MAC, null, "/Users/ada", Map.of()))
        .contains(Path.of("/Users/ada/Library/Caches/vinyl"));
    assertThat(CacheFolder.of(WINDOWS, null, "/c/ada", Map.of("LOCALAPPDATA", "/c/ada/local")))
        .contains(Path.of("/c/ada/local/vinyl"));
  }

  @Test
  void followsXdgOnLinuxIfItIsAbsolute() {
    assertThat(CacheFolder.of(LINUX, null, "/home/ada", Map.of("XDG_CACHE_HOME", "/fast")))
        .contains(Path.of("/fast/vinyl"));
    assertThat(CacheFolder.of(LINUX, null, "/home/ada", Map.of("XDG_CACHE_HOME", "fast")))
        .contains(Path.of("/home/ada/.cache/vinyl"));
  }

  @Test
  void chosenFolderWinsOverEverything() {
    assertThat(CacheFolder.of(LINUX, "/mine", "/home/ada", Map.of("XDG_CACHE_HOME", "/fast")))
        .contains(Path.of("/mine"));
  }

  @Test
  void userWithoutHomeHasNoFolder() {
    assertThat(CacheFolder.of(LINUX, null, "?", Map.of())).isEmpty();
    assertThat(CacheFolder.of(LINUX, null, null, Map.of())).isEmpty();
    assertThat(CacheFolder.of(WINDOWS, null, "/c/ada", Map.of())).isEmpty();
  }
}
