package dev.vinyl.spark.internal.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.spark.AwayFileSystem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a Hadoop file system by way of {@link Files}. */
class HadoopFilesTest {
  @TempDir private Path here;

  private final Configuration configuration = new Configuration(false);
  private Path away;

  @BeforeEach
  void open() {
    configuration.setClass("fs.away.impl", AwayFileSystem.class, FileSystem.class);
    configuration.setBoolean("fs.away.impl.disable.cache", true);
    configuration.set("fs.away.root", here.toString());
    HadoopFileSystemProvider provider = new HadoopFileSystemProvider(() -> configuration);
    away = provider.getPath(URI.create("away://machine/"));
  }

  @Test
  void everyFileIsListedWhateverItIsCalled() throws IOException {
    List<String> names = List.of("_a", ".b", "c", "mit Raum", "Bär", "empty", "sub");
    for (String name : names) {
      Files.writeString(here.resolve(name), name.equals("empty") ? "" : name);
    }
    Files.delete(here.resolve("sub"));
    Files.createDirectories(here.resolve("sub/deep"));
    Files.writeString(here.resolve("sub/deep/x"), "x");

    try (Stream<Path> list = Files.list(away)) {
      assertThat(list.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(names);
    }
    assertThat(below(away)).isEqualTo(below(here));
    List<String> some = new ArrayList<>();
    try (DirectoryStream<Path> listed = Files.newDirectoryStream(away, "*e*")) {
      listed.forEach(path -> some.add(path.toString()));
    }
    assertThat(some).containsExactly("away://machine/empty");
  }

  @Test
  void aFileIsReadFromAnyPlace() throws IOException {
    byte[] bytes = new byte[200_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + i / 256);
    }
    Files.write(here.resolve("f"), bytes);
    Path file = away.resolve("f");

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    try (InputStream in = Files.newInputStream(file)) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
    SeekableByteChannel used;
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      used = channel;
      assertThat(channel.size()).isEqualTo(bytes.length);
      ByteBuffer direct = ByteBuffer.allocateDirect(150_000);
      while (direct.hasRemaining()) {
        assertThat(channel.read(direct)).isPositive();
      }
      assertThat(channel.position()).isEqualTo(150_000);
      assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(bytes, 0, 150_000));
      ByteBuffer array = ByteBuffer.allocate(10).position(3).limit(8).slice();
      channel.position(70_001).read(array);
      assertThat(array.flip()).isEqualTo(ByteBuffer.wrap(bytes, 70_001, 5));
      assertThat(channel.position(300_000).read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(channel.position(200_000).read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(channel.position(199_999).read(ByteBuffer.allocate(9))).isEqualTo(1);
      assertThat(channel.read(ByteBuffer.allocate(0))).isZero();
      assertThatThrownBy(() -> channel.write(array))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> channel.truncate(0)).isInstanceOf(NonWritableChannelException.class);
    }
    assertThat(used.isOpen()).isFalse();
    assertThatThrownBy(() -> used.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void attributesAreThoseOfTheFile() throws IOException {
    Path file = Files.writeString(here.resolve("f"), "four");
    FileTime time = FileTime.fromMillis(1_600_000_000_000L);
    Files.setLastModifiedTime(file, time);
    Path there = away.resolve("f");

    assertThat(Files.size(there)).isEqualTo(4);
    assertThat(Files.getLastModifiedTime(there)).isEqualTo(time);
    assertThat(Files.isRegularFile(there)).isTrue();
    assertThat(Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(Files.isDirectory(away)).isTrue();
    assertThat(Files.exists(there)).isTrue();
    assertThat(Files.notExists(away.resolve("g"))).isTrue();
    assertThat(Files.isReadable(there)).isTrue();
    assertThat(Files.isWritable(there)).isFalse();
    Files.writeString(here.resolve("locked"), "");
    assertThat(Files.isReadable(away.resolve("locked"))).isFalse();
    assertThat(Files.isReadable(away.resolve("g"))).isFalse();
    assertThat(Files.isHidden(away.resolve(".f"))).isTrue();
    assertThat(Files.isSameFile(there, away.resolve("x/../f"))).isTrue();
    assertThat(Files.isSameFile(there, file)).isFalse();
    assertThat(away.resolve("x/../f").toRealPath()).isEqualTo(there);
    assertThat(Files.readAttributes(there, "size,isDirectory"))
        .hasSize(2)
        .containsEntry("size", 4L)
        .containsEntry("isDirectory", false);
    assertThat(Files.getFileAttributeView(there, BasicFileAttributeView.class).readAttributes())
        .extracting(BasicFileAttributes::fileKey)
        .isEqualTo(there);
    assertThatThrownBy(() -> Files.readAttributes(there, PosixFileAttributes.class))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Files.readAttributes(there, "size,colour"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A path of a listing knows what the listing said, but only until it was asked once. */
  @Test
  void attributesDoNotGrowOld() throws IOException {
    Path file = Files.writeString(here.resolve("f"), "four");
    Path listed;
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(away)) {
      listed = stream.iterator().next();
    }
    Files.writeString(file, "longer");

    assertThat(Files.size(listed)).isEqualTo(4);
    assertThat(Files.size(listed)).isEqualTo(6);
  }

  @Test
  void whatIsWrongIsOneOfTheJdksErrors() throws IOException {
    Files.writeString(here.resolve("locked.jpg"), "x");
    Path locked = away.resolve("locked.jpg");
    Path missing = away.resolve("missing");

    assertThatThrownBy(() -> Files.readAllBytes(locked))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessage("away://machine/locked.jpg: Permission denied: user=vinyl, access=READ");
    assertThatThrownBy(() -> Files.readAllBytes(missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage("away://machine/missing");
    assertThatThrownBy(() -> Files.list(missing)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.list(locked)).isInstanceOf(NotDirectoryException.class);
    configuration.unset("fs.away.root");
    assertThatThrownBy(() -> Files.size(locked))
        .isInstanceOf(FileSystemException.class)
        .hasMessage("away://machine/locked.jpg: the setting fs.away.root is missing");
    configuration.set("fs.away.impl", "org.example.None");
    assertThatThrownBy(() -> Files.size(locked))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("Class org.example.None not found");
  }

  @Test
  void nothingIsWritten() throws IOException {
    Path file = Files.writeString(here.resolve("f"), "four");
    Path there = away.resolve("f");
    List<ThrowingCallable> writes =
        List.of(
            () -> Files.writeString(there, "x"),
            () -> Files.newByteChannel(there, StandardOpenOption.APPEND),
            () -> Files.newByteChannel(there, Set.of(StandardOpenOption.WRITE)),
            () -> Files.delete(there),
            () -> Files.deleteIfExists(there),
            () -> Files.createDirectory(away.resolve("d")),
            () -> Files.createLink(away.resolve("l"), there),
            () -> Files.createSymbolicLink(away.resolve("l"), there),
            () -> Files.copy(there, away.resolve("g")),
            () -> Files.move(there, away.resolve("g")),
            () -> Files.setLastModifiedTime(there, FileTime.fromMillis(0)));

    for (int i = 0; i < writes.size(); i++) {
      assertThatThrownBy(writes.get(i))
          .as("write %d", i)
          .isInstanceOf(ReadOnlyFileSystemException.class);
    }

    assertThat(file).hasContent("four");
    Files.copy(there, here.resolve("copy"));
    assertThat(here.resolve("copy")).hasBinaryContent("four".getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> below(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
      return walk.map(path -> root.relativize(path).toString()).sorted().toList();
    }
  }
}
