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
import java.util.Map;
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

  private UnpackedFile file(String name, byte[] content) {
    return new UnpackedFile(
        name,
        () -> {
          opened.incrementAndGet();
          return new ByteArrayInputStream(content);
        },
        CHECKSUM);
  }

  /** Places a folder with the one file {@code lib.so} and returns that. */
  private Path place(byte[] content, String folder, Optional<Path> in) throws IOException {
    return new UnpackedFolder(folder, List.of(file("lib.so", content))).place(in).resolve("lib.so");
  }

  @Test
  void unpacksOnceAndThenUsesTheCopy() throws IOException {
    Path first = place(CONTENT, "lib-1", Optional.of(cache));
    Path second = place(CONTENT, "lib-1", Optional.of(cache));

    assertThat(first).isEqualTo(cache.resolve("lib-1/lib.so")).hasBinaryContent(CONTENT);
    assertThat(second).isEqualTo(first);
    assertThat(opened).hasValue(1);
  }

  @Test
  void replacesTruncatedAndDamagedCopies() throws IOException {
    for (String broken : List.of("", "1234", "123456780")) {
      Path copy = Files.createDirectories(cache.resolve("lib-1")).resolve("lib.so");
      Files.writeString(copy, broken);

      Path file = place(CONTENT, "lib-1", Optional.of(cache));

      assertThat(file).isEqualTo(copy).hasBinaryContent(CONTENT);
    }
    assertThat(filesUnder(cache)).containsExactly(cache.resolve("lib-1/lib.so"));
  }

  @Test
  void fallsBackToTemporaryFolderWhereTheCacheCannotBeWritten() throws IOException {
    Path notAFolder = Files.writeString(cache.resolve("cache"), "a file stands here");

    Path file = place(CONTENT, "lib-1", Optional.of(notAFolder));

    assertThat(file).hasBinaryContent(CONTENT).hasFileName("lib.so");
    assertThat(file.startsWith(cache)).isFalse();
  }

  @Test
  void keepsFilesTogetherWhereTheCacheTakesOnlySome() throws IOException {
    Files.createDirectories(cache.resolve("lib-1/second.so/a folder stands here"));

    Path folder =
        new UnpackedFolder("lib-1", List.of(file("first.so", CONTENT), file("second.so", CONTENT)))
            .place(Optional.of(cache));

    assertThat(folder.startsWith(cache)).isFalse();
    assertThat(filesUnder(folder))
        .containsExactlyInAnyOrder(folder.resolve("first.so"), folder.resolve("second.so"));
  }

  @Test
  void usesTemporaryFolderWithoutCache() throws IOException {
    assertThat(place(CONTENT, "lib-1", Optional.empty())).hasBinaryContent(CONTENT);
  }

  @Test
  void refusesContentThatIsNotTheWantedOneAndLeavesNothing() throws IOException {
    byte[] wrong = "something else".getBytes(StandardCharsets.US_ASCII);

    assertThatThrownBy(() -> place(wrong, "lib-1", Optional.of(cache)))
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
      placed.add(pool.submit(() -> place(CONTENT, folder, Optional.of(cache))));
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

    Path fromJar = natives(inJar, Map.of()).unpack("7", Optional.of(cache.resolve("a")));
    Path fromFile =
        natives(plain.toUri().toURL(), Map.of()).unpack("7", Optional.of(cache.resolve("b")));

    String folder = "onnxruntime-7-some-platform-cbf43926-9";
    assertThat(fromJar)
        .isEqualTo(cache.resolve("a").resolve(folder).resolve("lib.so"))
        .hasBinaryContent(CONTENT);
    assertThat(fromFile)
        .isEqualTo(cache.resolve("b").resolve(folder).resolve("lib.so"))
        .hasBinaryContent(CONTENT);
  }

  @Test
  void putsTheCompanionsBesideTheLibrary() throws IOException {
    URL library = Files.write(cache.resolve("any-name.so.1"), CONTENT).toUri().toURL();
    URL provider = Files.writeString(cache.resolve("p.so"), "provider").toUri().toURL();

    Path file = natives(library, Map.of("provider.so", provider)).unpack("7", Optional.of(cache));

    assertThat(file).hasFileName("lib.so").hasBinaryContent(CONTENT);
    assertThat(file.resolveSibling("provider.so")).hasContent("provider");
  }

  private static TrainingNatives natives(URL library, Map<String, URL> companions) {
    return new TrainingNatives("some-platform", library, "lib.so", companions);
  }

  private static List<Path> filesUnder(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
