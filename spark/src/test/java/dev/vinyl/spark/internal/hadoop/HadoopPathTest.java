package dev.vinyl.spark.internal.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** Paths beside those of the JDK on Unix. */
class HadoopPathTest {
  private static final List<String> TEXTS =
      List.of(
          "",
          "/",
          ".",
          "..",
          "a",
          "a/b",
          "/a",
          "/a/b",
          "/a/b/c",
          "/a/c",
          "a/b/c",
          "b",
          "b/c",
          "/a//b/",
          "//a",
          "a/",
          "./a",
          "../a",
          "a/..",
          "a/../b",
          "/..",
          "/../a",
          "/a/../../b",
          "../../a",
          "/a/./b",
          "a b/c",
          "/mit Katzen/Bär.jpg",
          "/_a/.b",
          "ab",
          "/ab",
          "/a/b.jpg",
          "a:b/c",
          "/a%20b");

  private final HadoopFileSystemProvider provider =
      new HadoopFileSystemProvider(() -> new Configuration(false));
  private final HadoopFileSystem system = provider.getFileSystem(URI.create("away://machine/x"));

  @Test
  void partsAreThoseOfTheJdk() {
    for (String text : TEXTS) {
      Path own = system.getPath(text);
      Path jdk = Path.of(text);
      assertThat(plain(own)).isEqualTo(jdk.toString());
      assertThat(own.isAbsolute()).as(text).isEqualTo(jdk.isAbsolute());
      assertThat(own.getNameCount()).as(text).isEqualTo(jdk.getNameCount());
      assertSame(text, jdk, own, Path::getRoot);
      assertSame(text, jdk, own, Path::getFileName);
      assertSame(text, jdk, own, Path::getParent);
      assertSame(text, jdk, own, Path::normalize);
      assertThat(names(own)).as(text).isEqualTo(names(jdk));
      for (int from = -1; from < 3; from++) {
        int begin = from;
        assertSame(text, jdk, own, path -> path.getName(begin));
        for (int to = 0; to < 4; to++) {
          int end = to;
          assertSame(text, jdk, own, path -> path.subpath(begin, end));
        }
      }
    }
  }

  @Test
  void pairsAreThoseOfTheJdk() {
    for (String one : TEXTS) {
      for (String other : TEXTS) {
        String both = one + " and " + other;
        Path own = system.getPath(one);
        Path jdk = Path.of(one);
        Path ownOther = system.getPath(other);
        Path jdkOther = Path.of(other);
        assertThat(own.startsWith(ownOther)).as(both).isEqualTo(jdk.startsWith(jdkOther));
        assertThat(own.endsWith(ownOther)).as(both).isEqualTo(jdk.endsWith(jdkOther));
        assertThat(own.startsWith(other)).as(both).isEqualTo(jdk.startsWith(other));
        assertThat(own.equals(ownOther)).as(both).isEqualTo(jdk.equals(jdkOther));
        assertThat(own.hashCode() == ownOther.hashCode()).as(both).isEqualTo(jdk.equals(jdkOther));
        assertThat(Integer.signum(own.compareTo(ownOther)))
            .as(both)
            .isEqualTo(Integer.signum(jdk.compareTo(jdkOther)));
        assertThat(shown(() -> plain(own.resolve(ownOther))))
            .as(both)
            .isEqualTo(shown(() -> jdk.resolve(jdkOther).toString()));
        assertThat(shown(() -> plain(own.resolveSibling(ownOther))))
            .as(both)
            .isEqualTo(shown(() -> jdk.resolveSibling(jdkOther).toString()));
        assertThat(shown(() -> plain(own.relativize(ownOther))))
            .as(both)
            .isEqualTo(shown(() -> jdk.relativize(jdkOther).toString()));
        assertThat(plain(system.getPath(one, other)))
            .as(both)
            .isEqualTo(Path.of(one, other).toString());
      }
    }
  }

  @Test
  void urisLeadBack() {
    for (String text : TEXTS) {
      Path absolute = system.getPath(text).toAbsolutePath();
      assertThat(provider.getPath(absolute.toUri())).isEqualTo(absolute);
      assertThat(provider.getPath(URI.create(absolute.toUri().toString()))).isEqualTo(absolute);
      assertThat(system.getPath(absolute.toString())).isEqualTo(absolute);
    }
    String decomposed = "/Ba\u0308r 100%.jpg";
    Path path = system.getPath(decomposed);
    assertThat(path.toUri().toString()).isEqualTo("away://machine/Ba\u0308r%20100%25.jpg");
    assertThat(path).hasToString("away://machine" + decomposed);
    assertThat(path.toUri().getPath()).isEqualTo(decomposed);
  }

  @Test
  void fileSystemsAreToldApart() {
    HadoopFileSystem other = provider.getFileSystem(URI.create("away://another/"));
    HadoopFileSystem none = provider.getFileSystem(URI.create("AWAY:///a"));
    Path path = system.getPath("/a");

    assertThat(provider.getFileSystem(URI.create("away://machine/y"))).isSameAs(system);
    assertThat(other.getPath("/a")).isNotEqualTo(path);
    assertThat(path.startsWith(other.getPath("/"))).isFalse();
    assertThat(path.startsWith(Path.of("/"))).isFalse();
    assertThat(none.getPath("/a")).hasToString("away:///a");
    assertThat(provider.getPath(none.getPath("/a").toUri())).isEqualTo(none.getPath("/a"));
    assertThat(path).isNotEqualTo(Path.of("/a"));
    assertThatThrownBy(() -> path.resolve(Path.of("b")))
        .isInstanceOf(ProviderMismatchException.class);
    assertThatThrownBy(path::toFile).isInstanceOf(UnsupportedOperationException.class);
  }

  private interface Text {
    String get();
  }

  private static void assertSame(String text, Path jdk, Path own, Function<Path, Path> part) {
    assertThat(shown(() -> plain(part.apply(own))))
        .as(text)
        .isEqualTo(shown(() -> String.valueOf(part.apply(jdk))));
  }

  /** What is shown, or that it is refused. */
  private static String shown(Text text) {
    try {
      return text.get();
    } catch (IllegalArgumentException e) {
      return "IllegalArgumentException";
    }
  }

  private static String plain(Path own) {
    return own == null ? "null" : ((HadoopPath) own).plain();
  }

  private static List<String> names(Path path) {
    List<String> names = new ArrayList<>();
    path.forEach(name -> names.add(name.toString()));
    return names;
  }
}
