package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedFileTest {
  private static final byte[] CONTENT = "123456789".getBytes(StandardCharsets.US_ASCII);

  /** The check value that every description of CRC-32 gives for these nine digits. */
  private static final Checksum CHECKSUM = new Checksum(9, 0xcbf43926L);

  @TempDir Path cache;

  private final AtomicInteger opened = new AtomicInteger();

  private UnpackedFile file(byte[] content) {
    return new UnpackedFile(
        () -> {
          opened.incrementAndGet();
          return new ByteArrayInputStream(content);
        },
        CHECKSUM);
  }

  @Test
  void unpacksOnceAndThenUsesTheCopy() throws IOException {
    Path first = file(CONTENT).place("lib-1", "lib.so", Optional.of(cache));
    Path second = file(CONTENT).place("lib-1", "lib.so", Optional.of(cache));

    assertThat(first).isEqualTo(cache.resolve("lib-1/lib.so")).hasBinaryContent(CONTENT);
    assertThat(second).isEqualTo(first);
    assertThat(opened).hasValue(1);
  }

  @Test
  void replacesTruncatedAndDamagedCopies() throws IOException {
    for (String broken : List.of("", "1234", "123456780")) {
      Path copy = Files.createDirectories(cache.resolve("lib-1")).resolve("lib.so");
      Files.writeString(copy, broken);

      Path file = file(CONTENT).place("lib-1", "lib.so", Optional.of(cache));

      assertThat(file).isEqualTo(copy).hasBinaryContent(CONTENT);
    }
    assertThat(filesUnder(cache)).containsExactly(cache.resolve("lib-1/lib.so"));
  }

  @Test
  void fallsBackToTemporaryFolderWhereTheCacheCannotBeWritten() throws IOException {
    Path notAFolder = Files.writeString(cache.resolve("cache"), "a file stands here");

    Path file = file(CONTENT).place("lib-1", "lib.so", Optional.of(notAFolder));

    assertThat(file).hasBinaryContent(CONTENT).hasFileName("lib.so");
    assertThat(file.startsWith(cache)).isFalse();
  }

  @Test
  void usesTemporaryFolderWithoutCache() throws IOException {
    assertThat(file(CONTENT).place("lib-1", "lib.so", Optional.empty())).hasBinaryContent(CONTENT);
  }

  @Test
  void refusesContentThatIsNotTheWantedOneAndLeavesNothing() throws IOException {
    UnpackedFile wrong = file("something else".getBytes(StandardCharsets.US_ASCII));

    assertThatThrownBy(() -> wrong.place("lib-1", "lib.so", Optional.of(cache)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("differs");
    assertThat(filesUnder(cache)).isEmpty();
  }

  @Test
  void manyAtOnceLeaveOneWholeFile() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    List<Future<Path>> placed = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      String folder = "lib-" + i / 8;
      placed.add(pool.submit(() -> file(CONTENT).place(folder, "lib.so", Optional.of(cache))));
    }
    for (Future<Path> path : placed) {
      assertThat(path.get()).hasBinaryContent(CONTENT);
    }
    pool.shutdown();
    assertThat(filesUnder(cache)).hasSize(8);
  }

  @Test
  void takesTheChecksumFromTheJarAndComputesItForAFile() throws IOException {
    Path jar = cache.resolve("natives.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("some/lib.so"));
      out.write(CONTENT);
    }
    Path plain = Files.write(cache.resolve("lib.so"), CONTENT);
    URL inJar = new URL("jar:" + jar.toUri() + "!/some/lib.so");

    Path fromJar = TrainingNatives.unpack(inJar, "7", Optional.of(cache.resolve("a")));
    Path fromFile =
        TrainingNatives.unpack(plain.toUri().toURL(), "7", Optional.of(cache.resolve("b")));

    String folder = "onnxruntime-7-" + Platform.current().name() + "-cbf43926-9";
    assertThat(fromJar)
        .isEqualTo(cache.resolve("a").resolve(folder).resolve("lib.so"))
        .hasBinaryContent(CONTENT);
    assertThat(fromFile)
        .isEqualTo(cache.resolve("b").resolve(folder).resolve("lib.so"))
        .hasBinaryContent(CONTENT);
  }

  private static List<Path> filesUnder(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
