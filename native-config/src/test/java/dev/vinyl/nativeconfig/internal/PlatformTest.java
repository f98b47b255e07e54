package dev.vinyl.nativeconfig.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
  @ParameterizedTest
  @CsvSource({
    "Linux,        amd64,   linux-x86_64,   libonnxruntime.so.1",
    "Linux,        aarch64, linux-arm64,    libonnxruntime.so.1",
    "Mac OS X,     aarch64, macosx-arm64,   libonnxruntime.dylib",
    "Mac OS X,     x86_64,  macosx-x86_64,  libonnxruntime.dylib",
    "Windows 11,   amd64,   windows-x86_64, onnxruntime.dll",
    "Linux,        ppc64le, linux-ppc64le,  libonnxruntime.so.1",
  })
  void namesPlatformsAsTheJarsDo(String os, String arch, String name, String file) {
    Platform platform = Platform.of(os, arch);

    assertThat(platform.name()).isEqualTo(name);
    assertThat(platform.onnxRuntimeFile()).isEqualTo(file);
  }

  @Test
  void darwinIsNotTakenForWindows() {
    assertThat(Platform.of("Darwin", "arm64").isWindows()).isFalse();
    assertThat(Platform.of("Darwin", "arm64").isMac()).isTrue();
  }
}
