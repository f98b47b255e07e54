package dev.vinyl.nativeconfig.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.opencv.global.opencv_core;
import org.junit.jupiter.api.Test;

class OpenCvLibraryTest {
  @Test
  void holdsOpenCvToTheThreadsAskedFor() {
    OpenCvLibrary.load(1);
    assertThat(opencv_core.getNumThreads()).isEqualTo(1);

    OpenCvLibrary.load(2);
    OpenCvLibrary.load(); // changes nothing that was asked for before
    assertThat(opencv_core.getNumThreads()).isEqualTo(2);

    OpenCvLibrary.load(1);
    assertThat(opencv_core.getNumThreads()).isEqualTo(1);
  }

  @Test
  void manyThreadsMayLoadAtOnce() {
    List<String> versions =
        IntStream.range(0, 16).parallel().mapToObj(i -> OpenCvLibrary.version()).toList();

    assertThat(versions).allMatch(v -> v.matches("4\\.\\d+\\.\\d+"));
  }

  @Test
  void refusesLessThanOneThread() {
    assertThatThrownBy(() -> OpenCvLibrary.load(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("OpenCV needs at least 1 thread, got 0");
  }
}
