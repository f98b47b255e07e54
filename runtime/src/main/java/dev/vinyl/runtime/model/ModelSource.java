package dev.vinyl.runtime.model;

import dev.vinyl.nativeconfig.internal.IoReasons;
import dev.vinyl.runtime.internal.io.TextException;
import dev.vinyl.runtime.internal.io.TextFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a model comes from, and the name that errors give it. A file, or something that holds a
 * file's bytes; a model whose weights lie in files of their own has to be a file. Immutable.
 *
 * <p>It may be read more than once: a segmenter opens a model a second time when several cores have
 * work.
 */
public final class ModelSource {
  private final String name;
  private final Content content;
  private final @Nullable ModelDescription given;

  /** What is read. */
  private sealed interface Content {}

  private record OfFile(Path path) implements Content {}

  private record OfBytes(ByteBuffer bytes) implements Content {}

  private record OfResource(Class<?> anchor, String path) implements Content {
    /** Null if there is none. */
    @Nullable InputStream open(String resource) {
      return anchor.getResourceAsStream(resource);
    }
  }

  private ModelSource(String name, Content content, @Nullable ModelDescription given) {
    this.name = Objects.requireNonNull(name, "name");
    this.content = content;
    this.given = given;
  }

  /**
   * A file, named by its path. What {@link ModelDescription#fileFor} names describes a model that
   * does not say itself how to run it.
   */
  public static ModelSource of(Path file) {
    return new ModelSource(file.toString(), new OfFile(file), null);
  }

  /**
   * A model's bytes; shared, not copied, and held as long as what is opened from them.
   *
   * @param onnx what an ONNX file holds
   */
  public static ModelSource of(byte[] onnx) {
    String name = "model of %d bytes".formatted(onnx.length);
    return new ModelSource(name, new OfBytes(ByteBuffer.wrap(onnx)), null);
  }

  /**
   * What a stream gives, as {@link #of(byte[])}. It is read to its end at once; the caller closes
   * it.
   *
   * @throws IOException if reading fails
   */
  public static ModelSource of(InputStream onnx) throws IOException {
    return of(onnx.readAllBytes());
  }

  /**
   * A resource on the class path or in a module, read when the model is opened. A resource beside
   * it, {@code net.yaml} for {@code net.onnx}, describes a model that does not say itself how to
   * run it.
   *
   * @param anchor a class of the program that has the resource
   * @param path as for {@link Class#getResourceAsStream}: relative to the class's package, or from
   *     the root where it begins with a slash
   */
  public static ModelSource ofResource(Class<?> anchor, String path) {
    Objects.requireNonNull(anchor, "anchor");
    return new ModelSource("resource " + path, new OfResource(anchor, path), null);
  }

  /** The same source under another name, such as "tenant 17". */
  public ModelSource named(String other) {
    return new ModelSource(other, content, given);
  }

  /** The same source, run as a description says, whatever the model or a file beside it does. */
  public ModelSource describedBy(ModelDescription description) {
    return new ModelSource(name, content, Objects.requireNonNull(description, "description"));
  }

  /** What errors call the model: a file's path as it was given. */
  public String name() {
    return name;
  }

  /** The file, or null if the model is none. */
  public @Nullable Path file() {
    return content instanceof OfFile file ? file.path() : null;
  }

  /**
   * The model's bytes.
   *
   * @throws ModelException if they cannot be read
   */
  public byte[] bytes() throws ModelException {
    try {
      if (content instanceof OfBytes held) {
        return held.bytes().array();
      }
      try (InputStream in = open()) {
        return in.readAllBytes();
      }
    } catch (ModelException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelException(
          name, "cannot be read (" + IoReasons.of(e) + "); check where it comes from", e);
    }
  }

  private InputStream open() throws IOException {
    if (content instanceof OfFile file) {
      return Files.newInputStream(file.path());
    }
    InputStream in = content instanceof OfResource resource ? resource.open(resource.path()) : null;
    if (in == null) {
      throw new ModelException(
          name, "there is no such resource; check its path and that it is packed");
    }
    return in;
  }

  /**
   * How to run the model: what was given, else what it says itself, else what lies beside it.
   *
   * @param properties the model's metadata
   * @throws ModelException if nothing says it, or it cannot be read
   */
  public ModelDescription describe(Map<String, String> properties) throws ModelException {
    if (given != null) {
      return given;
    }
    if (!MetadataProperties.present(properties)) {
      ModelDescription beside = beside();
      if (beside != null) {
        return beside;
      }
    }
    return ModelDescription.ofVinyl(ModelMetadata.fromProperties(properties, name));
  }

  private @Nullable ModelDescription beside() throws ModelException {
    if (content instanceof OfFile file) {
      Path yaml = ModelDescription.fileFor(file.path());
      return Files.exists(yaml) ? ModelDescription.read(yaml) : null;
    }
    return content instanceof OfResource resource ? beside(resource) : null;
  }

  private static @Nullable ModelDescription beside(OfResource resource) throws ModelException {
    String path = resource.path();
    int dot = path.lastIndexOf('.');
    String yaml = (dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path) + ".yaml";
    String name = "resource " + yaml;
    try (InputStream in = resource.open(yaml)) {
      return in == null ? null : ModelDescription.read(name, TextFiles.decode(in.readAllBytes()));
    } catch (ModelException e) {
      throw e;
    } catch (TextException e) {
      throw new ModelException(name, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new ModelException(name, "cannot be read (" + IoReasons.of(e) + "); check the file", e);
    }
  }
}
